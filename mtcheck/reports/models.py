"""The COMET models as plain text: the list, a comparison with stored scores, and what was exported."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.metrics.fetch import size_in_words
from mtcheck.reports.characters import printable

if TYPE_CHECKING:
    from mtcheck.metrics.models import CachedModel, Difference, EmbeddedModel, KnownModel, TaggerCard, Verification

_NAMES = {"sha256": "checksum", "mtcheck": "version of mtcheck", "unbabel-comet": "version of COMET"}


def render_models(
    embedded: EmbeddedModel, cached: Sequence[CachedModel], known: Iterable[KnownModel], *, width: int
) -> str:
    """The embedded model with its card, the models in the cache, and others with what their licences allow."""
    here = {model.name for model in cached}
    return "\n\n".join(
        [
            _embedded(embedded, width),
            _cached(cached),
            "On the Hugging Face hub\n" + "\n".join(_known(model, model.name in here, width) for model in known),
            _wrapped(
                "`mtcheck score DE EN --comet-model NAME` uses one of them. What is not here is offered for download, "
                "with its size; your text stays here.",
                width,
            )
            + "\n",
        ]
    )


def _embedded(model: EmbeddedModel, width: int) -> str:
    facts = [
        ("version", model.version or "not stated"),
        ("checksum", f"sha256 {model.sha256}"),
        ("size", size_in_words(model.size)),
        ("licence", model.licence or "see the files beside it"),
        ("data", "; ".join(model.data) or "see the README beside it"),
        *(
            ("" if number else "figures", f"{name}: {value}")
            for number, (name, value) in enumerate(model.figures.items())
        ),
        *([("beside it", _beside(model.tagger))] if model.tagger else []),
        ("folder", str(model.folder)),
    ]
    lines = [_wrapped(value, width, first=f"    {name.ljust(10)}", rest=" " * 14) for name, value in facts]
    return f"Embedded\n  {printable(model.name)}\n" + "\n".join(lines)


def _beside(tagger: TaggerCard) -> str:
    told = f"{tagger.name}, sha256 {tagger.sha256}, {size_in_words(tagger.size)}"
    return f"{told}: marks wrong words and broken grammar"


def _cached(models: Sequence[CachedModel]) -> str:
    if not models:
        return "In the hub's cache\n  none"
    told = [(printable(model.name), size_in_words(model.size), model.revision[:12]) for model in models]
    return "In the hub's cache\n" + "\n".join(f"  {name}\n    {size}, revision {at}" for name, size, at in told)


def _known(model: KnownModel, is_here: bool, width: int) -> str:
    use = "also for commercial use" if model.commercial else "not for commercial use"
    told = [
        f"{model.size}{', in the cache' if is_here else ''}. {model.licence}: {use}.",
        "Needs a reference (--reference)." if model.needs_reference else "Needs no reference.",
        model.remark,
    ]
    if model.gated:
        told.append(
            f"Gated: accept the licence on https://huggingface.co/{model.name}, then `hf auth login` or set HF_TOKEN."
        )
    return f"  {model.name}\n" + _wrapped(" ".join(part for part in told if part), width, first="    ", rest="    ")


def render_verification(verification: Verification, *, width: int) -> str:
    """Expected and obtained scores of the canary, and where they disagree what differs from when they were made."""
    lines = ["  #  expected  obtained  difference"]
    for number, pair in enumerate(verification.pairs, 1):
        # a zero is added so that what rounds to nothing has no minus
        difference = round(pair.obtained - pair.expected, 4) + 0.0
        mark = "" if pair.agrees else "  differs"
        lines.append(f"  {number}  {pair.expected:8.4f}  {pair.obtained:8.4f}  {difference:+10.4f}{mark}")
    if verification.agrees:
        closing = "The scores are those that the model was released with."
    else:
        closing = "The scores are not those that the model was released with. " + _blame(verification.differences)
    return f"{printable(verification.model)}\n" + "\n".join(lines) + "\n\n" + _wrapped(closing, width) + "\n"


def _blame(differences: Sequence[Difference]) -> str:
    if not differences:
        return (
            "Version, checksum and runtime are the same as then: it must be this processor or a library beneath; "
            "`--comet-runtime torch` computes in another way."
        )
    told = [f"the {_NAMES.get(item.what, item.what)} was {item.then} and is {item.now}" for item in differences]
    return printable("What differs from when they were made: " + "; ".join(told) + ".")


def render_export(checkpoint: Path, *, width: int) -> str:
    """Where the model was written, and how to score with it."""
    command = f"comet-score -s source.en.txt -t translation.de.txt --model {shlex.quote(str(checkpoint))}"
    advice = (
        "To have the model elsewhere, export it there rather than move the folder: comet-score finds the tokenizer by "
        "the path that stands in the checkpoint."
    )
    return f"Written: {printable(str(checkpoint))}\n  {printable(command)}\n{_wrapped(advice, width)}\n"


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        printable(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )

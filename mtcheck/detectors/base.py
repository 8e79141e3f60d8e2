"""What a detector is: a frozen dataclass whose docstring is its documentation and its test."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from mtcheck.data import Category, Finding, Pair, Severity, Side, SourceMatch, Span, Suspicion
from mtcheck.lexicon.gloss import gloss_span
from mtcheck.lexicon.links import Linker, Links
from mtcheck.metrics.base import ErrorSpan
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.tagger import SubwordTags, Tags

_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_SECTIONS = ("Bad", "Good", "Limits", "Source")

Rescore = Callable[[Sequence[tuple[str, str]]], Sequence[Judgement | None]]


@dataclass(frozen=True)
class Example:
    """A pair from a docstring: `source`, `translation` with `[[...]]` marks, and what a stubbed model says of it.

    Sentences parted by " / " on both sides are the pairs of one article.
    """

    source: str
    translation: str
    score: float = 0.9
    doubted: tuple[str, ...] = ()
    probability: float = 0.0
    ungrammatical: tuple[str, ...] = ()

    @property
    def unmarked(self) -> str:
        """The translation without its marks."""
        return _MARK.sub(r"\1", self.translation)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The marked spans as code points into `unmarked`; an empty mark is (0, 0)."""
        return tuple(
            (match.start() - 4 * number, match.end() - 4 * (number + 1))
            for number, match in enumerate(_MARK.finditer(self.translation))
        )

    def judgement(self) -> Judgement:
        """The stub of a model's verdict: the score, and certainty of a major error in the words it doubts."""
        return Judgement(self.score, tuple(SubwordErrors(*place, 0.0, 0.95) for place in self._places(self.doubted)))

    def tags(self) -> Tags:
        """The stub of what the tagger says: wrong words where the model doubts, broken grammar in the words named."""
        wrong = [SubwordTags(*place, 0.95, 0.0) for place in self._places(self.doubted)]
        broken = [SubwordTags(*place, 0.0, 0.99) for place in self._places(self.ungrammatical)]
        return Tags((*wrong, *broken))

    def _places(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        text = self.unmarked
        return (match.span() for word in words for match in re.finditer(re.escape(word), text))

    def suspicion(self) -> Suspicion:
        """The stub of what the evidence says."""
        return Suspicion(0.0, self.probability, 0.5)


@dataclass(frozen=True)
class Documentation:
    """A detector's docstring by its sections."""

    summary: str
    why: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    limits: str
    source: str


@dataclass(frozen=True)
class View:
    """Shared, costly views of a pair, computed once: tokens and word links, and what the models say.

    `judgement` is the embedded COMET model's, `tags` are the tagger's;
    `named_spans` are the errors that another model, `named_model`, marks.
    `suspicion` is known once all rules that name a reason have looked at the article.
    """

    links: Links
    judgement: Judgement | None = None
    named_spans: tuple[ErrorSpan, ...] = ()
    named_model: str = ""
    suspicion: Suspicion | None = None
    tags: Tags | None = None


@dataclass(frozen=True)
class Context:
    """What detectors are handed beside the pair. `views` is keyed by `Pair.index`.

    `rescore` has the embedded model judge other translations, as pairs of source and translation; it answers None for
    what it has no time for. Without it a rule makes do with the judgement of the pair. `source_match` tells whether the
    English is the source at all; None where that was not asked.
    """

    linker: Linker
    views: Mapping[int, View] = field(default_factory=dict)
    rescore: Rescore | None = None
    source_match: SourceMatch | None = None

    @property
    def is_another_edition(self) -> bool:
        """Whether the English is an earlier or later state of what the German was translated from."""
        return self.source_match is not None and self.source_match.is_another_edition

    def view(self, pair: Pair) -> View:
        """The views of a pair; made on the spot where nobody has made them."""
        found = self.views.get(pair.index)
        return found or View(self.linker.link(pair.source or "", pair.translation or ""))


@dataclass(frozen=True)
class Detector:
    """A rule that finds one kind of defect. Subclasses set `category` and write the docstring sections.

    `category` is the MQM category of what it finds; a subclass without one raises TypeError where it is defined.
    `needs_source` says that nothing can be found without the source; a rule that reads only the translation sets it to
    False and works on pairs whose source is None. `made_kinds` names the kinds of made errors that it is meant for.
    `reads_suspicion` says that the rule reads what the findings of the others came to. What a rule finds that
    `is_last_resort` is only told where no other says as much. `glosses` is False where the marked words in English say
    nothing of what is wrong.
    """

    category: ClassVar[Category]
    needs_source: ClassVar[bool] = True
    reads_suspicion: ClassVar[bool] = False
    is_last_resort: ClassVar[bool] = False
    glosses: ClassVar[bool] = True
    made_kinds: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not hasattr(cls, "category"):
            raise TypeError(f"the detector {cls.__name__} sets no category")

    @property
    def name(self) -> str:
        """The rule's name, from that of the class: `RepetitionLoop` is `repetition-loop`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    @cached_property
    def documentation(self) -> Documentation:
        """The docstring by its sections; raises ValueError where one is missing."""
        return parse_documentation(type(self).__doc__ or "", self.name)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """The defects of one pair."""
        return iter(())

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """Defects that only the whole article shows, each with the index of its pair."""
        return iter(())

    def found(
        self,
        pair: Pair,
        context: Context,
        span: tuple[int, int] | None,
        message: str,
        severity: Severity,
        *,
        side: Side = Side.TRANSLATION,
        suggestions: Sequence[str] = (),
        evidence: Mapping[str, object] | None = None,
        related: Sequence[Span] = (),
        weight: float = 1.0,
        category: Category | None = None,
    ) -> Finding:
        """A finding of this rule, of the rule's category if no other is given; `span` is None for the whole pair."""
        whole = (pair.translation if side is Side.TRANSLATION else pair.source) or ""
        text = whole[span[0] : span[1]] if span else None
        gloss = gloss_span(text, context.linker) if text and self.glosses and side is Side.TRANSLATION else None
        return Finding(
            rule=self.name,
            category=category or self.category,
            severity=severity,
            side=side,
            start=span[0] if span else None,
            end=span[1] if span else None,
            text=text,
            message=message,
            suggestions=tuple(suggestions),
            evidence=evidence or {},
            weight=weight,
            related=tuple(related),
            gloss=gloss if gloss and text and gloss.casefold() != text.casefold() else None,
        )


def parse_documentation(docstring: str, name: str) -> Documentation:
    """The sections of a detector's docstring.

    The first line is the summary; what follows up to `Bad` is why the defect matters. Examples are lines `en:` and
    `de:`, optionally `score:` (what the stubbed model says of the pair), `doubted:` (words that it and the
    stubbed tagger doubt, by comma), `probability:` (how likely the pair is garbled by the evidence) and
    `ungrammatical:` (words that the stubbed tagger takes for broken grammar, by comma).
    """
    summary, _, rest = docstring.strip().partition("\n")
    body = textwrap.dedent(rest)
    parts: dict[str, list[str]] = {"why": []}
    current = "why"
    for line in body.splitlines():
        if line.strip() in _SECTIONS and not line.startswith(" "):
            current = line.strip()
            parts[current] = []
        else:
            parts[current].append(line)
    missing = [section for section in _SECTIONS if section not in parts]
    if missing:
        raise ValueError(f"the docstring of {name} lacks {', '.join(missing)}")
    return Documentation(
        summary=summary.strip(),
        why=_prose(parts["why"]),
        bad=_examples(parts["Bad"]),
        good=_examples(parts["Good"]),
        limits=_prose(parts["Limits"]),
        source=_prose(parts["Source"]),
    )


def _prose(lines: Sequence[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip()


def _examples(lines: Sequence[str]) -> tuple[Example, ...]:
    examples: list[dict[str, str]] = []
    for line in lines:
        key, colon, value = line.strip().partition(":")
        if colon and key in ("en", "de", "score", "doubted", "probability", "ungrammatical"):
            if key == "en":
                examples.append({})
            examples[-1][key] = value.strip()
    return tuple(
        Example(
            example["en"],
            example["de"],
            float(example.get("score", "0.9")),
            _listed(example.get("doubted", "")),
            float(example.get("probability", "0")),
            _listed(example.get("ungrammatical", "")),
        )
        for example in examples
    )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())

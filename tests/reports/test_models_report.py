"""What `mtcheck models` prints."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from mtcheck.metrics.models import (
    KNOWN_MODELS,
    TOLERANCE,
    CachedModel,
    CanaryPair,
    Difference,
    EmbeddedModel,
    TaggerCard,
    Verification,
)
from mtcheck.reports.models import render_export, render_models, render_verification

EMBEDDED = EmbeddedModel(
    name="mtcheck-comet-2",
    version="2.0",
    sha256="0123456789ab",
    size=29_082_000,
    folder=Path("/opt/mtcheck/model"),
    licence="MIT; the tokenizer too",
    data=("MLQE-PE (CC0)", "WMT metrics tasks (Apache-2.0)"),
    figures={"garbled outputs": "AUROC 0.66", "words": 0.83},
)
CACHED = (CachedModel("Unbabel/wmt22-comet-da", "0123456789abcdef0123456789abcdef01234567", 2_324_000_000),)


def test_the_list_names_all_that_is_known_of_the_embedded_model() -> None:
    text = render_models(EMBEDDED, (), KNOWN_MODELS, width=100)
    for part in ("mtcheck-comet-2", "2.0", "sha256 0123456789ab", "29 MB", "MIT; the tokenizer too", "MLQE-PE (CC0);"):
        assert part in text
    assert "    figures   garbled outputs: AUROC 0.66\n              words: 0.83\n" in text
    assert "In the hub's cache\n  none\n" in text


def test_the_list_names_the_model_beside_the_embedded_one() -> None:
    beside = replace(EMBEDDED, tagger=TaggerCard("mtcheck-tagger-1", "ba9876543210", 10_900_000))
    text = render_models(beside, (), KNOWN_MODELS, width=100)
    assert "    beside it mtcheck-tagger-1, sha256 ba9876543210, 11 MB: marks wrong words" in text


def test_the_list_tells_what_licences_allow() -> None:
    text = render_models(EMBEDDED, CACHED, KNOWN_MODELS, width=1000)
    lines = dict(zip(text.splitlines(), text.splitlines()[1:], strict=False))
    assert "not for commercial use" in lines["  Unbabel/XCOMET-XL"]
    assert "Gated: accept the licence on https://huggingface.co/Unbabel/XCOMET-XL," in lines["  Unbabel/XCOMET-XL"]
    assert "Apache-2.0: also for commercial use." in lines["  Unbabel/eamt22-cometinho-da"]
    assert "Gated" not in lines["  Unbabel/eamt22-cometinho-da"]
    cached = text.index("In the hub's cache")
    assert "    2.3 GB, revision 0123456789ab\n" in text[cached:]
    assert text.count(", in the cache.") == 1


def test_the_list_keeps_to_the_width() -> None:
    text = render_models(EMBEDDED, CACHED, KNOWN_MODELS, width=60)
    assert all(len(line) <= 60 or "https://" in line for line in text.splitlines())
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_agreement_is_said() -> None:
    pair = CanaryPair("The dog sleeps.", "Der Hund schläft.", 0.8012, 0.8009)
    text = render_verification(Verification("mtcheck-comet-2", (pair,) * 5, ()), width=100)
    assert "  5    0.8012    0.8009     -0.0003\n" in text
    assert "The scores are those that the model was released with." in text
    assert "differs" not in text


def test_no_difference_has_no_minus() -> None:
    pair = CanaryPair("The dog sleeps.", "Der Hund schläft.", 0.8012, 0.80119)
    text = render_verification(Verification("mtcheck-comet-2", (pair,), ()), width=100)
    assert "  1    0.8012    0.8012     +0.0000\n" in text


def test_what_differs_is_named() -> None:
    pairs = (CanaryPair("A", "B", 0.8, 0.8), CanaryPair("A", "B", 0.8, 0.8 - 3 * TOLERANCE))
    differences = (
        Difference("sha256", "abcdefabcdef", "0123456789ab"),
        Difference("runtime", "onnxruntime-1.20", "torch-2.6"),
    )
    text = render_verification(Verification("mtcheck-comet-2", pairs, differences), width=500)
    assert text.count("  differs\n") == 1
    assert "are not those" in text
    assert "the checksum was abcdefabcdef and is 0123456789ab; the runtime was onnxruntime-1.20 and is" in text
    bare = render_verification(Verification("mtcheck-comet-2", pairs, ()), width=500)
    assert "Version, checksum and runtime are the same as then" in bare


def test_an_export_says_how_to_score() -> None:
    text = render_export(Path("my-model/checkpoints/model.ckpt"), width=100)
    assert "comet-score -s source.en.txt -t translation.de.txt --model my-model/checkpoints/model.ckpt\n" in text
    assert "rather than move the folder" in " ".join(text.split())


def test_the_command_of_an_export_can_be_pasted_into_a_shell() -> None:
    text = render_export(Path("my model's/checkpoints/model.ckpt"), width=100)
    (command,) = [line.strip() for line in text.splitlines() if line.strip().startswith("comet-score -s")]
    assert shlex.split(command)[-2:] == ["--model", "my model's/checkpoints/model.ckpt"]

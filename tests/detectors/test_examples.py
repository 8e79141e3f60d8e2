"""Every example in every detector's docstring is a test; the registry and the folder agree."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

import mtcheck.detectors
from mtcheck.data import Finding, Pair, Severity, Side
from mtcheck.detectors import DETECTORS, Context, Detector, Example, View
from mtcheck.detectors.base import parse_documentation
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.training.made_errors import KINDS

SAMPLES = Path(__file__).parents[2] / "samples"


@lru_cache(maxsize=1)
def linker() -> Linker:
    return Linker(Dictionary())


def findings(detector: Detector, example: Example):
    """The example's pair and what is found in it; sentences that " / " parts are pairs of one article."""
    sources, translations = example.source.split(" / "), example.unmarked.split(" / ")
    whole = Pair(0, example.source or None, example.unmarked or None, 1)
    if len(sources) == 1 or len(sources) != len(translations):
        sources, translations = [example.source], [example.unmarked]
    pairs = [
        Pair(k, en or None, de or None, k + 1) for k, (en, de) in enumerate(zip(sources, translations, strict=True))
    ]
    views = {
        pair.index: View(
            linker().link(pair.source or "", pair.translation or ""),
            example.judgement(),
            suspicion=example.suspicion(),
            tags=example.tags(),
        )
        for pair in pairs
    }
    context = Context(linker(), views)
    found = [(pair.index, finding) for pair in pairs for finding in detector.check(pair, context)]
    found += list(detector.check_document(pairs, context)) if len(pairs) > 1 else []
    starts = [sum(len(text) + 3 for text in translations[:k]) for k in range(len(translations))]
    return whole, [moved(finding, starts[k]) for k, finding in found]


def moved(finding: Finding, by: int) -> Finding:
    if finding.start is None or finding.end is None:
        return finding
    return replace(finding, start=finding.start + by, end=finding.end + by)


BAD = [(detector, example) for detector in DETECTORS for example in detector.documentation.bad]
GOOD = [(detector, example) for detector in DETECTORS for example in detector.documentation.good]


def label(value: object) -> str:
    return value.name if isinstance(value, Detector) else value.translation[:40]


@pytest.mark.parametrize(("detector", "example"), BAD, ids=label)
def test_bad_examples_yield_exactly_their_spans(detector: Detector, example: Example) -> None:
    pair, found = findings(detector, example)
    assert [(finding.start or 0, finding.end or 0) for finding in found] == list(example.spans)
    for finding in found:
        assert finding.rule == detector.name
        if finding.start is not None:
            side = pair.translation if finding.side is Side.TRANSLATION else pair.source
            assert side[finding.start : finding.end] == finding.text


@pytest.mark.parametrize(("detector", "example"), GOOD, ids=label)
def test_good_examples_yield_nothing(detector: Detector, example: Example) -> None:
    assert findings(detector, example)[1] == []


@pytest.mark.parametrize("detector", DETECTORS, ids=label)
def test_every_detector_is_documented(detector: Detector) -> None:
    documentation = detector.documentation
    assert documentation.bad and documentation.good
    assert documentation.summary and documentation.why and documentation.limits and documentation.source


@pytest.mark.parametrize("detector", DETECTORS, ids=label)
def test_every_detector_survives_an_empty_side(detector: Detector) -> None:
    for source, translation in ((None, "Ein Satz."), ("A sentence.", None), ("", ""), ("…", "„")):
        pair = Pair(0, source, translation, 1)
        list(detector.check(pair, Context(linker())))
        list(detector.check_document([pair], Context(linker())))


ALONE = [detector for detector in DETECTORS if not detector.needs_source]


@pytest.mark.parametrize(("detector", "example"), [(d, e) for d in ALONE for e in d.documentation.good], ids=label)
def test_sound_german_stays_silent_without_its_source(detector: Detector, example: Example) -> None:
    assert findings(detector, replace(example, source=""))[1] == []


@pytest.mark.parametrize("detector", ALONE, ids=label)
def test_a_rule_that_needs_no_source_finds_something_without_it(detector: Detector) -> None:
    bad = [replace(example, source="") for example in detector.documentation.bad]
    found = [finding for example in bad for finding in findings(detector, example)[1]]
    assert found
    assert not any("English" in finding.message or finding.side is Side.SOURCE for finding in found)


def test_what_the_model_doubts_without_the_source_is_minor() -> None:
    (detector,) = (detector for detector in DETECTORS if detector.name == "unlikely-wording")
    bad = [replace(example, source="") for example in detector.documentation.bad]
    assert {finding.severity for example in bad for finding in findings(detector, example)[1]} == {Severity.MINOR}


@pytest.mark.parametrize("detector", DETECTORS, ids=label)
def test_the_made_errors_that_a_rule_is_meant_for_exist(detector: Detector) -> None:
    assert set(detector.made_kinds) <= {kind.name for kind in KINDS}


def test_registry_holds_every_file_of_the_folder() -> None:
    folder = Path(mtcheck.detectors.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"base", "--init--"}
    assert {detector.name for detector in DETECTORS} == files
    assert all(type(d).__module__.endswith(d.name.replace("-", "_")) for d in DETECTORS)


def test_a_detector_without_a_category_is_refused() -> None:
    with pytest.raises(TypeError, match="Uncategorised sets no category"):
        type("Uncategorised", (Detector,), {})


def test_a_missing_section_is_named() -> None:
    with pytest.raises(ValueError, match="Limits, Source"):
        parse_documentation("Summary.\n\n    Why.\n\n    Bad\n        en: a\n        de: b\n    Good\n", "x")


@pytest.mark.parametrize("detector", DETECTORS, ids=label)
def test_spans_of_findings_on_the_samples_are_exact(detector: Detector) -> None:
    for gold in SAMPLES.glob("*/gold.json"):
        for sentence in json.loads(gold.read_text(encoding="utf-8"))["sentences"]:
            example = Example(sentence["en"], sentence["de"], 0.1, tuple(sentence["de"].split()))
            pair, found = findings(detector, example)
            for finding in found:
                whole = pair.translation if finding.side is Side.TRANSLATION else pair.source
                assert finding.start is None or whole[finding.start : finding.end] == finding.text
                for related in finding.related:
                    side = pair.translation if related.side is Side.TRANSLATION else pair.source
                    assert side[related.start : related.end] == related.text


def test_typography_is_never_more_than_minor() -> None:
    for detector in DETECTORS:
        if detector.name in ("spaced-hyphen", "quotation-mark", "stray-punctuation", "missing-stop"):
            for example in detector.documentation.bad:
                assert {finding.severity for finding in findings(detector, example)[1]} == {Severity.MINOR}

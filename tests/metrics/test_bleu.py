"""BLEU and chrF: what is compared with what, and the numbers of sacreBLEU's own command."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.metrics import Bleu, Chrf

PAIRS = (
    Pair(
        0,
        "Police shot a 14-year-old boy on Saturday.",
        "Die Polizei hat am Samstag einen 14-Jährigen erschossen.",
        1,
        reference="Die Polizei erschoss am Samstag einen 14-Jährigen.",
        gloss="the police have on the Saturday a 14-year-old shot",
    ),
    Pair(
        1,
        "The Kremlin does not confirm that.",
        "Der Kreml bestätigt das nicht.",
        2,
        reference="Der Kreml bestätigt das nicht.",
        gloss="The Kremlin confirm that does not",
    ),
)

# sacrebleu 2.6.0's command: `sacrebleu reference.txt -i translation.txt -m bleu chrf -b -w 4`, with `-sl` for the
# sentences and `-lc` or `--chrf-lowercase` for the glosses
AT_COMMAND_LINE = [
    (Bleu, "human", (53.4826, 100.0), 68.2672),
    (Bleu, "gloss", (27.9016, 23.8006), 26.0530),
    (Chrf, "human", (84.3159, 100.0), 89.8216),
    (Chrf, "gloss", (59.1391, 77.0036), 66.8231),
]


@pytest.mark.parametrize(("metric", "against", "sentences", "document"), AT_COMMAND_LINE)
def test_numbers_are_those_of_sacrebleu(
    metric: type[Bleu | Chrf], against: str, sentences: tuple[float, ...], document: float
) -> None:
    score = metric(against).score(PAIRS)  # type: ignore[arg-type]
    assert score.values == pytest.approx(sentences, abs=1e-4)
    assert score.document == pytest.approx(document, abs=1e-4)


def test_document_is_corpus_bleu_not_a_mean() -> None:
    score = Bleu("human").score(PAIRS)
    assert score.document != pytest.approx(sum(value or 0.0 for value in score.values) / 2, abs=1.0)


@pytest.mark.parametrize(
    ("against", "pair"),
    [
        ("human", Pair(0, "A.", "Ein Satz.", 1)),
        ("human", Pair(0, "A.", None, 1, reference="Ein Satz.")),
        ("gloss", Pair(0, None, "Ein Satz.", 1, gloss="a sentence")),
        ("gloss", Pair(0, "A sentence.", "Ein Satz.", 1)),
        ("gloss", Pair(0, "A sentence.", "Ein Satz.", 1, gloss="")),
    ],
)
@pytest.mark.parametrize("metric", [Bleu, Chrf])
def test_a_missing_side_is_not_scored(metric: type[Bleu | Chrf], against: str, pair: Pair) -> None:
    alone = metric(against).score([pair])  # type: ignore[arg-type]
    assert (alone.values, alone.document) == ((None,), None)
    beside = metric(against).score([pair, *PAIRS])  # type: ignore[arg-type]
    without = metric(against).score(PAIRS)  # type: ignore[arg-type]
    assert beside.values == (None, *without.values)
    assert beside.document == without.document


def test_nothing_in_common_is_zero_and_not_none() -> None:
    pair = Pair(0, "Rain.", "Hut", 1, reference="Schnee und Eis")
    assert Bleu("human").score([pair]).values == (0.0,)


def test_values_follow_the_order_given_whatever_the_pairs_are_numbered() -> None:
    forward = Bleu("human").score(PAIRS).values
    assert Bleu("human").score([Pair(0, **_sides(pair)) for pair in reversed(PAIRS)]).values == forward[::-1]


def _sides(pair: Pair) -> dict[str, object]:
    return {"source": pair.source, "translation": pair.translation, "line": 1, "reference": pair.reference}


def test_glosses_are_compared_without_regard_to_case() -> None:
    pair = Pair(0, "THE KREMLIN DOES NOT CONFIRM", "x", 1, gloss="the kremlin does not confirm")
    assert Bleu("gloss").score([pair]).values == pytest.approx((100.0,))
    pair = Pair(0, "x", "DER KREML BESTÄTIGT DAS", 1, reference="der kreml bestätigt das")
    assert Bleu("human").score([pair]).values == (0.0,)


def test_signatures_name_sacrebleu_and_what_was_compared() -> None:
    # the signatures that sacrebleu prints, whatever its version
    human, gloss = Bleu("human").score(PAIRS), Bleu("gloss").score(PAIRS)
    assert human.signature.startswith("nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|version:")
    assert human.document_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert gloss.signature.startswith("nrefs:1|case:lc|eff:yes|tok:13a|smooth:exp|version:")
    assert human.document_signature.endswith("|against:human")
    assert gloss.document_signature.endswith("|against:gloss")
    assert Chrf("human").score(PAIRS).signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")


def test_words_say_what_was_compared() -> None:
    assert "German reference" in Bleu("human").score(PAIRS).measured_against
    assert "English source" in Bleu("gloss").score(PAIRS).measured_against
    assert Bleu("human").score(PAIRS).scale.endswith("higher is better")
    assert Bleu("gloss").score(PAIRS).scale.endswith("higher is more literal")


@pytest.mark.parametrize("metric", [Bleu, Chrf])
def test_no_pairs(metric: type[Bleu | Chrf]) -> None:
    score = metric("human").score([])
    assert (score.values, score.document) == ((), None)

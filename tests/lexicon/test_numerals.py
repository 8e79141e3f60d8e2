"""Numbers in digits and in words, and what they measure."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.measures import measures
from mtcheck.lexicon.numerals import numbers
from mtcheck.lexicon.tokens import Language


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "1,250 men, 3.5 percent, $2.3bn, £5m", [1250, 3.5, 2.3e9, 5e6]),
        ("de", "1.250 Männer, 3,5 Prozent, 2,3 Mrd. Dollar, 5 Mio. Pfund", [1250, 3.5, 2.3e9, 5e6]),
        ("en", "twenty-four, one hundred and fifty, two thousand, half a million", [24, 150, 2000, 5e5]),
        ("de", "vierundzwanzig, hundertfünfzig, zweitausend, eine halbe Million", [24, 150, 2000, 5e5]),
        ("en", "two and a half million, five one-hundredths, the twenty-first", [2.5e6, 5, 21]),
        ("de", "zweieinhalb Millionen, anderthalb, das einundzwanzigste", [2.5e6, 1.5, 21]),
        ("de", "der Fünfjährige, dreimal, ein Drittel, zweihunderttausend", [5, 3, 3, 200_000]),
        ("en", "3 billion", [3e9]),
        ("de", "3 Billionen, 3 Milliarden", [3e12, 3e9]),
        ("de", "ein Mann, der Elf vertraut, sie achten ihn", []),
        ("en", "No one was first", []),
        ("en", "", []),
        ("de", "„…“", []),
    ],
)
def test_values(language: Language, text: str, values: list[float]) -> None:
    found = numbers(text, language)
    assert len(found) == len(values)
    assert all(value in number.readings for number, value in zip(found, values, strict=True))
    assert all(text[number.start : number.end] == number.text for number in found)


@pytest.mark.parametrize(
    ("english", "german"),
    [("5.30pm", "17.30 Uhr"), ("8 pm", "20 Uhr"), ("12:05", "12.05 Uhr"), ("3/16/2012", "16.3.2012"), ("2-1", "2:1")],
)
def test_times_dates_and_results_share_their_numbers(english: str, german: str) -> None:
    left, right = numbers(english, "en"), numbers(german, "de")
    assert all(any(number.readings & other.readings for other in left) for number in right)


# Outside oracle for the factors: NIST Special Publication 811, Appendix B (exact mile, foot, pound, Fahrenheit).
@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("30 miles", "48,28 Kilometer"),
        ("6 feet", "1,8288 Meter"),
        ("200 pounds", "90,72 Kilogramm"),
        ("50 °F", "10 Grad Celsius"),
        ("two weeks", "vierzehn Tage"),
        ("6 decades", "60 Jahre"),
        ("60 mph", "96,56 km/h"),
    ],
)
def test_measures_are_converted(english: str, german: str) -> None:
    (one,), (other,) = numbers(english, "en"), numbers(german, "de")
    (unit,), (metric,) = measures(english, [one], "en"), measures(german, [other], "de")
    assert unit is not None and metric is not None and unit.kind == metric.kind
    meant = unit.values(one.readings)
    assert any(
        value == pytest.approx(expected, rel=1e-3) for value in metric.values(other.readings) for expected in meant
    )


def test_the_first_of_a_range_measures_what_the_second_does() -> None:
    text = "10 to 15 miles"
    assert [unit and unit.kind for unit in measures(text, numbers(text, "en"), "en")] == ["length", "length"]

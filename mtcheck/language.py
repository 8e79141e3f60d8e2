"""Is the source English and the translation German? Told offline.

Plain German and English show by their most frequent words; everything else is told by py3langid (Lui and Baldwin 2012).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass

from mtcheck.errors import DocumentError

LANGUAGE_NAMES = {
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovene",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
    "ar": "Arabic",
    "he": "Hebrew",
    "hi": "Hindi",
    "fa": "Persian",
}
"""Languages told apart. Small relatives of German and English (Luxembourgish, Low German, Scots) are left out: in
short or garbled text they are false alarms."""

MIN_LETTERS = 100
"""Letters below which a text is too short to be sure."""

MIN_SHARE = 0.7
"""Share of a text's passages, by length (0-1), that must be in one language for it to be sure."""

PASSAGE = 120
"""Characters judged at once, so that quotations in another language do not decide."""

MAX_PASSAGES = 150
"""Passages judged of a long text, evenly spread."""

ENOUGH_TELLTALE = 2
"""Different words out of `TELLTALE` by which a passage shows its language."""

ENOUGH_PASSAGES = 8
"""Passages from which a text may be told by its words alone."""

MOST_OTHER = 0.05
"""Share of passages in the other language (0-1) up to which it may."""

_GERMAN = (
    "und nicht das ist auf für sich dem eine einen einem einer eines auch wird dass daß zum zur nach aus haben sind "
    "wurde wurden werden oder aber über vom durch sein seine ihre ich wir sie bei wie zu mit"
)
_ENGLISH = (
    "the of and that is was with it from this are been has had which his their would not you they were there will who "
    "its about than what when she said could"
)
TELLTALE = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
"""Frequent words that few other languages have: plain text is told by them, without reading the model."""

_NO_LETTERS = re.compile(r"https?://\S+|!?\[[^\]\n]{0,200}\]\([^)\s]*\)|<[^>]{0,500}>|[\W\d_]+")


@dataclass(frozen=True)
class _Guess:
    """A language code and whether it is sure."""

    language: str | None
    sure: bool


def check_languages(source: str, translation: str, source_name: str, translation_name: str) -> tuple[str, ...]:
    """Make sure that the source is English and the translation German.

    Returns warnings for texts too short or too mixed to be sure. Raises DocumentError for files in the wrong order,
    two texts in one language, and another language.
    """
    first, second = _guess(source), _guess(translation)
    if (first.language, second.language) == ("de", "en") and first.sure and second.sure:
        raise DocumentError(
            f"The files are in the wrong order: {source_name} is German and {translation_name} is English. "
            f"Give the German translation first: {source_name} {translation_name}"
        )
    if first.language == second.language and first.sure and second.sure and first.language in ("de", "en"):
        raise DocumentError(_both(first.language, source_name, translation_name))
    warnings = (
        _expect(first, "en", "source", source_name),
        _expect(second, "de", "translation", translation_name),
    )
    return tuple(warning for warning in warnings if warning)


def check_translation(text: str, name: str) -> tuple[str, ...]:
    """The same for a translation whose source is not at hand."""
    warning = _expect(_guess(text), "de", "translation", name)
    return (warning,) if warning else ()


def _both(language: str, source_name: str, translation_name: str) -> str:
    if language == "de":
        return f"{source_name} and {translation_name} are both German: give the English source as the second file."
    return f"{source_name} and {translation_name} are both English: give the German translation as the first file."


def _expect(guess: _Guess, language: str, role: str, name: str) -> str | None:
    """Return a warning for a doubtful text; raise DocumentError for one that is surely in another language."""
    wanted = LANGUAGE_NAMES[language]
    if guess.sure and guess.language == language:
        return None
    if guess.sure and guess.language:
        found = LANGUAGE_NAMES[guess.language]
        raise DocumentError(f"{name} is {found}, but the {role} must be {wanted}: give the {wanted} {role}.")
    if guess.language == language:
        return None
    return f"{name} is too short or too mixed to tell its language: it is taken as {wanted}."


def _guess(text: str) -> _Guess:
    """Tell the language of a text by a vote of its passages, weighted by their length."""
    passages = _passages(" ".join(_NO_LETTERS.sub(" ", text).split()))
    if not passages:
        return _Guess(None, False)
    letters = sum(map(len, passages))
    told = {language: sum(len(p) for p in passages if _tells(p, language)) / letters for language in TELLTALE}
    language, share = max(told.items(), key=lambda item: item[1])
    if len(passages) >= ENOUGH_PASSAGES and share >= MIN_SHARE and sum(told.values()) - share <= MOST_OTHER:
        return _Guess(language, True)
    votes: defaultdict[str, float] = defaultdict(float)
    for passage in passages:
        for language, share in _shares(passage).items():
            votes[language] += share * len(passage)
    language, weight = max(votes.items(), key=lambda vote: vote[1])
    sure = letters >= MIN_LETTERS and weight >= MIN_SHARE * letters
    return _Guess(language, sure)


def _passages(text: str) -> list[str]:
    found = [text[start : start + PASSAGE] for start in range(0, len(text), PASSAGE)]
    step = max(1, math.ceil(len(found) / MAX_PASSAGES))
    return found[::step]


def _tells(passage: str, language: str) -> bool:
    return len(TELLTALE[language].intersection(passage.lower().split())) >= ENOUGH_TELLTALE


def _shares(passage: str) -> dict[str, float]:
    """Probabilities (0-1) of the languages for a passage, flattened by its length so that few words stay doubtful."""
    from py3langid import rank

    scores = {language: float(score) for language, score in rank(passage) if language in LANGUAGE_NAMES}
    best = max(scores.values())
    weights = {language: math.exp((score - best) * 0.5) for language, score in scores.items()}
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items() if weight / total > 0.01}

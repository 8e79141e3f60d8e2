"""The rule literal-passive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector

_STATED = (
    r"(?:erwartet|geglaubt|gesagt|berichtet|angenommen|vermutet|geschätzt|gedacht|gemeldet|behauptet|erwogen|gehalten)"
)
_INFINITIVE = r"(?:zu (?:[a-zäöüß]+en|sein|tun)|[a-zäöüß]+zu[a-zäöüß]+en)\b"
_FINITE = r"(?:ist|sind|war|waren|hat|haben|sei|seien|wird|werden|kann|können|soll|sollen)"
_PASSIVE = re.compile(
    rf"(?P<before>[^.,;:!?–—()„“”\"»«]*)\b(?P<core>(?:wird|werden|wurde|wurden)\b"
    rf"(?P<between>[^.,;:!?–—()„“”\"»«]*?)\b{_STATED}),? (?:[^.,;:!?]{{0,80}} )?{_INFINITIVE}(?! {_FINITE}\b)"
)
_TO_WHOM = r"(?:erlaubt|gestattet|befohlen|geraten|verboten|empfohlen|versprochen|geholfen|vorgeworfen|zugetraut)"
_OF_DATIVE = re.compile(
    rf"(?P<before>[^.,;:!?–—()„“”\"»«]*)\b(?P<core>(?:wird|werden|wurde|wurden|würde|würden)\b"
    rf"(?P<between>[^.,;:!?–—()„“”\"»«]*?)\b{_TO_WHOM}), (?:[^.;:!?]{{0,80}} )?{_INFINITIVE}(?! {_FINITE}\b)"
)
_DATIVE = re.compile(
    r"\b(?:dem|den|der|einem|einer|diese[mnr]|keine[mnr]|jede[mr]|alle[nr]|viele[nr]|welche[mnr]|denen|"
    r"(?:ih|sei|mei|dei|unse|eu)(?:re|n|r)?(?:em|en|er|r)|ihm|ihnen|ihr|mir|dir|uns|euch|es|man|wem|niemand\w*|jemand\w*)\b"
    r"|[a-zäöü]en [A-ZÄÖÜ]\w+n\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:die|das|sie|er|ich|wir|du|eine?)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"\b(?:von|vom|es|davon|dazu|ihm|ihnen|ihr|dir|mir|uns|euch)\b", re.IGNORECASE)


@dataclass(frozen=True)
class LiteralPassive(Detector):
    """An English passive with an infinitive is built the same way in German, which has no such sentence.

    *The costs are expected to rise* is "Die Kosten dürften steigen" or "Es wird erwartet, dass die Kosten steigen".

    Bad
        en: The costs are expected to rise.
        de: Die Kosten [[werden erwartet]], zu steigen.
        en: The minister was reported to have fled on Monday.
        de: Der Minister [[wurde am Montag berichtet]], geflohen zu sein.
        en: The rebels would be allowed to sell fuel.
        de: Die Rebellen [[würden erlaubt]], Kraftstoff zu verkaufen.
    Good
        en: The rebels would be allowed to sell fuel.
        de: Den Rebellen würde erlaubt, Kraftstoff zu verkaufen.
        en: The costs are expected to rise.
        de: Es wird erwartet, dass die Kosten steigen.
        en: The pupils are expected to be on time.
        de: Von den Schülern wird erwartet, pünktlich zu sein.
        en: He is expected to come.
        de: Es wird von ihm erwartet, zu kommen.
        en: The guests are expected in order to discuss the plan.
        de: Die Gäste werden erwartet, wie zu lesen ist.
    Limits
        Only passives of verbs of saying and expecting are looked at, and only with "zu" and an infinitive.
    Source
        Duden 4: Die Grammatik, on the passive and on infinitives with "zu".
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = ("literal-passive",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each passive with a subject that an infinitive follows."""
        for match in _PASSIVE.finditer(pair.translation or ""):
            if not _NO_SUBJECT.search(f"{match.group('before')} {match.group('between')}"):
                message = "This verb has no passive with an infinitive in German."
                yield self.found(pair, context, match.span("core"), message, Severity.MAJOR)
        for match in _OF_DATIVE.finditer(pair.translation or ""):
            around = f"{match.group('before')} {match.group('between')}"
            if _SUBJECT.search(around) and not _DATIVE.search(around):
                message = "In German this is done to somebody in the dative, and nobody is its subject."
                yield self.found(pair, context, match.span("core"), message, Severity.MAJOR)

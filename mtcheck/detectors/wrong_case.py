"""The rule wrong-case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.nouns import CASES, PREPOSITIONS, in_cases


@dataclass(frozen=True)
class WrongCase(Detector):
    """A noun phrase stands in a case that its preposition does not take.

    "Mit" takes the dative, "für" the accusative; a system that builds German word by word mixes them up.

    Bad
        en: He spoke with the man for the child.
        de: Er sprach [[mit den Mann]] [[für dem Kind]].
        en: They came from a big house.
        de: Sie kamen [[aus ein großes Haus]].
    Good
        en: He spoke with the men for the children.
        de: Er sprach mit den Männern für die Kinder.
        en: What kind of man is that? In my opinion the law is good.
        de: Was für ein Mann ist das? Meiner Meinung nach das Gesetz der Stunde.
        en: The house in which the man lives, in the house and into the house.
        de: Das Haus, in dem der Mann wohnt, in dem Haus und in das Haus.
        en: He stands against the state; it is about the people.
        de: Er stellt sich gegen den Staat; es geht um die Menschen, für die Freiheit zählt.
    Limits
        Only prepositions with a certain case and nouns that the word list knows are judged; "wegen dem" is usual.
    Source
        Duden 4: Die Grammatik, on the government of prepositions; genders from Ding, forms from simplemma.
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = ("wrong-case",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A minor finding for each phrase that agrees with itself but not with its preposition."""
        for phrase in context.view(pair).links.noun_phrases:
            if phrase.preposition is None or not phrase.words or phrase.words & phrase.case:
                continue
            allowed = PREPOSITIONS[phrase.preposition.text.lower()]
            cases = " or ".join(case for case in CASES if allowed & in_cases((case,)))
            yield self.found(
                pair,
                context,
                (phrase.start, phrase.noun.end),
                f"“{phrase.preposition.text}” takes the {cases}.",
                Severity.MINOR,
            )

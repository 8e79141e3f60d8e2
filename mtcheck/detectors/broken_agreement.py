"""The rule broken-agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.nouns import DETERMINERS, family
from mtcheck.lexicon.phrases import NounPhrase


@dataclass(frozen=True)
class BrokenAgreement(Detector):
    """An article or adjective does not go with its noun in gender, number or case.

    A system that builds German word by word takes the wrong article; one such slip is minor, many of them are a trace.

    Bad
        en: A woman helped.
        de: [[Ein Frau]] half.
        en: The government of the president said so.
        de: [[Das Regierung]] von Präsident Schmidt sagte es, und zwar in [[der neuen Haus]].
        en: He saw the big house of the men.
        de: Er sah [[den große Haus]] der Männer.
    Good
        en: The woman saw the house that belonged to the men.
        de: Die Frau sah das Haus, das den Männern gehörte.
        en: A man who has wife and child, a thing that women like.
        de: Ein Mann, der Frau und Kind hat, eine Sache, die Frauen mögen.
        en: He is one of the best; that helps women.
        de: Er ist einer der Besten; das hilft Frauen.
        en: The German saw the official with the new employees at the end of this year.
        de: Der Deutsche sah den Beamten mit den neuen Angestellten am Ende dieses Jahres.
        en: the US president's spokesman, the head of government and head of state
        de: der Sprecher des US-Präsidenten, die Regierungs- und Staatschefs
        en: The man called Müller works for the Mirror.
        de: Der Müller genannte Mann arbeitet für den Spiegel.
    Limits
        Only a determiner with at most two adjectives before a noun that the word list knows is judged.
    Source
        Duden 4: Die Grammatik, on agreement within the noun phrase; genders from Ding, forms from simplemma.
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = ("agreement",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A minor finding for each noun phrase whose words share no case, gender and number."""
        text = pair.translation or ""
        for phrase in context.view(pair).links.noun_phrases:
            if not phrase.words:
                span = (phrase.determiner.start, phrase.noun.end)
                yield self.found(
                    pair,
                    context,
                    span,
                    f"“{text[slice(*span)]}” does not agree in gender, number or case.",
                    Severity.MINOR,
                    suggestions=_repaired(text, phrase),
                )


def _repaired(text: str, phrase: NounPhrase) -> tuple[str, ...]:
    """The phrase with the one form of the determiner that would fit; nothing where several would."""
    word = phrase.determiner.text
    fitting = [form for form in family(word.lower()) if DETERMINERS[form][0] & phrase.fitting & phrase.case]
    if len(fitting) != 1:
        return ()
    article = fitting[0].capitalize() if word[0].isupper() else fitting[0]
    return (article + text[phrase.determiner.end : phrase.noun.end],)

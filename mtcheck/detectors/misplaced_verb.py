"""The rule misplaced-verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token

_SEPARABLE = (
    "an",
    "auf",
    "aus",
    "ab",
    "ein",
    "nach",
    "vor",
    "bei",
    "mit",
    "weg",
    "zurück",
    "hin",
    "her",
    "los",
    "fest",
)
_INSEPARABLE = ("be", "ver", "er", "ent", "ge", "zer", "miss")
_OPENERS = frozenset({
    "dass", "daß", "ob", "wenn", "weil", "da", "als", "wie", "während", "bevor", "nachdem", "obwohl", "damit",
    "sodass", "sobald", "solange", "falls", "indem", "bis", "seit", "seitdem", "wo", "wer", "was", "wann", "warum",
    "wieso", "weshalb", "woher", "wohin", "womit", "wovon", "wodurch", "worauf", "woran", "wofür", "worüber",
    "worin", "wobei", "wonach", "der", "die", "das", "den", "dem", "des", "denen", "deren", "dessen", "welche",
    "welcher", "welches", "welchem", "welchen", "je", "desto", "umso", "sofern", "soweit", "zumal", "ehe",
    "obgleich", "wohingegen", "und", "oder", "sowie", "aber", "sondern",
})  # fmt: skip


@dataclass(frozen=True)
class MisplacedVerb(Detector):
    """A verb stands as it does at the end of a subordinate clause, but there is no such clause.

    German parts "anspielen" in a main clause ("er spielt an") and joins it only at the end of a subordinate one ("weil
    er anspielt"). A system that puts English grammar into German words joins it elsewhere.

    Bad
        en: Trump, possibly alluding to Putin, said so.
        de: Trump – möglicherweise [[anspielt]] auf Putin – sagte es.
    Good
        en: Trump alludes to Putin.
        de: Trump spielt auf Putin an.
        en: He said that Trump alludes to Putin.
        de: Er sagte, dass Trump auf Putin anspielt.
        en: The word he alludes to is known.
        de: Das Wort, auf das er anspielt, ist bekannt.
        en: The plan that was accepted is good.
        de: Der anerkannte Plan ist gut.
        en: The list contains names; silence reigns.
        de: Die Liste beinhaltet Namen, es herrscht Stille.
        en: How he puts up with it!
        de: Wie er das aushält!
    Limits
        Only forms in -t of verbs with a few particles are looked at, and only where nothing before them in their part
        of the sentence could open a subordinate clause.
    Source
        Duden 4: Die Grammatik, on the position of the finite verb.
    """

    category = Category.GRAMMAR
    needs_source = False

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each joined verb without an opener before it."""
        text = pair.translation or ""
        tokens = context.view(pair).links.translation
        for j, token in enumerate(tokens):
            stem = _finite_stem(token)
            if not stem or not self._is_verb(token, stem, context):
                continue
            clause = re.split(r"[.!?:;–—(„“\"]", text[: token.start])[-1]
            words = {word.lower() for word in re.findall(r"\w+", clause)}
            if not words & _OPENERS and not (j + 1 < len(tokens) and tokens[j + 1].text[0].isupper() and token.initial):
                yield self.found(
                    pair,
                    context,
                    (token.start, token.end),
                    f"“{token.text}” stands as at the end of a subordinate clause, but none begins before it.",
                    Severity.MAJOR,
                )

    @staticmethod
    def _is_verb(token: Token, stem: str, context: Context) -> bool:
        """Whether the dictionary knows the stem as a verb, and the particle with it as another."""
        particle = token.text[: len(token.text) - len(stem)]
        knows = context.linker.dictionary.knows
        infinitives = [stem[:-1] + ending for ending in ("en", "n")]
        return any(knows(infinitive) and knows(particle + infinitive) for infinitive in infinitives)


def _finite_stem(token: Token) -> str:
    """What follows the particle of a form such as "anspielt"; empty where the word has no such form."""
    word = token.text
    if not word.islower() or not word.endswith("t") or word.endswith("iert"):
        return ""
    for particle in _SEPARABLE:
        rest = word.removeprefix(particle)
        if rest != word and len(rest) > 3 and not rest.startswith(_INSEPARABLE):
            return rest
    return ""

"""The rule misplaced-verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.clauses import Part, sentences
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import FINITE, is_infinitive, is_inflected, is_participle, may_be_finite

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


_CONJUNCTIONS = frozenset({
    "dass", "daß", "ob", "wenn", "weil", "nachdem", "bevor", "obwohl", "damit", "sodass", "falls", "indem", "sobald",
})  # fmt: skip
"""Words that open nothing but subordinate clauses."""
_WITH_PARTICIPLE = frozenset({
    "bin", "ist", "sind", "war", "waren", "wurde", "wurden", "wird", "werden", "hat", "habe", "haben", "hatte",
    "hatten", "sei", "seien",
})  # fmt: skip
_WITH_INFINITIVE = frozenset({
    "würde", "würden", "wird", "werden", "werde", "kann", "können", "konnte", "konnten", "könne", "könnte", "könnten",
    "soll", "sollen", "sollte", "sollten", "muss", "müssen", "musste", "mussten", "müsse", "will", "wollen", "wollte",
    "wollten", "darf", "dürfen", "durfte",
})  # fmt: skip
_AUXILIARIES = _WITH_PARTICIPLE | _WITH_INFINITIVE
_GOING_ON = frozenset({"und", "oder", "als", "wie", "sowie", "aber", "sondern", "noch"})
"""Words behind which another clause or a comparison may stand."""
_DETERMINERS = frozenset({
    "der", "die", "das", "den", "dem", "ein", "eine", "einen", "einem", "einer", "seine", "seinen", "ihre", "ihren",
    "keine", "keinen",
})  # fmt: skip
_SUBJECTS = frozenset({"ich", "er", "sie", "es", "man", "wir"})


@dataclass(frozen=True)
class MisplacedVerb(Detector):
    """The verb of a subordinate clause stands in its middle, or one stands as at its end where there is no such clause.

    The finite verb closes a German subordinate clause ("dass sie geliefert wurden"), and only there "spielt an" is
    joined ("weil er anspielt"). A system that puts English grammar into German words does neither.

    Bad
        en: Trump, possibly alluding to Putin, said so.
        de: Trump – möglicherweise [[anspielt]] auf Putin – sagte es.
        en: He had warned that too many ships were delivered at a bad time.
        de: Er hatte gewarnt, dass zu viele Schiffe [[wurden]] geliefert in schlechter Zeit.
        en: She insisted that the government would revise the bill.
        de: Sie bestand darauf, dass die Regierung [[würde]] das Gesetz überarbeiten.
        en: They said that the minister had read the letter.
        de: Sie sagten, dass der Minister [[hatte]] den Brief gelesen.
        en: The talks collapsed when the rebels walked out over the fate of the prisoners.
        de: Die Gespräche brachen ab, als die Rebellen [[gingen]] über das Schicksal der Gefangenen.
        en: He said that the council would a new draft.
        de: Er sagte, dass der Rat [[würde]] einen neuen Entwurf.
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
        en: He said that he would have had to come, and that they are as well known as feared.
        de: Er sagte, dass er hätte kommen müssen und dass sie so bekannt sind wie gefürchtet.
        en: They fear that it will have been delivered, if they could help it.
        de: Sie fürchten, dass es geliefert worden sein wird, wenn sie es ändern könnten.
        en: I think that he was there, and she never answered.
        de: Ich denke, dass er da war und sie nie geantwortet hat.
        en: He sees it as a gift, and says that a registered address is enough.
        de: Er sieht das als Geschenk und sagt, dass eine registrierte Adresse genügt.
        en: How he puts up with it!
        de: Wie er das aushält!
    Limits
        Of joined verbs only forms in -t with a few particles are looked at, and only where nothing before them in their
        part of the sentence could open a subordinate clause; of subordinate clauses only those behind a conjunction.
        What German puts behind the verb all the same ("dass er mit ihr flirtet in der Hoffnung") is reported.
    Source
        Duden 4: Die Grammatik, on the position of the finite verb.
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = ("verb-place",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each finite verb amid a subordinate clause, and each joined one without an opener before it."""
        text = pair.translation or ""
        tokens = context.view(pair).links.translation
        for part in chain.from_iterable(sentences(text, tokens)):
            early = (_early_verb(part) if part.opening_word in _CONJUNCTIONS else None) or _early_full_verb(part)
            if early is not None:
                yield self.found(
                    pair,
                    context,
                    (early.start, early.end),
                    f"“{early.text}” should stand at the end of the clause with “{part.opening_word}”.",
                    Severity.MAJOR,
                )
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


def _early_verb(part: Part) -> Token | None:
    """The auxiliary or modal verb that stands before what it should follow in a subordinate clause."""
    inner = part.inner
    first = next((p for p, token in enumerate(inner) if token.text in _AUXILIARIES or may_be_finite(inner, p)), 0)
    before, verb = inner[:first], inner[first : first + 1]
    rest = list(takewhile(lambda token: token.text not in _GOING_ON, inner[first + 1 :]))
    if not before or not rest or _has_infinitive_with_zu(inner) or any(token.text in _GOING_ON for token in before):
        return None
    if _is_half(before[-1]) or any(token.text in FINITE for token in rest):
        return None
    word, last = verb[0].text, rest[-1].text
    behind = is_participle(rest[0].text) or (len(rest) > 1 and is_participle(last) and part.after)
    if word in _WITH_PARTICIPLE and behind:
        return verb[0]
    if word in _WITH_INFINITIVE and len(rest) > 1:
        alone = is_infinitive(last) and not _is_half(rest[-2])
        is_subject = before[-1].text[0].isupper() or before[-1].text in _SUBJECTS
        object_follows = rest[0].text.lower() in _DETERMINERS and not is_infinitive(last)
        if alone or (object_follows and is_subject and word.endswith(("e", "te", "ten"))):
            return verb[0]
    return None


def _early_full_verb(part: Part) -> Token | None:
    """The only verb of a subordinate clause, where words follow that it should follow: "als er ging nach Hause".

    Behind it nothing else may be a verb, nor another clause begin.
    """
    is_sure = part.opening_word in _CONJUNCTIONS or (part.opening_word in ("als", "während") and part.before == ",")
    if not is_sure or not part.after:
        return None
    inner = part.inner
    finite = [k for k, token in enumerate(inner) if may_be_finite(inner, k) or token.text in FINITE]
    if len(finite) != 1 or finite[0] == 0:
        return None
    verb, rest = inner[finite[0]], inner[finite[0] + 1 :]
    if len(rest) < 2 or not is_inflected(verb) or any(_is_half(token) or token.text == "zu" for token in rest):
        return None
    is_adjective = verb.text.endswith(("te", "ten", "tes")) and rest[0].text[0].isupper()
    return None if is_adjective or any(token.text in _GOING_ON for token in inner) else verb


def _is_half(token: Token) -> bool:
    """Whether a word is the participle or infinitive that a finite verb follows."""
    return is_participle(token.text) or is_infinitive(token.text)


def _has_infinitive_with_zu(tokens: Sequence[Token]) -> bool:
    return any(token.text == "zu" and is_infinitive(following.text) for token, following in pairwise(tokens))


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

"""The rule mistranslated-word."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Linker, Links
from mtcheck.lexicon.suggestions import inflected, suggest
from mtcheck.lexicon.tokens import Token
from mtcheck.metrics.comet import Judgement
from mtcheck.metrics.tagger import Tags
from mtcheck.odds import logit, sigmoid

SUREST = 0.999
"""Probability, 0-1, beyond which a model's word is not taken for surer."""

LIGHT_VERBS = frozenset({
    "say", "lead", "make", "take", "get", "give", "go", "come", "put", "keep", "do", "set", "run", "hold", "see",
    "tell", "show", "bring", "turn", "call", "let", "work", "look", "move", "play", "leave", "pass", "mean",
    "want", "need",
})  # fmt: skip
"""English verbs of so many senses that any German verb may stand for one."""

MOST_WORDS = 60
"""German words for an English one whose senses are looked up."""


@dataclass(frozen=True)
class MistranslatedWord(Detector):
    """A German word that hardly ever stands for any word of this English, and that tagger and COMET doubt.

    A sense was chosen that is not meant here ("erwidern" is *return*, but in the sense of *reply*). How usual a word is
    comes from counts over translated sentences and from the dictionary; a rare sense weighs as rare. A synonym is
    spared, but for a word that has quite different senses besides ("Löschung" is *cancellation*, but also *erasing*).
    Words near the threshold are put to the proof: with the usual word in their place, does the score rise? In a
    sentence that is literal but for one unusual word, little doubt is enough.

    Bad
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch [[erwidern]].
        doubted: erwidern
        en: The ministers rejected the plan on Friday.
        de: Die Minister [[beschrieben]] den Plan am Freitag.
        doubted: beschrieben
        en: The people from the festival said they had a cancellation.
        de: Die Leute vom Festival sagten, sie hätten eine [[Löschung]].
        doubted: Löschung
    Good
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch einschränken.
        doubted: einschränken
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch zurückfahren.
        doubted: zurückfahren
        en: The tabloid quoted the adviser.
        de: Das Boulevardblatt zitierte den Sicherheitsberater.
        doubted: Boulevardblatt
        en: She will meet European leaders in Brussels.
        de: Sie trifft in Brüssel europäische Staats- und Regierungschefs.
        doubted: Staats
        en: He kicked the bucket.
        de: Er gab den Löffel ab.
    Limits
        Free translation uses unusual words. Such a word is reported only where the model doubts it too, so the rule
        finds fewer wrong words than there are; where much is unusual it says nothing. It takes a synonym of a rare
        register that the model doubts for a mistake.
    Source
        The dictionary is Ding (TU Chemnitz), the counts are made with eflomal (Östling and Tiedemann 2016); word links
        as evidence of adequacy: Popović and Ney 2011, "Towards Automatic Error Analysis of Machine Translation Output",
        Section 3. The weights are those of a logistic regression over words of references, of outputs that were read,
        and of sentences that were written for it.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("wrong-sense", "literal-sense", "foreign-word")

    tagger_weight: float = 0.37
    """What the tagger's log-odds of a wrong word count."""
    any_weight: float = 0.65
    """What COMET's log-odds of any error in a word count."""
    major_weight: float = 0.18
    """What its log-odds of a major error count."""
    rarity_weight: float = 0.22
    """What the negative natural logarithm of a word's usualness beside this source counts."""
    spread_weight: float = 3.1
    """What is taken off for the share, 0-1, of the content words that are unusual: such is a free translation."""
    constant: float = -1.2
    """What is added to the sum, so that it is the log-odds of a wrong word."""
    least_ambiguity: float = 0.5
    """The share of a word's senses, 0-1, that have nothing to do with the English word that it translates, from which
    it is a word of quite different senses, and taken for no synonym."""
    synonym_weight: float = 2.3
    """What is taken off for any other word that has a synonym which translates the English word."""
    rise_weight: float = 0.15
    """What the rise of the log odds of the pair's score counts, when a usual word stands in its place."""
    least_evidence: float = 0.5
    """The sum from which a word is reported."""
    near_evidence: float = 0.1
    """The sum from which a word is put to the proof, which decides where it is near the threshold."""
    beyond_proof: float = 1.2
    """The sum from which no proof is needed."""
    least_doubt_if_literal: float = 0.12
    """Probability of a major error, 0-1, from which a word is reported that stands out, all else being literal."""
    most_left: float = 0.2
    """Share of the English content words, 0-1, that may be without counterpart in a literal translation."""
    least_senses: int = 3
    """English translations that the dictionary must have for the German word, to be trusted about a literal one."""
    least_translations: int = 8
    """German single words that it must have for the English word, for the same reason."""
    most_usual: float = 0.5
    """Usualness beside this source, 0-1, above which a word is beyond doubt."""
    rare: float = 0.1
    """Usualness, 0-1, below which a word counts as unusual, when it is asked how free the translation is."""
    most_rare: float = 0.35
    """Share of the German content words, 0-1, that may be unusual; above, and from two on, nothing is said."""
    most_tested: int = 2
    """Words of a pair that are put to the proof, those with the most evidence; each takes a few runs of the model."""
    most_replacements: int = 3
    """Words that are tried in place of one."""
    most_suggestions: int = 3
    most_senses: int = 3

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each word with enough evidence against it."""
        view = context.view(pair)
        if not pair.source or not pair.translation or view.judgement is None or view.tags is None:
            return
        suspects = self._suspects(view.links, view.judgement, view.tags, context.linker)
        near = [suspect for suspect in suspects if suspect.evidence < self.beyond_proof]
        tested = sorted(near, key=lambda suspect: -suspect.evidence)[: self.most_tested]
        for suspect in suspects:
            if suspect.stands_out:
                yield self._finding(pair, context, suspect, None, max(suspect.evidence, self.least_evidence))
                continue
            proof = self._proof(pair, view.judgement, suspect, context) if suspect in tested else None
            total = suspect.evidence + (self.rise_weight * proof.odds if proof else 0.0)
            if total >= self.least_evidence:
                yield self._finding(pair, context, suspect, proof, total)

    def _suspects(self, links: Links, judgement: Judgement, tags: Tags, linker: Linker) -> list[_Suspect]:
        """Content words that are unusual beside the source, with a source word that may be meant, in text order."""
        content = [j for j, token in enumerate(links.translation) if token.content]
        rare = sum(links.support[j] < self.rare for j in content)
        if rare > max(1.0, self.most_rare * len(content)):
            return []
        suspects = []
        for j in content:
            token = links.translation[j]
            if links.support[j] > self.most_usual or _is_name(token, linker) or _is_cut(token, links):
                continue
            evidence = self.constant + self.tagger_weight * logit(tags.wrong(token.start, token.end), SUREST)
            evidence += self.any_weight * logit(judgement.any_error(token.start, token.end), SUREST)
            evidence += self.major_weight * logit(judgement.major(token.start, token.end), SUREST)
            evidence -= self.rarity_weight * math.log(links.support[j] + 0.01)
            evidence -= self.spread_weight * rare / len(content)
            stands_out = (
                links.support[j] < self.rare
                and judgement.major(token.start, token.end) >= self.least_doubt_if_literal
                and self._stands_out(links, j, linker)
            )
            if (evidence >= self.near_evidence or stands_out) and (meant := _meant(links, j, linker)):
                english = meant[0].lemma
                if linker.near(token, english) and _ambiguity(token, english, linker) < self.least_ambiguity:
                    evidence -= self.synonym_weight
                if evidence >= self.near_evidence or stands_out:
                    suspects.append(_Suspect(token, evidence, links.support[j], *meant, stands_out))
        return suspects

    def _stands_out(self, links: Links, j: int, linker: Linker) -> bool:
        """Whether the translation is literal but for this word, beside a word left over that the dictionary knows."""
        left_over = links.unaccounted()
        if links.unreachable() != [j] or len(left_over) > self.most_left * sum(token.content for token in links.source):
            return False
        beside = _counterparts_of_neighbours(links, j)
        meant = [
            i
            for i in left_over
            if len(beside) == 2
            and min(abs(i - place) for place in beside) == 1
            and links.source[i].lemma not in LIGHT_VERBS
        ]
        return (
            bool(meant)
            and not any(linker.near(links.translation[j], links.source[i].lemma) for i in left_over)
            and len(linker.dictionary.english(links.translation[j].lemma)) >= self.least_senses
            and any(
                sum(" " not in word for word in linker.dictionary.german(links.source[i].lemma))
                >= self.least_translations
                for i in meant
            )
        )

    def _proof(self, pair: Pair, judgement: Judgement, suspect: _Suspect, context: Context) -> _Proof | None:
        """What the model says with another word in place; None where it is not asked, or not answering."""
        if context.rescore is None:
            return None
        source, translation, token = pair.source or "", pair.translation or "", suspect.token
        words = [inflected(word, token) for word in suspect.usual[: self.most_replacements]]
        texts = [(source, translation[: token.start] + word + translation[token.end :]) for word in words]
        proofs = []
        for word, new in zip(words, context.rescore(texts), strict=True):
            if new is not None:
                odds = logit(new.score) - logit(judgement.score)
                after = new.major(token.start, token.start + len(word))
                proofs.append(_Proof(word, new.score - judgement.score, odds, after))
        return max(proofs, key=lambda proof: proof.odds, default=None)

    def _finding(self, pair: Pair, context: Context, suspect: _Suspect, proof: _Proof | None, total: float) -> Finding:
        token, meant = suspect.token, suspect.meant
        usual = suspect.usual[: self.most_suggestions]
        judgement = context.view(pair).judgement
        doubt = judgement.major(token.start, token.end) if judgement else 0.0
        word = token.particle + token.lemma
        senses = context.linker.dictionary.english(word)[: self.most_senses]
        message = f"“{meant.text}” is usually {_listed(usual)}"
        message += f"; “{word if senses else token.text}” means {', '.join(senses)}." if senses else "."
        evidence: dict[str, object] = {
            "doubt": round(doubt, 3),
            "meant": meant.text,
            "usual": round(suspect.support, 3),
            "senses": senses,
            "evidence": round(total, 2),
        }
        if proof:
            evidence |= {"tried": proof.word, "rise": round(proof.rise, 3), "doubt of it": round(proof.doubt, 3)}
        return self.found(
            pair,
            context,
            (token.start, token.end),
            message,
            Severity.MAJOR,
            suggestions=usual,
            evidence=evidence,
            related=(Span(Side.SOURCE, meant.start, meant.end, meant.text),),
            weight=sigmoid(total - self.least_evidence + 1),
        )


@dataclass(frozen=True)
class _Suspect:
    """A German word, the evidence against it, its usualness, the source word that is meant and its usual words.

    `stands_out`: it is the one word that is not literal.
    """

    token: Token
    evidence: float
    support: float
    meant: Token
    usual: tuple[str, ...]
    stands_out: bool


@dataclass(frozen=True)
class _Proof:
    """The word put in place; by how much the score rises, its log odds too, and the model's doubt of the new word."""

    word: str
    rise: float
    odds: float
    doubt: float


def _listed(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _meant(links: Links, j: int, linker: Linker) -> tuple[Token, tuple[str, ...]] | None:
    """The source word that nothing usual stands for, near to where it is expected, and German words for it.

    None where no source word has German words of the same kind as the one in question, or one stands there already.
    """
    beside = _counterparts_of_neighbours(links, j)
    said = {word.lower() for token in links.translation for word in (token.text, token.lemma)}
    slope = len(links.source) / max(len(links.translation), 1)

    def cost(i: int) -> float:
        distance = min((abs(i - place) for place in beside), default=abs(i - j * slope))
        return math.log(links.source_support[i] + 0.02) + 0.25 * min(distance, 8)

    for i in sorted((i for i, token in enumerate(links.source) if token.content), key=cost)[:2]:
        words = suggest(links.source[i].lemma, links.translation[j], linker, 3)
        if words:
            return (links.source[i], tuple(words)) if said.isdisjoint(word.lower() for word in words) else None
    return None


def _ambiguity(token: Token, english: str, linker: Linker) -> float:
    """The share of a German word's senses, 0-1, that no other German word for an English lemma has.

    0 where that lemma is no sense of the word, or all of them are shared, as those of a synonym; it is high for a word
    with quite different senses ("Löschung" for *cancellation*).
    """
    dictionary = linker.dictionary
    senses = {*dictionary.english(token.lemma), *dictionary.english(token.text)}
    if english not in senses:
        return 0.0
    forms = {token.lemma, token.text.lower(), token.particle + token.lemma}
    others = [word for word in dictionary.german(english) if word.lower() not in forms]
    shared = {english, *(sense for word in others[:MOST_WORDS] for sense in dictionary.english(word))}
    return len(senses - shared) / len(senses)


def _counterparts_of_neighbours(links: Links, j: int) -> list[int]:
    """Source positions of the words that the nearest linked content words on either side link to."""
    found = []
    for step in (-1, 1):
        k = j + step
        while 0 <= k < len(links.translation) and abs(k - j) <= 3:
            if links.translation[k].content:
                if k in links.chosen:
                    found.append(links.chosen[k])
                break
            k += step
    return found


def _is_cut(token: Token, links: Links) -> bool:
    """Whether a word is the first part of a compound that ends later ("Staats- und Regierungschefs")."""
    return links.text.startswith(("- ", "-,"), token.end)


def _is_name(token: Token, linker: Linker) -> bool:
    """Capitalised words that the dictionary does not know, alone or as a compound, are taken for names."""
    return (
        token.text[0].isupper()
        and not linker.dictionary.knows(token.text)
        and not linker.dictionary.knows(token.lemma)
        and not linker.dictionary.parts(token.text)
    )

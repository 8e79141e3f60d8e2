"""Collecting the English phrases that no German says word for word.

    python -m mtcheck.training.idioms --dictionary de-en --data DATA

A phrase with two content words or more, from a line that Ding labels as figurative, is taken if none of its German
renderings has a word that translates one of its content words; from a line with colloquial English only what has three
words or more ("hard work" has slangy renderings, but is none). Left out is what a professional translation of the train
split renders word for word ("blue sky"), or more than one by strong systems ("end of the line").
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from mtcheck.detectors.literal_idiom import LiteralIdiom
from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.idioms import LONGEST, Idioms, idiom_word, literal_english
from mtcheck.lexicon.links import LEAST_COGNATE, Linker, spelling_likeness, with_particles
from mtcheck.lexicon.tokens import Token, tokenise
from mtcheck.training import corpora, ding
from mtcheck.training.corpora import Example

MOST_RENDERINGS = 3
MOST_RENDERINGS_READ = 40
"""A phrase with more German renderings than this is many things, and no idiom."""

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "idioms"


def idioms(entries: Iterable[tuple[ding.Entry, int]], linker: Linker) -> dict[str, list[str]]:
    """German renderings, in Ding's order, of each idiom, written as `Idioms` looks it up.

    `entries` come with the least number of words that an idiom among them has.
    """
    tokens: dict[str, tuple[Token, ...]] = {}
    renderings: defaultdict[str, list[str]] = defaultdict(list)
    for entry, shortest in entries:
        for phrase in re.split(r", (?:to )?", entry.english.removeprefix("be ")):
            if not shortest <= len(phrase.split()) <= LONGEST or not phrase.isascii():
                continue
            english = tokenise(phrase, "en")
            key = " ".join(idiom_word(token) for token in english)
            if len({token.lemma for token in english if token.content}) >= 2:
                tokens.setdefault(key, english)
                for german in (entry.german, *linker.dictionary.german(phrase)):
                    if german not in renderings[key]:
                        renderings[key].append(german)
    return {
        key: german
        for key, german in renderings.items()
        if len(german) <= MOST_RENDERINGS_READ and not any(_literal(tokens[key], text, linker) for text in german)
    }


def _literal(english: Iterable[Token], german: str, linker: Linker) -> bool:
    """Whether a German rendering has a word that translates, or is spelt like, a content word of the phrase."""
    wanted = [token for token in english if token.content]
    for word in with_particles(tokenise(german, "de"), german):
        meanings = literal_english(word, linker)
        if any(t.lemma in meanings or spelling_likeness(t.text, word.text) >= LEAST_COGNATE for t in wanted):
            return True
    return False


def rendered_literally(idioms: Idioms, sound: Iterable[Example], linker: Linker) -> set[str]:
    """The idioms, as `Idioms` looks them up, that a reference or two other sound translations render word for word."""
    rule, counts = LiteralIdiom(), Counter[str]()
    for example in sound:
        links = linker.link(example.source, example.translation)
        for idiom in idioms.find(links.source):
            if rule.literal_words(idiom, links, linker):
                key = " ".join(idiom_word(token) for token in links.source[idiom.start : idiom.end])
                counts[key] += 2 if "-ref" in example.corpus else 1
    return {key for key, count in counts.items() if count > 1}


def _write(found: Mapping[str, list[str]], path: Path) -> None:
    import marisa_trie

    rows = [(key, "; ".join(german[:MOST_RENDERINGS]).encode("utf-8")) for key, german in sorted(found.items())]
    marisa_trie.BytesTrie(rows).save(str(path))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Collect the idioms of the dictionary.")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    labels = ((ding.FIGURATIVE, 2), (ding.COLLOQUIAL, 3))
    entries = ((entry, words) for label, words in labels for entry in ding.read(options.dictionary, label))
    linker, path = Linker(Dictionary()), options.out / "idioms.marisa"
    found = idioms(entries, linker)
    options.out.mkdir(parents=True, exist_ok=True)
    _write(found, path)
    literal = rendered_literally(Idioms(path), corpora.sound_pairs(options.data, "train"), linker)
    _write({key: german for key, german in found.items() if key not in literal}, path)
    print(f"{len(found.keys() - literal)} idioms, without {', '.join(sorted(literal))}")


if __name__ == "__main__":
    main()

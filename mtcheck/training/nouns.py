"""Compiling the inflections of nouns that ship in the package from Ding's genders and simplemma's forms.

python -m mtcheck.training.nouns --dictionary /usr/share/trans/de-en
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from mtcheck.lexicon.lemmas import lemma_tables
from mtcheck.lexicon.nouns import ANY, FOLDER, cells, tail_inflection
from mtcheck.training import ding

_NOUN = re.compile(r"^(?:\([^)]*\)\s*)?([A-ZÄÖÜ][a-zA-ZäöüßéÄÖÜ-]+)\s*(?:\[[^\]]*\]\s*)?\{([mfnpl,]+)\}")
_PLURAL = cells("nom pl, acc pl, dat pl, gen pl")
_SIBILANT = ("s", "ß", "x", "z", "tsch")


def nouns(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Single nouns of the word list with their genders, of a plural ("pl",)."""
    for line in ding.lines(path):
        for alternative in re.split(r"[|;]", line.partition("::")[0]):
            if match := _NOUN.match(alternative.strip()):
                yield match.group(1), tuple(match.group(2).split(","))


def plural_forms(form: str) -> Iterator[tuple[str, int]]:
    """The forms of a plural: as it stands, and the dative with its n."""
    takes_n = form.endswith(("e", "er", "el", "ern", "eln")) and not form.endswith("n")
    yield form, cells("nom pl, acc pl, gen pl" if takes_n else "nom pl, acc pl, dat pl, gen pl")
    if takes_n:
        yield form + "n", cells("dat pl")


def singular_forms(word: str, gender: str) -> Iterator[tuple[str, int]]:
    """The forms of a singular; those in -s and -e are taken for plurals too, for word lists lack many of these."""
    if gender == "f":
        yield word, cells("nom f, acc f, dat f, gen f")
        return
    yield word, cells(f"nom {gender}, acc {gender}, dat {gender}")
    if word.endswith(_SIBILANT) or word.isupper():
        yield word, cells(f"gen {gender}")
    yield word + "s", cells(f"gen {gender}") | _PLURAL
    yield word + ("ses" if word.endswith("s") else "es"), cells(f"gen {gender}")
    if word.endswith(("er", "el", "en", "chen", "lein")) or (gender == "n" and word.endswith("e")):
        yield from plural_forms(word)
    if word.endswith("e"):
        yield word + "ns", cells(f"gen {gender}")
    elif not word.endswith(("er", "el", "en", "chen", "lein")):
        yield word + "e", cells(f"dat {gender}") | _PLURAL


def inflections(entries: Iterable[tuple[str, tuple[str, ...]]], lemmas: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The cells of every form. Nouns that inflect as adjectives ("der Deutsche, ein Deutscher") have all cells."""
    genders: dict[str, set[str]] = defaultdict(set)
    plurals: set[str] = set()
    for word, found in entries:
        if "pl" in found:
            plurals.add(word)
        else:
            genders[word].update(found)
    table: dict[str, int] = defaultdict(int)
    further = {
        form
        for form, lemma in lemmas
        if form[:1].isupper() and form != lemma and lemma in genders and not form.endswith("s")
    }
    plurals |= {form for form in further if not (form.endswith("n") and (form[:-1] in further or form[:-1] in plurals))}
    for word, found_genders in genders.items():
        for gender in found_genders:
            for form, mask in singular_forms(word, gender):
                table[form] |= mask
        for ending in ("n", "en", "ns", "ens"):
            if "m" in found_genders and (word + ending in plurals or (word.endswith("e") and ending in ("n", "ns"))):
                table[word + ending] |= cells("acc m, dat m, gen m")
    for word in plurals:
        for form, mask in plural_forms(word):
            table[form] |= mask
    for word, found_genders in genders.items():
        if word.endswith("e") and (len(found_genders) > 1 or word + "r" in genders):
            table.update(dict.fromkeys((word, word + "n", word + "r", word + "m", word + "s"), ANY))
    return dict(table)


def without_compounds(table: dict[str, int]) -> dict[str, int]:
    """The table without the forms that the lookup finds by their last part."""
    kept: dict[str, int] = {}
    for form in sorted(table, key=lambda form: (len(form), form)):
        if table[form] != tail_inflection(form, kept.get):
            kept[form] = table[form]
    return kept


def compile_nouns(table: dict[str, int], out: Path) -> None:
    """Write `nouns.marisa`: noun forms with their cells, 16 bits each, little-endian."""
    import marisa_trie

    out.mkdir(parents=True, exist_ok=True)
    marisa_trie.RecordTrie("<H", ((form, (mask,)) for form, mask in sorted(table.items()))).save(
        str(out / "nouns.marisa")
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compile the inflections of German nouns.")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    lemmas = lemma_tables().get_dictionary("de")
    table = inflections(nouns(options.dictionary), ((form, lemmas[form]) for form in lemmas))
    kept = without_compounds(table)
    compile_nouns(kept, options.out)
    print(f"{len(table)} noun forms, {len(kept)} of them kept")


if __name__ == "__main__":
    main()

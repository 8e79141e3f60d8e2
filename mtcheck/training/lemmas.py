"""Compiling the lemmas that ship in the package from simplemma's word lists.

python -m mtcheck.training.lemmas
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from mtcheck.lexicon.lemmas import FOLDER, make_rule


def compile_lemmas(lemmas: Mapping[str, str], out: Path, language: str) -> None:
    """Write `de.marisa` (word forms), `de.numbers` (a rule for each) and `de.rules.json`, or `en`.

    The numbers are 16 bits each, little-endian, compressed with zlib; frequent rules have small ones.
    """
    import marisa_trie

    forms = marisa_trie.Trie(lemmas)
    made = [make_rule(form, lemmas[form]) for form in (forms.restore_key(number) for number in range(len(forms)))]
    counts = Counter(made)
    rules = sorted(counts, key=lambda rule: (-counts[rule], rule))
    place = {rule: number for number, rule in enumerate(rules)}
    numbers = array("H", [place[rule] for rule in made])
    if sys.byteorder == "big":
        numbers.byteswap()
    out.mkdir(parents=True, exist_ok=True)
    forms.save(str(out / f"{language}.marisa"))
    (out / f"{language}.numbers").write_bytes(zlib.compress(numbers.tobytes(), 9))
    (out / f"{language}.rules.json").write_text(json.dumps(rules, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{language}: {len(forms)} forms, {len(rules)} rules")


def main() -> None:
    """Command line."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    parser = argparse.ArgumentParser(description="Compile the lemmas from simplemma's word lists.")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    for language in ("de", "en"):
        compile_lemmas(DefaultDictionaryFactory().get_dictionary(language), options.out, language)


if __name__ == "__main__":
    main()

"""German-English lexicon: words and lemmas, dictionary, compounds, word links, gloss."""

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.gloss import gloss_pair, gloss_span
from mtcheck.lexicon.links import Linker, Links
from mtcheck.lexicon.tokens import Token, tokenise
from mtcheck.lexicon.translations import Translations

__all__ = ["Dictionary", "Linker", "Links", "Token", "Translations", "gloss_pair", "gloss_span", "tokenise"]

"""How the embedded model cuts a text into subwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mtcheck.loading import ReadOnce


@ReadOnce
def tokenizer_of(folder: Path) -> Any:
    """The `tokenizers.Tokenizer` of a model's folder, one for all who use it."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))

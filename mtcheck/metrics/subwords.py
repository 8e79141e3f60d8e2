"""How the embedded model cuts a text into subwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mtcheck.errors import ModelError
from mtcheck.loading import ReadOnce


@ReadOnce
def tokenizer_of(folder: Path) -> Any:
    """The `tokenizers.Tokenizer` of a model's folder, one for all who use it. Raises ModelError where there is none."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"the model in {folder} lacks {path.name}: install mtcheck again")
    return Tokenizer.from_file(str(path))

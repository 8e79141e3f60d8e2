"""The file format of the embedded model: a safetensors file of small integers with scales, without pickle.

Word embeddings keep the 4-bit blocks they were published in (ggml's Q4_0: a float16 scale and 32 values); the
matrices of the layers are int8 with a float32 scale per row; vectors stay float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
EMBEDDINGS = "encoder.model.embeddings.word_embeddings.weight"


def unpack_blocks(packed: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    """Dequantise rows of 4-bit blocks; the result has shape (rows, width)."""
    import numpy as np

    blocks = packed.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return np.ascontiguousarray((values * scale).reshape(-1, width))


def pack(state: Mapping[str, NDArray[Any]], embeddings: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    """Tensors for the file from a float32 state; `embeddings` are the word embeddings in their blocks."""
    import numpy as np

    packed: dict[str, NDArray[Any]] = {f"{EMBEDDINGS}.q4": embeddings}
    for name, tensor in state.items():
        if name == EMBEDDINGS:
            continue
        if tensor.ndim == 2 and tensor.size > 4096:
            scale = np.maximum(np.abs(tensor).max(axis=1), 1e-12) / 127
            packed[f"{name}.q8"] = np.rint(tensor / scale[:, None]).astype(np.int8)
            packed[f"{name}.scale"] = scale.astype(np.float32)
        else:
            packed[name] = tensor.astype(np.float32)
    return packed


def unpack(path: Path, width: int) -> dict[str, NDArray[np.float32]]:
    """The float32 state of a packed file; `width` is the encoder's hidden size."""
    import numpy as np
    from safetensors.numpy import load_file

    state: dict[str, NDArray[np.float32]] = {}
    tensors = load_file(str(path))
    for name, tensor in tensors.items():
        if name.endswith(".q4"):
            state[name.removesuffix(".q4")] = unpack_blocks(tensor, width)
        elif name.endswith(".q8"):
            base = name.removesuffix(".q8")
            state[base] = tensor.astype(np.float32) * tensors[f"{base}.scale"][:, None]
        elif not name.endswith(".scale"):
            state[name] = np.asarray(tensor, np.float32)
    return state

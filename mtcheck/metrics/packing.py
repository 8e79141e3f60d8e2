"""The file format of the embedded model: a safetensors file of small integers with scales, without pickle.

Word embeddings keep the 4-bit blocks they were published in (ggml's Q4_0: a float16 scale and 32 values); the
matrices of the layers are int8 of at most `LARGEST`, stored inputs x outputs, with a float32 scale for each output; the
rest is float32.
What reads normalised values has a `smooth` vector too, by which its inputs are to be multiplied: so the few inputs that
are much larger than the others do not spoil the integer arithmetic for all (SmoothQuant: Xiao et al. 2023, Section 4).
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
ENCODER = "encoder.model."
LAYERS = f"{ENCODER}encoder.layer."
READ_ALIKE = ("query", "key", "value")
LARGEST = 64
"""Of the integers that stand for weights. Processors with AVX2 but without VNNI add two products of an activation, up
to 255, and a weight in 16 bits and cut off what is more; up to 64 nothing is more, and all processors compute the same
(ONNX Runtime, "Quantize ONNX models", on U8S8 and reduce_range)."""
EMBEDDINGS = f"{ENCODER}embeddings.word_embeddings.weight"


def unpack_blocks(packed: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    """Dequantise rows of 4-bit blocks; the result has shape (rows, width)."""
    import numpy as np

    blocks = packed.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return np.ascontiguousarray((values * scale).reshape(-1, width))


def pack(
    state: Mapping[str, NDArray[Any]], embeddings: NDArray[np.uint8] | None, peaks: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[Any]]:
    """Tensors for the file from a float32 state.

    `embeddings` are the word embeddings in their blocks; None for a network that uses another's, whose embeddings are
    left out. `peaks` holds, by the name of a layer, the largest absolute value that was seen of each of its inputs.
    Layers that read the same values have the same peaks.
    """
    import numpy as np

    packed: dict[str, NDArray[Any]] = {} if embeddings is None else {f"{EMBEDDINGS}.q4": embeddings}
    for name, tensor in state.items():
        if name == EMBEDDINGS or (embeddings is None and name.endswith("_embeddings.weight")):
            continue
        if tensor.ndim == 2 and name.startswith(LAYERS):
            layer = name.removesuffix(".weight")
            smooth = _smooth(layer, state, peaks)
            weights = tensor if smooth is None else tensor / smooth
            scale = np.maximum(np.abs(weights).max(axis=1), 1e-12) / LARGEST
            packed[f"{name}.q8"] = np.ascontiguousarray(np.rint(weights / scale[:, None]).astype(np.int8).T)
            packed[f"{name}.scale"] = scale.astype(np.float32)
            if smooth is not None:
                packed[smooth_name(layer)] = smooth
        else:
            packed[name] = tensor.astype(np.float32)
    return packed


def smooth_name(layer: str) -> str:
    """Name of the vector that a layer's inputs are multiplied by; query, key and value share theirs."""
    for part in READ_ALIKE:
        layer = layer.replace(f"attention.self.{part}", "attention.self")
    return f"{layer}.smooth"


def _smooth(
    layer: str, state: Mapping[str, NDArray[Any]], peaks: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32] | None:
    """What moves half of the inputs' unevenness into the weights: sqrt(weight peak / input peak), about 1."""
    import numpy as np

    if ".output." in layer:
        return None
    alike = [layer]
    if "attention.self." in layer:
        stem = layer.rpartition(".")[0]
        alike = [f"{stem}.{part}" for part in READ_ALIKE]
    weights = np.max([np.abs(state[f"{name}.weight"]).max(axis=0) for name in alike], axis=0)
    smooth = np.sqrt(np.maximum(weights, 1e-6) / np.maximum(peaks[layer], 1e-6))
    even: NDArray[np.float32] = (smooth / np.exp(np.log(smooth).mean())).astype(np.float32)
    return even


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
            weights = tensor.T.astype(np.float32) * tensors[f"{base}.scale"][:, None]
            smooth = tensors.get(smooth_name(base.removesuffix(".weight")))
            state[base] = weights if smooth is None else weights * smooth
        elif not name.endswith((".scale", ".smooth")):
            state[name] = np.asarray(tensor, np.float32)
    return state

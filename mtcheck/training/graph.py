"""The ONNX graph of the embedded model, whose weights are the tensors of `model.safetensors` itself.

An ONNX file may keep its tensors in another file, as bytes from an offset on; a safetensors file is a header and then
just such bytes. So both runtimes read one set of weights, and the graph is a few kilobytes.

The graph takes one pair at a time, without padding: the integer arithmetic takes its range from the whole input
(ONNX Runtime's DynamicQuantizeMatMul), and a score must not depend on what else is scored. Layer normalisation is
spelt out in elementary operations, which ONNX Runtime runs faster than its own fused ones on a CPU.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from mtcheck.metrics.packing import ENCODER, READ_ALIKE, smooth_name

MICROSOFT = "com.microsoft"
OPSET, IR_VERSION = 18, 8


class _Graph:
    """Collects nodes and initialisers."""

    def __init__(self, weights: Path) -> None:
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            self.header: dict[str, Any] = json.loads(file.read(length))
        self.weights = weights
        self.start = 8 + length
        self.nodes: list[Any] = []
        self.tensors: dict[str, Any] = {}

    def stored(self, name: str) -> str:
        """A tensor of the safetensors file as an initialiser."""
        import onnx

        if name not in self.tensors:
            entry = self.header[name]
            kinds = {"F32": onnx.TensorProto.FLOAT, "I8": onnx.TensorProto.INT8}
            first, last = entry["data_offsets"]
            tensor = onnx.TensorProto(name=name, data_type=kinds[entry["dtype"]], dims=entry["shape"])
            tensor.data_location = onnx.TensorProto.EXTERNAL
            for key, value in (
                ("location", self.weights.name),
                ("offset", self.start + first),
                ("length", last - first),
            ):
                tensor.external_data.add(key=key, value=str(value))
            self.tensors[name] = tensor
        return name

    def constant(self, name: str, value: Any) -> str:
        """A small tensor within the graph."""
        from onnx import numpy_helper

        self.tensors.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """A node with one output, whose name is returned."""
        from onnx import helper

        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output

    def beginning(self, values: str) -> str:
        """The places of the translation, which comes first."""
        import numpy as np

        zero, axis = self.constant("zero", np.array([0], np.int64)), self.constant("places", np.array([1], np.int64))
        return self.node("Slice", values, zero, "translation", axis)

    def smoothed(self, values: str, layer: str) -> str:
        """The inputs of a layer as its stored weights want them."""
        return self.node("Mul", values, self.stored(smooth_name(layer)))

    def linear(self, values: str, name: str, *, biased: bool = True) -> str:
        """A layer whose weights are stored as int8 with a scale for each output; `values` are smoothed."""
        weights = (self.stored(f"{name}.weight.q8"), self.stored(f"{name}.weight.scale"))
        rest = ("", self.stored(f"{name}.bias")) if biased else ()
        return self.node("DynamicQuantizeMatMul", values, *weights, *rest, domain=MICROSOFT)

    def linear_by_row(self, values: str, name: str) -> str:
        """The same with a range of its own for each subword: after GELU a few have values far above all others."""
        import numpy as np

        axis = self.constant("last axis", np.array([-1], np.int64))
        least = self.constant("least peak", np.float32(0.2))
        peak = self.node("Max", self.node("ReduceMax", values, axis, keepdims=1), least)
        even = self.linear(self.node("Div", values, peak), name, biased=False)
        return self.node("Add", self.node("Mul", even, peak), self.stored(f"{name}.bias"))

    def dense(self, values: str, name: str) -> str:
        """A layer whose weights are stored as float32, outputs x inputs."""
        return self.node("Gemm", values, self.stored(f"{name}.weight"), self.stored(f"{name}.bias"), transB=1)

    def normalised(self, values: str, name: str, width: int) -> str:
        """Layer normalisation (Ba et al. 2016) over the last axis."""
        import numpy as np

        axis = self.constant("last axis", np.array([-1], np.int64))
        centred = self.node("Sub", values, self.node("ReduceMean", values, axis, keepdims=1))
        squares = self.node("ReduceSumSquare", centred, axis, keepdims=1)
        spread = self.node("Sqrt", self.node("Add", squares, self.constant("epsilon", np.float32(width * 1e-12))))
        scaled = self.node("Mul", centred, self.node("Div", self.constant("root", np.float32(width**0.5)), spread))
        return self.node("Add", self.node("Mul", scaled, self.stored(f"{name}.weight")), self.stored(f"{name}.bias"))


def write_graph(weights: Path, settings: dict[str, Any], out: Path) -> None:
    """Write the graph: `embeddings` (1 x subwords x width) to `score` (1 x 1) and `errors` (1 x places x 3 labels).

    `embeddings` are word, position and token-type embeddings summed, the translation first; `translation` (1) says how
    many of them are the translation's, and so how many places `errors` has. `settings` are the encoder's own
    (config.json).
    """
    import numpy as np
    import onnx
    from onnx import TensorProto, helper

    width, heads, layers = settings["hidden_size"], settings["num_attention_heads"], settings["num_hidden_layers"]
    graph = _Graph(weights)

    def residual(before: str, changed: str, name: str) -> str:
        return graph.normalised(graph.node("Add", before, changed), f"{name}.LayerNorm", width)

    values = graph.normalised("embeddings", f"{ENCODER}embeddings.LayerNorm", width)
    for number in range(layers):
        layer = f"{ENCODER}encoder.layer.{number}."
        everything = graph.smoothed(values, f"{layer}attention.self")
        asking = everything
        if number == layers - 1:
            # of the last layer only the translation is wanted, whose first place also gives the score
            asking, values = graph.beginning(everything), graph.beginning(values)
        reading = {"query": asking, "key": everything, "value": everything}
        parts = [graph.linear(reading[part], f"{layer}attention.self.{part}") for part in READ_ALIKE]
        mixed = graph.node("MultiHeadAttention", *parts, domain=MICROSOFT, num_heads=heads)
        changed = graph.linear(mixed, f"{layer}attention.output.dense")
        values = residual(values, changed, f"{layer}attention.output")
        name = f"{layer}intermediate.dense"
        inner = graph.node("Gelu", graph.linear(graph.smoothed(values, name), name), domain=MICROSOFT)
        values = residual(values, graph.linear_by_row(inner, f"{layer}output.dense"), f"{layer}output")
    first = graph.node("Gather", values, graph.constant("first", np.int64(0)), axis=1)
    hidden = graph.node("Tanh", graph.dense(first, "estimator.ff.0"))
    score = graph.node("Sigmoid", graph.dense(hidden, "estimator.ff.3"))
    to_labels = graph.node("Transpose", graph.stored("hidden2tag.weight"), perm=[1, 0])
    labels = graph.node("Add", graph.node("MatMul", values, to_labels), graph.stored("hidden2tag.bias"))
    errors = graph.node("Softmax", labels, axis=-1)
    graph.nodes.append(helper.make_node("Identity", [score], ["score"]))
    graph.nodes.append(helper.make_node("Identity", [errors], ["errors"]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "mtcheck-comet",
            [
                helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [1, "subwords", width]),
                helper.make_tensor_value_info("translation", TensorProto.INT64, [1]),
            ],
            [
                helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, 1]),
                helper.make_tensor_value_info("errors", TensorProto.FLOAT, [1, "places", 3]),
            ],
            list(graph.tensors.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=IR_VERSION,
        producer_name="mtcheck",
    )
    onnx.save(model, str(out))

"""Builds the ONNX file of a trained student by hand, so that it holds plain operations with static shapes only."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from network import EMBEDDING, MOOD, POOLS, Student

OPSET = 13
IR_VERSION = 8


class Builder:
    """Collects nodes and weights."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: np.ndarray) -> str:
        dtype = np.int64 if value.dtype.kind == "i" else np.float32
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def node(self, operation: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operation, inputs, [output], name=output, **attributes))
        return output

    def linear(self, layer: nn.Linear, x: str, output: str) -> str:
        weight = self.weight(f"{output}.weight", layer.weight.detach().numpy())
        bias = self.weight(f"{output}.bias", layer.bias.detach().numpy())
        return self.node("Gemm", [x, weight, bias], output, transB=1)

    def convolution(self, layer: nn.Sequential, x: str, name: str) -> str:
        """Convolution with its batch normalisation folded in, and ReLU."""
        convolution, norm, _ = layer
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
        weight = convolution.weight.detach().numpy() * gain[:, None, None, None]
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
        inputs = [x, self.weight(f"{name}.weight", weight), self.weight(f"{name}.bias", bias)]
        rows, columns = convolution.padding
        shape = {"kernel_shape": list(weight.shape[2:]), "strides": list(convolution.stride)}
        self.node("Conv", inputs, f"{name}.linear", pads=[rows, columns] * 2, **shape)
        return self.node("Relu", [f"{name}.linear"], name)


def build(student: Student, hops: int, bands: int, horizons: int = 2) -> onnx.ModelProto:
    """The file with its two graphs: frames [1, hops, bands] -> embedding [1, E]; pooled [2, 3E] -> mood [2, 8]."""
    b = Builder()
    encoder, head = student.encoder, student.head

    b.node("ReduceMean", ["frames"], "level", axes=[1, 2], keepdims=1)
    b.node("Sub", ["frames", "level"], "level_free")
    x = b.node("Reshape", ["level_free", b.weight("image", np.array([1, 1, hops, bands]))], "picture")
    for index, (layer, pool) in enumerate(zip(encoder.convolutions, POOLS)):
        x = b.convolution(layer, x, f"convolution{index}")
        if pool:
            x = b.node("MaxPool", [x], f"pool{index}", kernel_shape=list(pool), strides=list(pool))
    x = b.convolution(encoder.time, x, "time")
    b.node("ReduceMean", [x], "time_mean", axes=[2, 3], keepdims=0)
    b.node("ReduceMax", [x], "time_maximum", axes=[2, 3], keepdims=0)
    b.node("Concat", ["time_mean", "time_maximum"], "time_pooled", axis=1)
    b.node("Relu", [b.linear(encoder.dense, "time_pooled", "dense")], "embedding")

    b.node("Relu", [b.linear(head.hidden, "pooled", "hidden_linear")], "hidden")
    raw = b.linear(head.mood, "hidden", "raw")
    bounds = [b.weight(f"column{i}", np.array([i])) for i in (0, 3, MOOD)]
    axis = b.weight("axis", np.array([1]))
    b.node("Slice", [raw, bounds[0], bounds[1], axis], "values_linear")
    b.node("Slice", [raw, bounds[1], bounds[2], axis], "logits")
    b.node("Tanh", ["values_linear"], "values")
    b.node("Concat", ["values", "logits"], "mood", axis=1)

    def tensor(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        b.nodes,
        "ai-mixtapes-mood",
        [tensor("frames", 1, hops, bands), tensor("pooled", horizons, 3 * EMBEDDING)],
        [tensor("embedding", 1, EMBEDDING), tensor("mood", horizons, MOOD)],
        b.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ai-mixtapes")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model

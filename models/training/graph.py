"""Builds the ONNX file of a trained student by hand, so that it holds plain operations with static shapes only."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from network import EMBEDDING, MOOD, POOLS, RECENT, VARIANCE_FLOOR, Memory, Student

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
        convolution, norm = layer
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
        weight = convolution.weight.detach().numpy() * gain[:, None, None, None]
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
        inputs = [x, self.weight(f"{name}.weight", weight), self.weight(f"{name}.bias", bias)]
        rows, columns = convolution.padding
        shape = {"kernel_shape": list(weight.shape[2:]), "strides": list(convolution.stride)}
        self.node("Conv", inputs, f"{name}.linear", pads=[rows, columns] * 2, **shape)
        return self.node("Relu", [f"{name}.linear"], name)

    def largest(self, x: str, rows: int, single: list[int], output: str) -> str:
        """The maximum over an image's rows, without the axes `single`. MaxPool, as tract is slow at ReduceMax."""
        top = self.node("MaxPool", [x], f"{output}_image", kernel_shape=[rows, 1], strides=[rows, 1])
        return self.node("Squeeze", [top, self.weight(f"{output}_axes", np.array(single))], output)


def pooled(b: Builder, memory: Memory) -> str:
    """The memory: recent [RECENT, 1 + E] -> pooled [2, 3E]."""
    bounds = [b.weight(f"recent{i}", np.array([i])) for i in (0, 1, 1 + EMBEDDING)]
    axis = b.weight("recent_axis", np.array([1]))
    heard = b.node("Slice", ["recent", bounds[0], bounds[1], axis], "heard")
    steps = b.node("Slice", ["recent", bounds[1], bounds[2], axis], "steps")

    keys = b.node("MatMul", [steps, b.weight("key", memory.key.weight.detach().numpy().T)], "keys")
    means = []
    for name, rows in (("neighbours", memory.neighbours), ("query", memory.query)):
        chosen = b.weight(name, rows.numpy())
        count = b.node("MatMul", [chosen, heard], f"{name}_count")
        some = b.node("Max", [count, b.weight(f"{name}_one", np.ones(1))], f"{name}_some")
        means.append(b.node("Div", [b.node("MatMul", [chosen, keys], f"{name}_sum"), some], f"{name}_mean"))
    smooth = b.node("Unsqueeze", [means[0], b.weight("first", np.array([0]))], "smooth")
    query = b.node("Unsqueeze", [means[1], b.weight("second", np.array([1]))], "queries")
    apart = b.node("Sub", [smooth, query], "apart")
    square = b.node("Mul", [apart, apart], "apart_square")
    distance = b.node("ReduceSum", [square, b.weight("third", np.array([2]))], "distance", keepdims=0)

    score, strictness = (term.detach().numpy() for term in memory.terms())
    taken = b.node("Mul", [distance, b.weight("strictness", strictness)], "taken_off")
    likely = b.node("Sigmoid", [b.node("Sub", [b.weight("score", score), taken], "belonging")], "likely")
    surely = b.node("Max", [likely, b.weight("sure", memory.sure.numpy())], "surely")
    weight = b.node("Mul", [surely, b.node("Transpose", [heard], "heard_row", perm=[1, 0])], "weight")
    total = b.node("ReduceSum", [weight, b.weight("steps_axis", np.array([1]))], "total", keepdims=1)
    share = b.node("Div", [weight, total], "share")

    columns = b.weight("columns", np.array([2]))
    mean = b.node("MatMul", [share, steps], "mean")
    each = b.node("Unsqueeze", [steps, b.weight("horizons", np.array([0]))], "each")
    away = b.node("Sub", [each, b.node("Unsqueeze", [mean, b.weight("middle", np.array([1]))], "means")], "away")
    power = b.node("Mul", [away, away], "power")
    weighted = b.node("Mul", [power, b.node("Unsqueeze", [share, columns], "shares")], "power_share")
    variance = b.node("ReduceSum", [weighted, b.weight("over_steps", np.array([1]))], "variance", keepdims=0)
    lifted = b.node("Add", [variance, b.weight("floor", np.array([VARIANCE_FLOOR]))], "variance_lifted")
    deviation = b.node("Sqrt", [lifted], "deviation")
    counted = b.node("Mul", [each, b.node("Unsqueeze", [weight, columns], "weights")], "counted")
    image = b.node("Unsqueeze", [counted, b.weight("channel", np.array([1]))], "counted_image")
    maximum = b.largest(image, RECENT, [1, 2], "maximum")
    return b.node("Concat", [mean, deviation, maximum], "pooled", axis=1)


def build(student: Student, hops: int, bands: int) -> onnx.ModelProto:
    """The file with its two graphs: frames [1, hops, bands] -> embedding [1, E]; recent [RECENT, 1 + E] -> mood [2, 8].

    The first of a recent step's numbers is 1 where there is one; where there is none all are 0.
    """
    b = Builder()
    encoder, head = student.encoder, student.head

    b.node("ReduceMean", ["frames"], "level", axes=[1, 2], keepdims=1)
    b.node("Sub", ["frames", "level"], "level_free")
    x = b.node("Reshape", ["level_free", b.weight("image", np.array([1, 1, hops, bands]))], "picture")
    rows = hops
    for index, (layer, pool) in enumerate(zip(encoder.convolutions, POOLS)):
        x = b.convolution(layer, x, f"convolution{index}")
        rows = -(-rows // layer[0].stride[0])
        if pool:
            rows //= pool[0]
            x = b.node("MaxPool", [x], f"pool{index}", kernel_shape=list(pool), strides=list(pool))
    x = b.convolution(encoder.time, x, "time")
    b.node("ReduceMean", [x], "time_mean", axes=[2, 3], keepdims=0)
    b.largest(x, rows, [2, 3], "time_maximum")
    b.node("Concat", ["time_mean", "time_maximum"], "time_pooled", axis=1)
    b.node("Relu", [b.linear(encoder.dense, "time_pooled", "dense")], "embedding")

    b.node("Relu", [b.linear(head.hidden, pooled(b, student.memory), "hidden_linear")], "hidden")
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
        [tensor("frames", 1, hops, bands), tensor("recent", RECENT, 1 + EMBEDDING)],
        [tensor("embedding", 1, EMBEDDING), tensor("mood", 2, MOOD)],
        b.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ai-mixtapes")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model

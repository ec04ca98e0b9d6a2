"""A network of musicnn's shape with random weights: what a tagger of that size costs, not what it says.

The shape is that of MSD_musicnn (Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio
tagging", 2019; https://github.com/jordipons/musicnn): patches of 187 frames of 96 mel bands. Batch normalisation is
left out, as if it were folded into the weights before it: the peer is the faster for it.

    patches [N, 187, 96] ──► tags [N, 50]

| part | what it is |
|---|---|
| front | two convolutions of 204 filters over 7 frames and 38 or 67 bands, three of 51 filters over 128, 64 and 32 frames of one band; the greatest over the bands: 561 channels |
| middle | three convolutions of 64 filters over 7 frames and all channels, the last two added to what they had: 753 channels with the front's |
| back | the greatest and the mean over time, dense 200, dense 50 |
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FRAMES, BANDS, HOP = 187, 96, 93  # of a patch, and patches begin so many frames apart
RATE, WINDOW, STEP = 16_000, 512, 256  # of the mel frames, in samples


class Graph:
    """Nodes and weights, as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.random = np.random.default_rng(0)

    def add(self, kind: str, inputs: list[str], **terms: object) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **terms))
        return name

    def constant(self, value: np.ndarray) -> str:
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, *shape: int) -> str:
        spread = 1 / np.sqrt(np.prod(shape[1:]))
        return self.constant(self.random.normal(0, spread, shape).astype(np.float32))

    def convolution(self, values: str, *shape: int, pads: list[int]) -> str:
        biased = [values, self.weight(*shape), self.weight(shape[0])]
        return self.add("Relu", [self.add("Conv", biased, pads=pads)])

    def dense(self, values: str, inputs: int, outputs: int) -> str:
        return self.add("Gemm", [values, self.weight(outputs, inputs), self.weight(outputs)], transB=1)


def network() -> onnx.ModelProto:
    graph = Graph()
    image = graph.add("Unsqueeze", ["patches", graph.constant(np.array([1], np.int64))])
    over_bands = graph.constant(np.array([3], np.int64))
    front = []
    for filters, frames, bands, pads in (
        (204, 7, int(0.4 * BANDS), [3, 0, 3, 0]),
        (204, 7, int(0.7 * BANDS), [3, 0, 3, 0]),
        (51, 128, 1, [63, 0, 64, 0]),
        (51, 64, 1, [31, 0, 32, 0]),
        (51, 32, 1, [15, 0, 16, 0]),
    ):
        filtered = graph.convolution(image, filters, 1, frames, bands, pads=pads)
        front.append(graph.add("ReduceMax", [filtered, over_bands], keepdims=0))
    features = [graph.add("Concat", front, axis=1)]  # [N, 561, 187]
    channels = 2 * 204 + 3 * 51
    values = graph.convolution(features[0], 64, channels, 7, pads=[3, 3])
    features.append(values)
    for _ in range(2):
        values = graph.add("Add", [graph.convolution(values, 64, 64, 7, pads=[3, 3]), values])
        features.append(values)
    every = graph.add("Concat", features, axis=1)  # [N, 753, 187]
    over_time = graph.constant(np.array([2], np.int64))
    pools = [graph.add(kind, [every, over_time], keepdims=0) for kind in ("ReduceMax", "ReduceMean")]
    pooled = graph.add("Concat", pools, axis=1)
    dense = graph.add("Relu", [graph.dense(pooled, 2 * (channels + 3 * 64), 200)])
    tags = graph.dense(dense, 200, 50)
    graph.nodes.append(helper.make_node("Sigmoid", [tags], ["tags"]))
    patches = helper.make_tensor_value_info("patches", TensorProto.FLOAT, ["n", FRAMES, BANDS])
    said = helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["n", 50])
    made = helper.make_graph(graph.nodes, "musicnn", [patches], [said], graph.weights)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)])
    onnx.checker.check_model(model)
    return model


def patches(mel: np.ndarray) -> np.ndarray:
    """The patches of mel frames [frames, bands]: [N, 187, 96]."""
    begins = range(0, max(1, len(mel) - FRAMES + 1), HOP)
    return np.stack([mel[begin : begin + FRAMES] for begin in begins])

"""Builds the ONNX file of a trained student by hand, so that it holds plain operations with static shapes only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from train.network import (
    BANDS,
    CHROMA,
    CLARITY_FLOOR,
    DETECTOR_POOLS,
    DETECTOR_TIME,
    DETECTOR_VARIANCE_FLOOR,
    EMBEDDING,
    ENCODED,
    FINE,
    INTERVALS,
    MOOD,
    OUTWEIGHS,
    POOLS,
    RECENT,
    SOFTLY,
    STEP,
    SURELY_NONE,
    VARIANCE_FLOOR,
    Detector,
    Gate,
    Harmony,
    Memory,
    Student,
)

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

    def slice(self, x: str, axis: int, start: int, end: int, output: str) -> str:
        bounds = [self.weight(f"{output}.{name}", np.array([i])) for name, i in (("from", start), ("to", end))]
        return self.node("Slice", [x, *bounds, self.weight(f"{output}.axis", np.array([axis]))], output)

    def largest(self, x: str, kernel: tuple[int, int], single: list[int], output: str) -> str:
        """The maximum over an image, without the axes `single`. MaxPool, as tract is slow at ReduceMax."""
        top = self.node("MaxPool", [x], f"{output}_image", kernel_shape=kernel, strides=kernel)
        return self.node("Squeeze", [top, self.weight(f"{output}_axes", np.array(single))], output)


@dataclass(frozen=True)
class Image:
    """A value [1, channels, bands, hops]. Bands are rows: most pools are of bands, and those of rows are quick."""

    name: str
    channels: int
    bands: int
    hops: int

    def convolved(self, b: Builder, layer: nn.Sequential, output: str) -> Image:
        """Through a convolution with its batch normalisation folded in, without ReLU."""
        convolution, norm = layer
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
        weight = (convolution.weight.detach().numpy() * gain[:, None, None, None]).transpose(0, 1, 3, 2)
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
        inputs = [self.name, b.weight(f"{output}.weight", weight), b.weight(f"{output}.bias", bias)]
        kernel, pads, strides = (
            list(pair[::-1]) for pair in (convolution.kernel_size, convolution.padding, convolution.stride)
        )
        b.node("Conv", inputs, output, kernel_shape=kernel, pads=pads * 2, strides=strides)
        lengths = zip((self.bands, self.hops), kernel, pads, strides)
        bands, hops = ((length + 2 * pad - width) // stride + 1 for length, width, pad, stride in lengths)
        return Image(output, convolution.out_channels, bands, hops)

    def band_pairs(self, b: Builder, output: str) -> Image:
        """The maximum of each two neighbouring bands. A third of MaxPool's time in tract."""
        pairs = b.weight(f"{output}_shape", np.array([1, self.channels, self.bands // 2, 2 * self.hops]))
        beside = b.node("Reshape", [self.name, pairs], f"{output}_beside")
        halves = [b.slice(beside, 3, i * self.hops, (i + 1) * self.hops, f"{output}_{i}") for i in range(2)]
        return Image(b.node("Max", halves, output), self.channels, self.bands // 2, self.hops)

    def hop_pairs(self, b: Builder, output: str) -> Image:
        """The maximum of each two neighbouring hops; what is odd at the end is left out."""
        pooled = b.node("MaxPool", [self.name], output, kernel_shape=[1, 2], strides=[1, 2])
        return Image(pooled, self.channels, self.bands, self.hops // 2)

    def rectified(self, b: Builder, output: str) -> Image:
        return replace(self, name=b.node("Relu", [self.name], output))

    def through(self, b: Builder, layers: nn.ModuleList, pools: tuple, convolution: str, prefix: str) -> Image:
        """Through layers of a convolution, a pool of bands and perhaps hops if there is one, and ReLU."""
        x = self
        for index, (layer, pool) in enumerate(zip(layers, pools)):
            x = x.convolved(b, layer, f"{convolution}{index}")
            if pool:
                # ReLU after pooling gives what it gives before, and has less to do.
                x = x.band_pairs(b, f"{prefix}bands{index}")
                x = x.hop_pairs(b, f"{prefix}hops{index}") if pool[0] == 2 else x
            x = x.rectified(b, f"{prefix}layer{index}")
        return x


def pooled(b: Builder, memory: Memory) -> str:
    """The memory: recent [RECENT, 1 + E] -> what was encoded, pooled [2, 3 ENCODED]; makes "share" [2, RECENT]."""
    heard = b.slice("recent", 1, 0, 1, "heard")
    steps = b.slice("recent", 1, 1, 1 + ENCODED, "steps")

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
    middle = b.weight("middle", np.array([1]))
    away = b.node("Sub", [each, b.node("Unsqueeze", [mean, middle], "means")], "away")
    power = b.node("Mul", [away, away], "power")
    # A product of matrices: tract is slow at ReduceSum.
    variances = b.node("MatMul", [b.node("Unsqueeze", [share, middle], "shares"), power], "variances")
    variance = b.node("Squeeze", [variances, b.weight("over_steps", np.array([1]))], "variance")
    lifted = b.node("Add", [variance, b.weight("floor", np.array([VARIANCE_FLOOR]))], "variance_lifted")
    deviation = b.node("Sqrt", [lifted], "deviation")
    counted = b.node("Mul", [each, b.node("Unsqueeze", [weight, columns], "weights")], "counted")
    image = b.node("Unsqueeze", [counted, b.weight("channel", np.array([1]))], "counted_image")
    maximum = b.largest(image, (RECENT, 1), [1, 2], "maximum")
    return b.node("Concat", [mean, deviation, maximum], "pooled", axis=1)


def harmony_adds(b: Builder, harmony: Harmony) -> str:
    """The harmony: recent [RECENT, 1 + E] and the steps' "share" -> what is added to the raw mood [2, 8]."""
    less_mean = b.weight("less_mean", np.eye(CHROMA) - 1 / CHROMA)
    away = b.node("MatMul", [b.slice("recent", 1, 1 + ENCODED, 1 + ENCODED + CHROMA, "chroma"), less_mean], "chroma_away")
    each = b.node("Unsqueeze", [away, b.weight("chroma_horizons", np.array([0]))], "chroma_each")
    shares = b.node("Unsqueeze", ["share", b.weight("chroma_places", np.array([2]))], "chroma_shares")
    counted = b.node("Mul", [each, shares], "chroma_counted")
    near = b.weight("near", harmony.near.numpy())
    beside = b.node("MatMul", [near, counted], "chroma_beside")
    turned = b.node("Transpose", [counted], "chroma_turned", perm=[0, 2, 1])
    pairs = b.node("MatMul", [turned, beside], "place_pairs")
    flat = b.node("Reshape", [pairs, b.weight("place_pairs_shape", np.array([2, CHROMA**2]))], "place_pairs_flat")
    # Column k holds the pairs that lie k semitones apart.
    over = np.stack([np.roll(np.eye(CHROMA), k * FINE, 1).ravel() for k in range(INTERVALS + 1)], 1) / CHROMA
    sums = b.node("MatMul", [flat, b.weight("apart_by", over)], "alike_sums")
    both = b.node("Mul", [b.node("MatMul", ["share", near], "near_share"), "share"], "near_shares")
    count = b.node("MatMul", [both, b.weight("near_all", np.ones((RECENT, 1)))], "near_count")
    alike = b.node("Div", [sums, count], "alike")
    floor = b.weight("clarity_floor", np.array([CLARITY_FLOOR]))
    power = b.node("Add", [b.slice(alike, 1, 0, 1, "chroma_variance"), floor], "chroma_lifted")
    intervals = b.node("Div", [b.slice(alike, 1, 1, 1 + INTERVALS, "alike_higher"), power], "intervals")
    weight = harmony.weight.detach().numpy()
    told = b.node("MatMul", [intervals, b.weight("intervals_weight", weight.T)], "intervals_told")
    return b.node("Sub", [told, b.weight("intervals_mean", weight @ harmony.mean.detach().numpy())], "harmony")


def detected(b: Builder, detector: Detector, x: Image) -> str:
    """The detector: the mel bands as an image -> its logit of music, scaled as an embedding has it [1, 1]."""
    x = x.through(b, detector.convolutions, DETECTOR_POOLS, "detector", "detector_")
    x = x.convolved(b, detector.time, "detector_time").rectified(b, "detector_rhythm")
    mean = b.node("ReduceMean", [x.name], "detector_mean", axes=[2, 3], keepdims=1)
    away = b.node("Sub", [x.name, mean], "detector_away")
    variance = b.node("ReduceMean", [b.node("Mul", [away, away], "detector_power")], "detector_variance", axes=[2, 3])
    floor = b.weight("detector_floor", np.array([DETECTOR_VARIANCE_FLOOR]))
    lifted = b.node("Add", [variance, floor], "detector_lifted")
    both = b.node("Concat", [mean, b.node("Sqrt", [lifted], "detector_deviation")], "detector_image", axis=1)
    flat = b.weight("detector_shape", np.array([1, 2 * DETECTOR_TIME]))
    heard = b.node("Reshape", [both, flat], "detector_heard")
    hidden = b.node("Relu", [b.linear(detector.hidden, heard, "detector_linear")], "detector_hidden")
    softly = b.weight("softly", np.array([SOFTLY]))
    return b.node("Mul", [b.linear(detector.music, hidden, "detector_music"), softly], "detector_says")


def is_music(b: Builder, gate: Gate) -> str:
    """The gate: the newest row of recent [RECENT, 1 + E] -> its logit of music, for both horizons [2, 1]."""
    newest = b.slice("recent", 0, RECENT - 1, RECENT, "newest")
    chroma = b.slice(newest, 1, 1 + ENCODED, 1 + ENCODED + CHROMA, "newest_chroma")
    mean = b.node("MatMul", [chroma, b.weight("newest_mean_of", np.full((CHROMA, 1), 1 / CHROMA))], "newest_mean")
    away = b.node("Sub", [chroma, mean], "newest_away")
    column = b.node("Transpose", [away], "newest_column", perm=[1, 0])
    pairs = b.node("MatMul", [column, away], "newest_pairs")
    flat = b.node("Reshape", [pairs, b.weight("newest_pairs_shape", np.array([1, CHROMA**2]))], "newest_flat")
    alike = b.node("MatMul", [flat, "apart_by"], "newest_alike")
    power = b.slice(alike, 1, 0, 1, "newest_power")
    lifted = b.node("Add", [power, "clarity_floor"], "newest_lifted")
    intervals = b.node("Div", [b.slice(alike, 1, 1, 1 + INTERVALS, "newest_higher"), lifted], "newest_intervals")
    image = b.node("Reshape", [away, b.weight("newest_image_shape", np.array([1, 1, 1, CHROMA]))], "newest_image")
    highest = b.largest(image, (1, CHROMA), [2, 3], "newest_highest")
    square = b.node("Mul", [away, away], "newest_square")
    fourth = b.node("Mul", [square, square], "newest_fourth")
    kurtosis = b.node("MatMul", [fourth, "newest_mean_of"], "newest_fourth_mean")
    uneven = b.node("Div", [kurtosis, b.node("Mul", [lifted, lifted], "newest_lifted_square")], "newest_uneven")
    stands_out = b.node("Sqrt", [lifted], "newest_stands_out")
    encoded = b.slice(newest, 1, 1, 1 + ENCODED, "newest_encoded")
    head = b.slice(b.slice("raw_of_head", 0, 0, 1, "raw_of_now"), 1, MOOD - 1, MOOD, "music_of_head")
    parts = [encoded, intervals, stands_out, mean, highest, uneven, head]
    heard = b.node("Concat", parts, "newest_heard", axis=1)
    hidden = b.node("Relu", [b.linear(gate.hidden, heard, "gate_linear")], "gate_hidden")
    over = b.node("Add", [head, b.weight("surely_none", np.array([SURELY_NONE]))], "music_of_head_over")
    sure = b.node("Min", [over, b.weight("unsure", np.zeros(1))], "none_of_head")
    decides = b.node("Mul", [sure, b.weight("outweighs", np.array([OUTWEIGHS]))], "head_decides")
    of_detector = b.slice(newest, 1, EMBEDDING, 1 + EMBEDDING, "newest_detected")
    detected = b.node("Mul", [of_detector, b.weight("detector_weight", np.array([0.5 / SOFTLY]))], "half_of_detector")
    of_gate, half_weight = b.linear(gate.music, hidden, "music_of_gate"), b.weight("half", np.array([0.5]))
    half = b.node("Mul", [of_gate, half_weight], "half_of_gate")
    music = b.node("Add", [b.node("Add", [half, detected], "music_of_all"), decides], "music")
    return b.node("Concat", [music, music], "music_of_both", axis=0)


def build(student: Student, hops: int) -> onnx.ModelProto:
    """The file's two graphs: frames [1, hops, features] -> embedding [1, E]; recent [RECENT, 1 + E] -> mood [2, 8].

    The first of a recent step's numbers is 1 where there is one; where there is none all are 0.
    """
    b = Builder()
    encoder, head, features = student.encoder, student.head, BANDS + CHROMA

    mel = b.slice("frames", 2, 0, BANDS, "mel")
    b.node("ReduceMean", [mel], "level", axes=[1, 2], keepdims=1)
    b.node("Sub", [mel, "level"], "level_free")
    turned = b.node("Transpose", ["level_free"], "turned", perm=[0, 2, 1])
    shape = b.weight("image", np.array([1, 1, BANDS, hops]))
    picture = Image(b.node("Reshape", [turned, shape], "picture"), 1, BANDS, hops)
    x = picture.through(b, encoder.convolutions, POOLS, "convolution", "")
    x = x.convolved(b, encoder.time, "time").rectified(b, "rhythm")
    b.node("ReduceMean", [x.name], "time_mean", axes=[2, 3], keepdims=0)
    b.largest(x.name, (1, x.hops), [2, 3], "time_maximum")
    b.node("Concat", ["time_mean", "time_maximum"], "time_pooled", axis=1)
    b.node("Relu", [b.linear(encoder.dense, "time_pooled", "dense")], "encoded")
    step = b.slice("frames", 1, hops - STEP, hops, "step")
    b.node("ReduceMean", [b.slice(step, 2, BANDS, features, "step_chroma")], "chroma_mean", axes=[1], keepdims=0)
    b.node("Concat", ["encoded", "chroma_mean", detected(b, student.detector, picture)], "embedding", axis=1)

    b.node("Relu", [b.linear(head.hidden, pooled(b, student.memory), "hidden_linear")], "hidden")
    raw = b.node("Add", [b.linear(head.mood, "hidden", "raw_of_head"), harmony_adds(b, student.harmony)], "raw")
    b.slice(raw, 1, 0, 3, "values_linear")
    b.slice(raw, 1, 3, MOOD - 1, "logits")
    b.node("Tanh", ["values_linear"], "values")
    b.node("Concat", ["values", "logits", is_music(b, student.gate)], "mood", axis=1)

    def tensor(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        b.nodes,
        "ai-mixtapes-mood",
        [tensor("frames", 1, hops, features), tensor("recent", RECENT, 1 + EMBEDDING)],
        [tensor("embedding", 1, EMBEDDING), tensor("mood", 2, MOOD)],
        b.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ai-mixtapes")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Weights stored in 16 bit and cast when the model is loaded; all else as it is."""
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        if weight.data_type == TensorProto.FLOAT:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], name=f"{name}.cast", to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])
    return model

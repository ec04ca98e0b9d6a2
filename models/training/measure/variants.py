"""Smaller or coarser versions of a model. All take and give 32-bit floats, so that they fit the same contract."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime.quantization as quantization
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers import float16
from onnxruntime.transformers.onnx_model import OnnxModel

from train import graph

Feed = dict[str, np.ndarray]
Variant = Callable[[onnx.ModelProto, list[Feed]], onnx.ModelProto]

# What of the network is worth integers; slices, tanh and the like around it stay as they are.
STATIC_OPERATIONS = ["Conv", "Gemm", "MatMul", "Relu", "MaxPool"]


def plain(model: onnx.ModelProto, _: list[Feed]) -> onnx.ModelProto:
    """The file as it is."""
    return model


def half_weights(model: onnx.ModelProto, _: list[Feed]) -> onnx.ModelProto:
    """Weights stored in 16 bit: what ships."""
    return graph.half_weights(model)


def half(model: onnx.ModelProto, _: list[Feed]) -> onnx.ModelProto:
    """Weights and all arithmetic in 16 bit; what a runtime makes of it is its own (ONNX Runtime's CPU casts back)."""
    result = float16.convert_float_to_float16(without_gemm(model), keep_io_types=True)
    OnnxModel(result).topological_sort()
    return result


def int8_dynamic(model: onnx.ModelProto, _: list[Feed]) -> onnx.ModelProto:
    """Weights in 8 bit; activations too, on a scale that each call finds anew."""
    # ONNX Runtime's integer convolution wants unsigned weights.
    return through_files(
        model, lambda a, b: quantization.quantize_dynamic(a, b, weight_type=quantization.QuantType.QUInt8)
    )


def int8_static(form: quantization.QuantFormat) -> Variant:
    """Weights, a scale for each channel, and activations, on scales fixed in calibration, in 8 bit."""
    # Signed activations would keep ONNX Runtime from its fast convolution on x86.
    activations = quantization.QuantType.QUInt8

    def make(model: onnx.ModelProto, feeds: list[Feed]) -> onnx.ModelProto:
        return through_files(
            without_gemm(model) if form is quantization.QuantFormat.QOperator else model,
            lambda a, b: quantization.quantize_static(
                a,
                b,
                Feeds(feeds),
                quant_format=form,
                per_channel=True,
                activation_type=activations,
                op_types_to_quantize=STATIC_OPERATIONS,
            ),
        )

    return make


def pruned(share: float) -> Variant:
    """The smallest of the weights (not biases) are 0, over all layers alike; nothing is trained after it."""

    def make(model: onnx.ModelProto, _: list[Feed]) -> onnx.ModelProto:
        for weight in model.graph.initializer:
            values = numpy_helper.to_array(weight)
            if weight.data_type == TensorProto.FLOAT and values.ndim > 1:
                border = np.quantile(np.abs(values), share)
                weight.CopyFrom(
                    numpy_helper.from_array(np.where(np.abs(values) < border, np.float32(0), values), weight.name)
                )
        return model

    return make


VARIANTS: dict[str, Variant] = {
    "f32": plain,
    "f16 weights": half_weights,
    "f16": half,
    "int8 dynamic": int8_dynamic,
    "int8 static, QDQ": int8_static(quantization.QuantFormat.QDQ),
    "int8 static, QLinear": int8_static(quantization.QuantFormat.QOperator),
    "pruned 50 %": pruned(0.5),
    "pruned 80 %": pruned(0.8),
}


class Feeds(quantization.CalibrationDataReader):
    """The inputs that the quantiser watches the activations with."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self.feeds = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self.feeds, None)


def through_files(model: onnx.ModelProto, quantise: Callable[[Path, Path], None]) -> onnx.ModelProto:
    """The quantiser's result; it changes a model that it gets in memory."""
    logging.getLogger().setLevel(logging.ERROR)  # it advises to simplify the graph first; there is nothing to simplify
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.onnx", Path(folder) / "after.onnx"
        onnx.save(model, before)
        quantise(before, after)
        return onnx.load(after)


def without_gemm(model: onnx.ModelProto) -> onnx.ModelProto:
    """Dense layers as product and sum: tract has neither Gemm of 16-bit floats nor one of integers."""
    weights = {weight.name: weight for weight in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type != "Gemm":
            nodes.append(node)
            continue
        x, weight, bias = node.input
        turned = numpy_helper.to_array(weights[weight]).T
        weights[weight].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(turned), weight))
        product = f"{node.name}.product"
        nodes.append(helper.make_node("MatMul", [x, weight], [product], name=product))
        nodes.append(helper.make_node("Add", [product, bias], list(node.output), name=node.name))
    kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del model.graph.node[:]
    model.graph.node.extend(kept)
    return model


def make(name: str, path: Path, feeds: list[Feed]) -> onnx.ModelProto:
    """The variant `name` of a file; `feeds` are inputs from training clips."""
    return VARIANTS[name](onnx.load(path), feeds)

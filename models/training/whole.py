"""Makes of a model's file one graph that does a whole update in one call: encoder, pooling and heads.

Two ways to the same moods:

    streaming    frames [1, hops, bands], past [section - 1, E] ──► embedding [1, E], mood [2, 8]
    window       frames [section, hops, bands] ──────────────────► embedding [section, E], mood [2, 8]

The first is the plug-in's: one encoder step on what is new. The second hears the whole section again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import VARIANCE_FLOOR

Contract = dict[str, Any]


def streaming(model: onnx.ModelProto, terms: Contract) -> onnx.ModelProto:
    """The graph of an update that encodes the newest step only; `past` holds the embeddings before it, oldest first."""
    names, past = terms["graph"], terms["steps"]["section"] - 1
    steps = helper.make_node("Concat", ["past", names["embedding_output"]], ["steps"], axis=0)
    result = joined(model, terms, [steps], "steps")
    result.graph.input.append(
        helper.make_tensor_value_info("past", TensorProto.FLOAT, [past, names["embedding"]])
    )
    return checked(result)


def window(model: onnx.ModelProto, terms: Contract) -> onnx.ModelProto:
    """The graph of an update that encodes all steps of the section anew, in one batch."""
    names, count = terms["graph"], terms["steps"]["section"]
    result = joined(model, terms, [], names["embedding_output"])
    shapes = {node.input[1] for node in result.graph.node if node.op_type == "Reshape"}
    for weight in result.graph.initializer:
        if weight.name in shapes:
            shape = numpy_helper.to_array(weight).copy()
            if shape[0] == 1:
                shape[0] = count
            weight.CopyFrom(numpy_helper.from_array(shape, weight.name))
    for value in (*result.graph.input, *result.graph.output):
        if value.name in (names["frames"], names["embedding_output"]):
            value.type.tensor_type.shape.dim[0].dim_value = count
    return checked(result)


def joined(model: onnx.ModelProto, terms: Contract, before: list[onnx.NodeProto], steps: str) -> onnx.ModelProto:
    """The file's two graphs as one: the heads' input is pooled of the embeddings [section, E] named `steps`."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    del graph.value_info[:]  # shapes of the two graphs apart
    pooled = terms["graph"]["pooled"]
    inputs = [value for value in graph.input if value.name != pooled]
    heads = downstream(list(graph.node), pooled)
    encoder = [node for node in graph.node if node.name not in {head.name for head in heads}]
    nodes, weights = pooling(terms, steps, pooled)
    for field, values in (("input", inputs), ("node", [*encoder, *before, *nodes, *heads])):
        kept = [type(value).FromString(value.SerializeToString()) for value in values]
        del getattr(graph, field)[:]
        getattr(graph, field).extend(kept)
    graph.initializer.extend(weights)
    return result


def downstream(nodes: list[onnx.NodeProto], name: str) -> list[onnx.NodeProto]:
    """The nodes that depend on the value `name`; nodes are in the order of running."""
    known, found = {name}, []
    for node in nodes:
        if known & set(node.input):
            known |= set(node.output)
            found.append(node)
    return found


def pooling(terms: Contract, steps: str, output: str) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """[section, E] -> [2, 3E]: mean, deviation and maximum of the last steps of each horizon."""
    nodes: list[onnx.NodeProto] = []
    weights = [numpy_helper.from_array(np.float32(VARIANCE_FLOOR), "floor")]

    def node(operation: str, inputs: list[str], name: str, **attributes: object) -> str:
        nodes.append(helper.make_node(operation, inputs, [name], name=name, **attributes))
        return name

    section = terms["steps"]["section"]
    weights.append(numpy_helper.from_array(np.array([section]), "section_end"))
    rows = []
    for horizon in ("now", "section"):
        weights.append(numpy_helper.from_array(np.array([section - terms["steps"][horizon]]), f"{horizon}_start"))
        x = node("Slice", [steps, f"{horizon}_start", "section_end"], f"{horizon}_steps")
        mean = node("ReduceMean", [x], f"{horizon}_mean", axes=[0], keepdims=1)
        apart = node("Sub", [x, mean], f"{horizon}_apart")
        square = node("Mul", [apart, apart], f"{horizon}_square")
        variance = node("ReduceMean", [square], f"{horizon}_variance", axes=[0], keepdims=1)
        lifted = node("Add", [variance, "floor"], f"{horizon}_lifted")
        deviation = node("Sqrt", [lifted], f"{horizon}_deviation")
        maximum = node("ReduceMax", [x], f"{horizon}_maximum", axes=[0], keepdims=1)
        rows.append(node("Concat", [mean, deviation, maximum], f"{horizon}_pooled", axis=1))
    node("Concat", rows, output, axis=0)
    return nodes, weights


def checked(model: onnx.ModelProto) -> onnx.ModelProto:
    """Raises if the graph is none."""
    onnx.checker.check_model(model)
    return model

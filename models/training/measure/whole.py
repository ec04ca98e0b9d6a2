"""Makes of a model's file one graph that does a whole update in one call: encoder and heads.

Two ways to the same moods:

    streaming    frames [1, hops, features], past [recent - 1, E] ──► embedding [1, E], mood [2, 8]
    window       frames [recent, hops, features] ───────────────────► embedding [recent, E], mood [2, 8]

The first is the plug-in's: one encoder step on what is new. The second hears all recent steps again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Contract = dict[str, Any]


def streaming(model: onnx.ModelProto, terms: Contract) -> onnx.ModelProto:
    """The graph of an update that encodes the newest step only; `past` holds the embeddings before it, oldest first."""
    names, past = terms["graph"], terms["steps"]["recent"] - 1
    steps = helper.make_node("Concat", ["past", names["embedding_output"]], ["all_steps"], axis=0)
    result = joined(model, terms, [steps], "all_steps")
    result.graph.input.append(
        helper.make_tensor_value_info("past", TensorProto.FLOAT, [past, names["embedding"]])
    )
    return checked(result)


def window(model: onnx.ModelProto, terms: Contract) -> onnx.ModelProto:
    """The graph of an update that encodes all recent steps anew, in one batch."""
    names, count = terms["graph"], terms["steps"]["recent"]
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
    """The file's two graphs as one: the heads' input is made of the embeddings [recent, E] named `steps`."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    del graph.value_info[:]  # shapes of the two graphs apart
    recent = terms["graph"]["recent"]
    inputs = [value for value in graph.input if value.name != recent]
    heads = downstream(list(graph.node), recent)
    encoder = [node for node in graph.node if node.name not in {head.name for head in heads}]
    rows = helper.make_node("Concat", ["all_heard", steps], [recent], axis=1)
    for field, values in (("input", inputs), ("node", [*encoder, *before, rows, *heads])):
        kept = [type(value).FromString(value.SerializeToString()) for value in values]
        del getattr(graph, field)[:]
        getattr(graph, field).extend(kept)
    heard = np.ones((terms["steps"]["recent"], 1), np.float32)
    graph.initializer.append(numpy_helper.from_array(heard, "all_heard"))
    return result


def downstream(nodes: list[onnx.NodeProto], name: str) -> list[onnx.NodeProto]:
    """The nodes that depend on the value `name`; nodes are in the order of running."""
    known, found = {name}, []
    for node in nodes:
        if known & set(node.input):
            known |= set(node.output)
            found.append(node)
    return found


def checked(model: onnx.ModelProto) -> onnx.ModelProto:
    """Raises if the graph is none."""
    onnx.checker.check_model(model)
    return model

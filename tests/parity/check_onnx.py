"""Checks model files by ONNX's own tools: check_onnx.py PICTURE MODEL... ; PICTURE is 64*64*3 raw bytes.

For each model one JSON line: the opset, the shapes of the outputs after strict shape inference, the values whose
shape could not be inferred, and the probabilities by ONNX's numpy implementation of its operators.
"""

import json
import sys

import numpy
import onnx
from onnx.reference import ReferenceEvaluator


def shape(value):
    return [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]


def known(value):
    axes = value.type.tensor_type.shape.dim
    return value.type.tensor_type.HasField("shape") and all(axis.dim_param or axis.dim_value for axis in axes)


def check(path, picture):
    onnx.checker.check_model(path, full_check=True)
    model = onnx.shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True, data_prop=True)
    values = {value.name: value for value in [*model.graph.value_info, *model.graph.output]}
    made = [name for node in model.graph.node for name in node.output]
    logits, probabilities = ReferenceEvaluator(model).run(["logits", "probabilities"], {"image": picture})
    return {
        "opset": model.opset_import[0].version,
        "ir": model.ir_version,
        "outputs": {value.name: shape(value) for value in model.graph.output},
        "unknown": [name for name in made if name not in values or not known(values[name])],
        "logits": logits[0].tolist(),
        "probabilities": probabilities[0].tolist(),
    }


picture = numpy.fromfile(sys.argv[1], dtype=numpy.uint8).reshape(1, 64, 64, 3)
for path in sys.argv[2:]:
    print(json.dumps(check(path, picture)))

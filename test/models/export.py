#!/usr/bin/env python3
"""Exports the vision models of this folder and strips their weights.

Needs torch, torchvision, timm and onnxscript (see requirements-export.txt); the tests do not. Run it
to make the committed graphs anew:

    python3 test/models/export.py [NAME...]

Each graph comes from the exporter that its name states, with the weights that a trained network would
have in law: initialized at random, batch-norm statistics taken from a forward pass, and every scale
and bias spread around its usual value. Then each large initializer is replaced by one with the same
name, type and shape, no data, and a `doc_string` from which fill.py draws values of the same law:

    fill filters std=0.031 seed=16
    fill normal mean=0.002 std=0.5 seed=17
    fill uniform low=0.5 high=1.5 seed=18

Small initializers, and all that are not floating point, keep their data.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import onnx
import timm
import torch
import torchvision
from onnx import numpy_helper

MAX_KEPT_ELEMENTS = 64
# Redrawn filters are a little smaller than the true ones. At their full size, a random network stands
# at the edge of chaos and amplifies rounding errors: EfficientNet-B0 then differs between two levels
# of ONNX Runtime by 1.2e-5, and with this factor by 1e-6. At 0.85, its output ignores its input.
FILTER_SCALE = 0.95
IMAGE_SHAPE = (2, 3, 224, 224)


@dataclass(frozen=True)
class Export:
    """One graph: a model, an exporter, an opset and what is unusual about it."""

    build: Callable[[], torch.nn.Module]
    opset: int
    dynamo: bool
    symbolic_batch: bool = False
    keep_batch_norm: bool = False


EXPORTS = {
    "resnet50-torchscript-17": Export(
        torchvision.models.resnet50, 17, dynamo=False, symbolic_batch=True
    ),
    "resnet50-dynamo-18": Export(torchvision.models.resnet50, 18, dynamo=True),
    "mobilenet_v2-torchscript-17": Export(
        torchvision.models.mobilenet_v2, 17, dynamo=False, keep_batch_norm=True
    ),
    "mobilenet_v2-dynamo-18": Export(torchvision.models.mobilenet_v2, 18, dynamo=True),
    "efficientnet_b0-torchscript-17": Export(
        torchvision.models.efficientnet_b0, 17, dynamo=False
    ),
    "efficientnet_b0-timm-dynamo-20": Export(
        lambda: timm.create_model("efficientnet_b0"), 20, dynamo=True, symbolic_batch=True
    ),
    "vit_b_16-torchscript-17": Export(
        torchvision.models.vit_b_16, 17, dynamo=False, symbolic_batch=True
    ),
    "vit_b_16-timm-dynamo-20": Export(
        lambda: timm.create_model("vit_base_patch16_224"), 20, dynamo=True, symbolic_batch=True
    ),
}


def make_look_trained(model: torch.nn.Module) -> None:
    """Spreads the scales and biases that initialization leaves at one and zero, draws the layers it
    leaves at zero, and sets the batch-norm statistics to those of random images."""
    with torch.no_grad():
        for parameter in model.parameters():
            is_constant = bool((parameter == parameter.flatten()[0]).all())
            if is_constant and parameter.ndim == 1 and parameter.flatten()[0] == 1:
                parameter.uniform_(0.7, 1.3)
            elif is_constant:
                parameter.normal_(0, 0.1 if parameter.ndim == 1 else 0.02)
        norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # Averages over all batches seen instead of decaying.
        model.train()
        if norms:
            model(torch.randn(8, *IMAGE_SHAPE[1:]))
    model.eval()


def export_graph(export: Export, path: Path) -> onnx.ModelProto:
    torch.manual_seed(0)
    model = export.build()
    make_look_trained(model)
    options = dict(
        opset_version=export.opset,
        dynamo=export.dynamo,
        input_names=["image"],
        output_names=["logits"],
    )
    if export.dynamo:
        options["external_data"] = False
        options["dynamic_shapes"] = ({0: "N"},) if export.symbolic_batch else None
    else:
        options["dynamic_axes"] = (
            {"image": {0: "N"}, "logits": {0: "N"}} if export.symbolic_batch else None
        )
        if export.keep_batch_norm:
            options["training"] = torch.onnx.TrainingMode.PRESERVE
    shape = IMAGE_SHAPE if export.symbolic_batch else (1, *IMAGE_SHAPE[1:])
    torch.onnx.export(model, (torch.randn(shape),), str(path), **options)
    return onnx.load(path)


def describe_fill(values: np.ndarray, seed: int) -> str:
    """The law from which values like these are drawn."""
    if values.ndim == 4:
        return f"fill filters std={FILTER_SCALE * values.std():.6g} seed={seed}"
    if values.min() > 0 or values.min() == values.max():
        return f"fill uniform low={values.min():.6g} high={values.max():.6g} seed={seed}"
    return f"fill normal mean={values.mean():.6g} std={values.std():.6g} seed={seed}"


def strip_tensor(tensor: onnx.TensorProto, seed: int) -> None:
    values = numpy_helper.to_array(tensor)
    if values.size <= MAX_KEPT_ELEMENTS or values.dtype.kind != "f":
        return
    stripped = onnx.TensorProto(
        name=tensor.name,
        dims=tensor.dims,
        data_type=tensor.data_type,
        doc_string=describe_fill(values, seed),
    )
    tensor.CopyFrom(stripped)


def strip_model(model: onnx.ModelProto) -> None:
    """Removes the data of large weights, and the exporter's source locations."""
    for seed, tensor in enumerate(model.graph.initializer):
        strip_tensor(tensor, seed)
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for item in [*model.graph.node, *model.graph.value_info, *model.graph.initializer]:
        del item.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""


def main() -> int:
    parser = argparse.ArgumentParser(description="export models and strip their weights")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    names = parser.parse_args().names or list(EXPORTS)
    unknown = [name for name in names if name not in EXPORTS]
    if unknown:
        parser.error(f"expected names among {', '.join(EXPORTS)}, got {', '.join(unknown)}")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            model = export_graph(EXPORTS[name], Path(folder) / "model.onnx")
        strip_model(model)
        path = Path(__file__).parent / f"{name}.onnx"
        onnx.save(model, path)
        print(f"{path.name}: {len(model.graph.node)} nodes, {path.stat().st_size / 1024:.0f} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

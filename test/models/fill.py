#!/usr/bin/env python3
"""Fills the stripped weights of an ONNX file with seeded random values.

    python3 fill.py IN.onnx OUT.onnx

A stripped initializer has no data, and a `doc_string` that states the law of its values (export.py
writes them). The same file always gets the same values.
"""

import argparse
import sys

import numpy as np
import onnx
from onnx import helper


def parse_fill(text: str) -> tuple[str, dict[str, float]] | None:
    """Splits "fill LAW KEY=NUMBER ..." into its law and numbers; None for any other text."""
    words = text.split()
    if len(words) < 2 or words[0] != "fill":
        return None
    return words[1], {key: float(number) for key, number in (w.split("=") for w in words[2:])}


def draw_uniform(generator: np.random.Generator, shape: list[int], low, high) -> np.ndarray:
    return generator.random(shape, dtype=np.float32) * np.float32(high - low) + np.float32(low)


def draw_normal(generator: np.random.Generator, shape: list[int], mean, std) -> np.ndarray:
    return generator.standard_normal(shape, dtype=np.float32) * np.float32(std) + np.float32(mean)


def draw_filters(generator: np.random.Generator, shape: list[int], std) -> np.ndarray:
    """Normal values of which each filter (all axes but the first) sums to zero. Without that, the
    mean of the activations grows from layer to layer until the output hardly depends on the input."""
    values = draw_normal(generator, shape, 0, std).reshape(shape[0], -1)
    size = values.shape[1]
    values -= values.mean(axis=1, keepdims=True)
    return values.reshape(shape) * np.float32(np.sqrt(size / max(size - 1, 1)))


LAWS = {"uniform": draw_uniform, "normal": draw_normal, "filters": draw_filters}


def fill(model: onnx.ModelProto) -> None:
    """Gives data to every initializer of the graph whose doc_string says how to draw it."""
    for tensor in model.graph.initializer:
        parsed = parse_fill(tensor.doc_string)
        if parsed is None:
            continue
        law, numbers = parsed
        generator = np.random.default_rng(int(numbers.pop("seed")))
        values = LAWS[law](generator, list(tensor.dims), **numbers)
        dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type)
        tensor.raw_data = values.astype(dtype).tobytes()
        tensor.doc_string = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input", metavar="IN.onnx")
    parser.add_argument("output", metavar="OUT.onnx")
    arguments = parser.parse_args()
    model = onnx.load(arguments.input)
    fill(model)
    onnx.save(model, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares ONNX Runtime on an exported graph with the graph compiled natively.

    python3 compare.py GRAPH.mlir --foveac build/bin/foveac [--opset N] [FOVEAC-OPTION...]

Exports the graph as ONNX, draws its inputs, and compares every output of ONNX Runtime with that of the
program made of the same graph. The exit code is 0 when all agree: floats to a relative error of 1e-5 in the
Euclidean norm, everything else exactly.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

Arrays = dict[str, np.ndarray]


def draw(value: onnx.ValueInfoProto, generator: np.random.Generator) -> np.ndarray:
    """Standard normal floats, and small integers: indices and divisors should be of some use."""
    tensor = value.type.tensor_type
    dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)
    shape = [dim.dim_value for dim in tensor.shape.dim]
    if dtype.kind == "f":
        return np.asarray(generator.standard_normal(shape), dtype)
    if dtype.kind == "b":
        return generator.random(shape) < 0.5
    return generator.integers(0 if dtype.kind == "u" else -3, 3, shape, dtype)


def run_program(program: Path, inputs: Arrays, names: list[str]) -> Arrays:
    arguments = [program, "--poison", "--output-dir", program.parent]
    for name, values in inputs.items():
        path = program.parent / f"input-{name}.npy"
        np.save(path, values)
        arguments += ["--input", f"{name}={path}"]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    return {name: np.load(program.parent / f"{name}.npy") for name in names}


def find_difference(actual: np.ndarray, expected: np.ndarray) -> str | None:
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return f"{actual.dtype}{actual.shape}, expected {expected.dtype}{expected.shape}"
    if expected.dtype.kind != "f":
        wrong = np.count_nonzero(actual != expected)
        return f"{wrong} of {expected.size} elements differ" if wrong else None
    if not np.array_equal(np.isnan(actual), np.isnan(expected)):
        return "NaN in different places"
    error = np.linalg.norm(np.nan_to_num(actual - expected)) / max(np.linalg.norm(np.nan_to_num(expected)), 1e-30)
    return f"relative error {error:.2g}" if error > 1e-5 else None


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("graph", type=Path)
    parser.add_argument("--foveac", type=Path, required=True)
    parser.add_argument("--opset", type=int, default=17)
    arguments, options = parser.parse_known_args()

    with tempfile.TemporaryDirectory() as folder:
        exported, program = Path(folder, "graph.onnx"), Path(folder, "program")
        compile_graph = [arguments.foveac, arguments.graph, *options]
        subprocess.run([*compile_graph, "--emit=onnx", f"--opset={arguments.opset}", "-o", exported], check=True)
        subprocess.run([*compile_graph, "-o", program], check=True)

        model = onnx.load(exported)
        onnx.checker.check_model(model, full_check=True)
        generator = np.random.default_rng(0)
        inputs = {value.name: draw(value, generator) for value in model.graph.input}
        session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
        names = [value.name for value in model.graph.output]
        actual = dict(zip(names, session.run(names, inputs)))
        expected = run_program(program, inputs, names)

    failures = 0
    for name in names:
        difference = find_difference(actual[name], expected[name])
        if difference:
            print(f"{name}: {difference}")
            failures += 1
    print(f"{len(names) - failures} of {len(names)} outputs agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

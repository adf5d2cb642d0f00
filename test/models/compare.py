#!/usr/bin/env python3
"""Compares a compiled model with ONNX Runtime on seeded random input.

    python3 compare.py MODEL.onnx --foveac build/bin/foveac [FOVEAC-OPTION...]

Fills the stripped weights of the model (see fill.py), draws its inputs, compiles it, runs the program
and then ONNX Runtime. The exit code is 0 when every output agrees to the tolerance, a
relative error in the Euclidean norm, and 1 otherwise.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

Arrays = dict[str, np.ndarray]
FILL_SCRIPT = Path(__file__).with_name("fill.py")


@dataclass(frozen=True)
class Cost:
    """What a command took: wall-clock seconds, and the peak memory of its largest process in MiB."""

    seconds: float
    peak_mib: float


def run_command(arguments: list[str | Path]) -> Cost:
    """Runs a command; raises CalledProcessError when it fails."""
    start = time.monotonic()
    process = subprocess.Popen(arguments)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(time.monotonic() - start, usage.ru_maxrss / 1024)


def draw_inputs(model: onnx.ModelProto) -> Arrays:
    """Standard normal values for every input, with 1 for each symbolic dimension."""
    generator = np.random.default_rng(0)
    inputs = {}
    for value in model.graph.input:
        tensor = value.type.tensor_type
        if tensor.elem_type != onnx.TensorProto.FLOAT:
            raise ValueError(f"expected a float input, got '{value.name}' of type {value.type}")
        shape = [dim.dim_value if dim.HasField("dim_value") else 1 for dim in tensor.shape.dim]
        inputs[value.name] = generator.standard_normal(shape, dtype=np.float32)
    return inputs


def run_reference(model: Path, inputs: Arrays) -> Arrays:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs)))


def compile_model(foveac: Path, options: list[str], model: Path, inputs: Arrays) -> Cost:
    """Compiles `model` into the program beside it that has its name without the suffix."""
    shapes = [f"--shape={name}={'x'.join(map(str, x.shape))}" for name, x in inputs.items()]
    return run_command([foveac, model, "-o", model.with_suffix(""), *shapes, *options])


def run_program(program: Path, inputs: Arrays, output_names: list[str]) -> tuple[Arrays, Cost]:
    arguments: list[str | Path] = [program, "--poison", "--output-dir", program.parent]
    for name, values in inputs.items():
        path = program.parent / f"input-{name}.npy"
        np.save(path, values)
        arguments += ["--input", f"{name}={path}"]
    cost = run_command(arguments)
    return {name: np.load(program.parent / f"{name}.npy") for name in output_names}, cost


def relative_error(actual: np.ndarray, expected: np.ndarray) -> float:
    """||actual - expected|| / ||expected||; infinite when shapes differ or a value is not finite."""
    if actual.shape != expected.shape or not np.isfinite(actual).all():
        return float("inf")
    difference = actual.astype(np.float64) - expected.astype(np.float64)
    return float(np.linalg.norm(difference) / np.linalg.norm(expected.astype(np.float64)))


def report(expected: Arrays, actual: Arrays, tolerance: float) -> bool:
    """Prints one line per output; true when all agree."""
    print(f"{'output':<24} {'shape':<16} {'relative error':<15} limit")
    agrees = True
    for name, reference in expected.items():
        error = relative_error(actual[name], reference)
        agrees = agrees and error < tolerance
        shape = "x".join(map(str, actual[name].shape))
        verdict = "" if error < tolerance else "  FAILED"
        print(f"{name:<24} {shape:<16} {error:<15.2e} {tolerance:.0e}{verdict}")
    return agrees


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog="Any other option is passed on to foveac."
    )
    parser.add_argument("model", type=Path, metavar="MODEL.onnx")
    parser.add_argument("--foveac", type=Path, required=True, help="the compiler")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments, foveac_options = parser.parse_known_args()

    model = onnx.load(arguments.model)
    inputs = draw_inputs(model)
    output_names = [value.name for value in model.graph.output]
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "model.onnx"
        try:
            # A process counts the memory that its parent has when it starts, so the large arrays of
            # the filling are made in another one, and those of ONNX Runtime at the end.
            run_command([sys.executable, FILL_SCRIPT, arguments.model, filled])
            compile_cost = compile_model(arguments.foveac, foveac_options, filled, inputs)
            actual, run_cost = run_program(filled.with_suffix(""), inputs, output_names)
        except subprocess.CalledProcessError as error:
            print(f"exit code {error.returncode} from {' '.join(map(str, error.cmd))}")
            return 1
        expected = run_reference(filled, inputs)

    print(f"compiled in {compile_cost.seconds:.1f} s with at most {compile_cost.peak_mib:.0f} MiB")
    print(f"ran in {run_cost.seconds:.2f} s with at most {run_cost.peak_mib:.0f} MiB")
    return 0 if report(expected, actual, arguments.tolerance) else 1


if __name__ == "__main__":
    sys.exit(main())

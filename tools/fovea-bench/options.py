"""The command line."""

import argparse
import os
from pathlib import Path

from engines import PEERS
from models import BUILTIN_MODELS, DEFAULT_MODELS, Shapes

ROOT = Path(__file__).resolve().parents[2]

# Largest relative error in the Euclidean norm, for each output of a model.
TOLERANCES = {"f32": 1e-4, "bf16": 3e-2}

DESCRIPTION = """\
Compares Fovea with other runtimes on this machine's CPU.

Each comparison runs the same ONNX file on the same input with the same number of threads, in turn:
Fovea, peer, Fovea, peer, ... A ratio is the peer's time over Fovea's in one such round; printed are
the median over all rounds, and its 10th and 90th percentiles. Above 1, Fovea is faster.
"""

EPILOG = """\
examples:
  fovea-bench
  fovea-bench --models resnet50 --batch 1 --threads 1 --peers onnxruntime
  fovea-bench model.onnx --shape image=1x3x224x224 --json model.json

The exit code is 0 if everything ran and all outputs agree, 1 if not, and 2 for a wrong option.
"""


def parse_names(choices: list[str]):
    """A parser of comma-separated names."""

    def names(text: str) -> list[str]:
        result = text.split(",")
        for name in result:
            if name not in choices:
                raise argparse.ArgumentTypeError(
                    f"expected names among {', '.join(choices)}, found '{name}'"
                )
        return result

    return names


def parse_numbers(minimum: int):
    """A parser of comma-separated integers of at least `minimum`."""

    def numbers(text: str) -> list[int]:
        parts = text.split(",")
        if not all(part.isdecimal() and int(part) >= minimum for part in parts):
            raise argparse.ArgumentTypeError(
                f"expected integers of at least {minimum} separated by commas, found '{text}'"
            )
        return [int(part) for part in parts]

    return numbers


def parse_count(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"expected a positive integer, found '{text}'")
    return int(text)


def parse_positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a positive number, found '{text}'")
    return value


def parse_shape(text: str) -> tuple[str, list[int]]:
    """NAME=1x3x224x224, as foveac reads it."""
    name, _, sizes = text.rpartition("=")
    parts = sizes.split("x")
    if not name or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"expected NAME=1x3x224x224, found '{text}'")
    return name, [int(part) for part in parts]


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fovea-bench",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("files", nargs="*", type=Path, metavar="MODEL.onnx", help="models of your own")
    add(
        "--shape",
        type=parse_shape,
        action="append",
        default=[],
        metavar="NAME=1x3x224x224",
        help="shape of an input whose dimensions a file leaves open (repeatable)",
    )
    add(
        "--models",
        type=parse_names(list(BUILTIN_MODELS)),
        metavar="NAME,...",
        help=f"built-in models: {', '.join(BUILTIN_MODELS)} (default, if there is no file: "
        f"{', '.join(DEFAULT_MODELS)})",
    )
    add(
        "--batch",
        type=parse_numbers(1),
        default=[1, 8],
        metavar="N,...",
        help="batches of the built-in models (default: 1,8)",
    )
    add(
        "--threads",
        type=parse_numbers(1),
        default=[1, 2],
        metavar="N,...",
        help="numbers of threads, each on a core of its own (default: 1,2)",
    )
    add(
        "--cores",
        type=parse_numbers(0),
        metavar="N,...",
        help="cores to take in this order (default: all that are allowed)",
    )
    add(
        "--peers",
        type=parse_names(PEERS),
        default=PEERS,
        metavar="NAME,...",
        help=f"what to compare with (default: {','.join(PEERS)})",
    )
    add(
        "--precision",
        choices=list(TOLERANCES),
        default="f32",
        help="what to compute in (default: f32)",
    )
    add(
        "--tolerance",
        type=parse_positive,
        metavar="X",
        help="largest relative error in norm at which outputs agree (default: "
        + ", ".join(f"{limit:g} for {name}" for name, limit in TOLERANCES.items())
        + ")",
    )
    add(
        "--rounds",
        type=parse_count,
        default=15,
        metavar="N",
        help="rounds after one to warm up (default: 15)",
    )
    add(
        "--seconds",
        type=parse_positive,
        default=0.3,
        metavar="S",
        help="time for each of the two in a round; a slower inference runs once (default: 0.3)",
    )
    add(
        "--memory",
        action="store_true",
        help="also measure the memory of a process up to its first result",
    )
    add(
        "--startup",
        action="store_true",
        help="also measure the time from opening the model to the first result",
    )
    add(
        "--compile-time",
        action="store_true",
        help="also measure foveac, and what the peer does in its place when it loads a model",
    )
    add(
        "--repeats",
        type=parse_count,
        default=5,
        metavar="N",
        help="processes started for the measurements of loading (default: 5)",
    )
    add("--markdown", type=Path, metavar="FILE", help="write a table")
    add("--json", type=Path, metavar="FILE", help="write a list of objects")
    add(
        "--foveac",
        type=Path,
        default=ROOT / "build/bin/foveac",
        metavar="FILE",
        help="the compiler (default: build/bin/foveac)",
    )
    add(
        "--cache",
        type=Path,
        default=ROOT / "build/bench",
        metavar="FOLDER",
        help="where models and libraries are kept (default: build/bench)",
    )
    return parser


def parse_options(arguments: list[str]) -> argparse.Namespace:
    """Parses and completes the options; exits with code 2 and a message when one is wrong."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    options.shapes: Shapes = dict(options.shape)
    if options.shapes and not options.files:
        parser.error("--shape belongs to a MODEL.onnx; a built-in model takes --batch")
    if options.models is None:
        options.models = [] if options.files else DEFAULT_MODELS
    if options.tolerance is None:
        options.tolerance = TOLERANCES[options.precision]
    if not options.foveac.is_file():
        parser.error(f"--foveac: expected the compiler, found no file {options.foveac}")
    allowed = sorted(os.sched_getaffinity(0))
    if options.cores is None:
        options.cores = allowed
    if not set(options.cores) <= set(allowed):
        parser.error(f"--cores: expected cores among {','.join(map(str, allowed))}")
    if max(options.threads) > len(options.cores):
        parser.error(
            f"--threads: expected at most one per core, of which there are {len(options.cores)}, "
            f"found {max(options.threads)}"
        )
    return options

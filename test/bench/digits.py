"""The model of the tests: a small trained classifier."""

import os
import subprocess
from pathlib import Path

ONNX = Path(__file__).parents[2] / "examples/digits/digits.onnx"
FOVEAC = Path(os.environ["FOVEAC"])
INPUT, SHAPE = "image", (1, 1, 8, 8)
SHAPE_OPTION = "image=1x1x8x8"


def compile_digits(folder: Path) -> Path:
    """A library of the model, for one image."""
    library = folder / "digits.so"
    arguments = [FOVEAC, ONNX, "--shape", SHAPE_OPTION, "--emit=shared", "-o", library]
    subprocess.run(arguments, check=True)
    return library

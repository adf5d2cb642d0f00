"""The models to run: exported or given as ONNX files, compiled by foveac, kept in a folder."""

import hashlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx

from worker import TensorSpec

Shapes = dict[str, list[int]]

# Name here: the model and the variant of `foveac --list-models`.
BUILTIN_MODELS = {
    "resnet50": ("resnet", "50"),
    "mobilenet-v2": ("mobilenet-v2", "1.0"),
    "efficientnet-b0": ("efficientnet", "b0"),
    "efficientnet-b4": ("efficientnet", "b4"),
    "vit-s16": ("vit", "s16"),
    "vit-b16": ("vit", "b16"),
    **{f"efficientnet-b{size}": ("efficientnet", f"b{size}") for size in (1, 2, 3)},
    **{f"efficientnet-x-b{size}": ("efficientnet-x", f"b{size}") for size in (0, 1, 2, 3)},
}

# One of each kind and size: the families are there to be compared among themselves.
DEFAULT_MODELS = [
    "resnet50",
    "mobilenet-v2",
    "efficientnet-b0",
    "efficientnet-b4",
    "vit-s16",
    "vit-b16",
]


class ModelError(RuntimeError):
    """A model that cannot be read or compiled."""


@dataclass(frozen=True)
class Model:
    """An ONNX file with static shapes, which Fovea and its peers all read."""

    name: str
    batch: int
    onnx: Path
    inputs: list[TensorSpec]


def run_foveac(foveac: Path, arguments: list[str | Path]) -> None:
    """Raises ModelError with what it printed when it fails."""
    result = subprocess.run([foveac, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise ModelError(result.stderr.strip() or f"foveac ended with code {result.returncode}")


def describe_file(path: Path) -> str:
    """A text that changes when the file does."""
    try:
        status = path.stat()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}")
    return f"{path.absolute()} {status.st_size} {status.st_mtime_ns}"


class Cache:
    """Files by what they were made of."""

    def __init__(self, folder: Path):
        self._folder = folder

    def get(self, name: str, dependencies: list[str], make: Callable[[Path], None]) -> Path:
        """The file that `make` writes to the path that it is given, made if it is not there. Its
        name is `name` with a hash of `dependencies`."""
        digest = hashlib.sha256("\0".join(dependencies).encode()).hexdigest()[:16]
        path = self._folder / f"{Path(name).stem}-{digest}{Path(name).suffix}"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            # Renamed into place, so that what is there is whole.
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                temporary = Path(folder) / name
                make(temporary)
                temporary.rename(path)
        return path


def read_model(path: Path) -> onnx.ModelProto:
    try:
        return onnx.load(path)
    except Exception as error:  # of Protobuf, of ONNX or of the system
        raise ModelError(f"{path}: {error}")


def export_builtin(cache: Cache, foveac: Path, name: str, batch: int) -> Model:
    """A model of the registry as an ONNX file, with seeded weights and a channels-first image."""
    definition, variant = BUILTIN_MODELS[name]
    settings = [f"--set=variant={variant}", f"--set=batch={batch}"]
    arguments = ["--model", definition, *settings, "--emit=onnx"]

    def export(path: Path) -> None:
        run_foveac(foveac, [*arguments, "-o", path])
        proto = read_model(path)
        put_channels_first(proto.graph)
        onnx.save(proto, path)

    path = cache.get(f"{name}-b{batch}.onnx", [describe_file(foveac), *arguments], export)
    return Model(name, batch, path, describe_inputs(read_model(path).graph, path))


def put_channels_first(graph: onnx.GraphProto) -> None:
    """Takes the image of an exported model in the order of torch's exports, so that the peers do
    not pay for an order that is ours:

        image (N, H, W, C) -> Transpose -> x -> Conv     becomes     image (N, C, H, W) -> Conv
    """
    [value] = list_inputs(graph)
    [transpose] = [node for node in graph.node if value.name in node.input]
    [order] = [list(a.ints) for a in transpose.attribute if a.name == "perm"]
    if transpose.op_type != "Transpose" or order != [0, 3, 1, 2]:
        raise ModelError(f"expected a Transpose to NCHW after '{value.name}', found {transpose}")
    sizes = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    for dim, axis in zip(value.type.tensor_type.shape.dim, order):
        dim.dim_value = sizes[axis]
    [renamed] = transpose.output
    graph.node.remove(transpose)
    for node in graph.node:
        node.input[:] = [value.name if name == renamed else name for name in node.input]


def set_shapes(graph: onnx.GraphProto, shapes: Shapes) -> bool:
    """Sets the open dimensions of the inputs to those of `shapes`, which must agree with the fixed
    ones; true if there were any. Raises ModelError when one remains open."""
    changed = False
    names = [value.name for value in list_inputs(graph)]
    for name in shapes:
        if name not in names:
            raise ModelError(f"--shape: expected an input among {', '.join(names)}, found '{name}'")
    for value in list_inputs(graph):
        dims = value.type.tensor_type.shape.dim
        shape = shapes.get(value.name)
        if shape is not None and len(shape) != len(dims):
            raise ModelError(
                f"--shape {value.name}: expected {len(dims)} sizes, found {len(shape)}"
            )
        for axis, dim in enumerate(dims):
            if dim.HasField("dim_value"):
                if shape is not None and shape[axis] != dim.dim_value:
                    raise ModelError(
                        f"--shape {value.name}: expected {dim.dim_value} on axis {axis}, "
                        f"found {shape[axis]}"
                    )
                continue
            if shape is None:
                raise ModelError(f"input '{value.name}' has open dimensions: name it with --shape")
            dim.dim_value = shape[axis]
            changed = True
    return changed


def list_inputs(graph: onnx.GraphProto) -> list[onnx.ValueInfoProto]:
    """Inputs that a caller gives: those that are no weights."""
    weights = {tensor.name for tensor in graph.initializer}
    return [value for value in graph.input if value.name not in weights]


def describe_inputs(graph: onnx.GraphProto, path: Path) -> list[TensorSpec]:
    """Types and shapes of the inputs of a graph whose shapes are static."""
    result = []
    for value in list_inputs(graph):
        tensor = value.type.tensor_type
        if tensor.elem_type in (onnx.TensorProto.UNDEFINED, onnx.TensorProto.STRING):
            raise ModelError(f"{path}: input '{value.name}' is no tensor of numbers")
        dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)
        shape = tuple(dim.dim_value for dim in tensor.shape.dim)
        result.append(TensorSpec(value.name, dtype, shape))
    return result


def read_file(cache: Cache, path: Path, shapes: Shapes) -> Model:
    """A model of the user. If `shapes` fixes dimensions, then in a copy that all engines read."""
    proto = read_model(path)
    used = path
    if set_shapes(proto.graph, shapes):
        dependencies = [describe_file(path), str(shapes)]
        used = cache.get(path.name, dependencies, lambda copy: onnx.save(proto, copy))
    inputs = describe_inputs(proto.graph, path)
    batch = inputs[0].shape[0] if inputs and inputs[0].shape else 1
    return Model(path.stem, batch, used, inputs)


def get_compile_arguments(model: Model, precision: str) -> list[str]:
    """What foveac needs to know to make a library."""
    arguments = [str(model.onnx), "--emit=shared", "--hardware=host"]
    return arguments if precision == "f32" else [*arguments, f"--precision={precision}"]


def compile_model(cache: Cache, foveac: Path, model: Model, precision: str) -> Path:
    """The library for `model`, from the cache if it is there."""
    arguments = get_compile_arguments(model, precision)
    return cache.get(
        f"{model.name}-b{model.batch}-{precision}.so",
        [describe_file(foveac), describe_file(model.onnx), *arguments],
        lambda path: run_foveac(foveac, [*arguments, "-o", path]),
    )


def time_compilation(foveac: Path, model: Model, precision: str) -> float:
    """Seconds from ONNX file to library, without any cache of ours."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "model.so"
        start = time.monotonic()
        # Peers keep no compiled code either.
        arguments = [*get_compile_arguments(model, precision), "--no-cache"]
        run_foveac(foveac, [*arguments, "-o", output])
        return time.monotonic() - start

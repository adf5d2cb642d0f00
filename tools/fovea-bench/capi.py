"""The C interface of a compiled model (runtime/include/fovea/fovea.h), by ctypes."""

import ctypes
from ctypes import POINTER, Structure, c_char_p, c_int, c_int64, c_uint64, c_void_p
from pathlib import Path

import numpy as np

# fovea_dtype. NumPy has no bf16, so a model that takes or gives it cannot be loaded here.
DTYPES = {
    1: np.dtype(np.float32),
    2: np.dtype(np.float64),
    3: np.dtype(np.float16),
    5: np.dtype(np.int8),
    6: np.dtype(np.uint8),
    7: np.dtype(np.int16),
    8: np.dtype(np.uint16),
    9: np.dtype(np.int32),
    10: np.dtype(np.uint32),
    11: np.dtype(np.int64),
    12: np.dtype(np.uint64),
    13: np.dtype(np.bool_),
}
ABI_VERSION = 1


class FoveaError(RuntimeError):
    """A call that failed, with the message of the runtime."""


class TensorInfo(Structure):
    """fovea_tensor_info"""

    _fields_ = [
        ("name", c_char_p),
        ("dtype", c_uint64),
        ("rank", c_uint64),
        ("shape", POINTER(c_int64)),
        ("size_bytes", c_uint64),
    ]


class Buffer(Structure):
    """fovea_buffer"""

    _fields_ = [("data", c_void_p), ("size_bytes", c_uint64)]


class Options(Structure):
    """fovea_options"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("threads", c_uint64),
        ("flags", c_uint64),
        ("weights_path", c_char_p),
    ]


# Result and arguments of each function that is used here.
FUNCTIONS = {
    "fovea_abi_version": (c_uint64, []),
    "fovea_default_model": (c_void_p, []),
    "fovea_model_num_inputs": (c_uint64, [c_void_p]),
    "fovea_model_num_outputs": (c_uint64, [c_void_p]),
    "fovea_model_input": (POINTER(TensorInfo), [c_void_p, c_uint64]),
    "fovea_model_output": (POINTER(TensorInfo), [c_void_p, c_uint64]),
    "fovea_context_create": (c_int, [c_void_p, POINTER(Options), POINTER(c_void_p)]),
    "fovea_context_error": (c_char_p, [c_void_p]),
    "fovea_context_destroy": (None, [c_void_p]),
    "fovea_run": (c_int, [c_void_p, POINTER(Buffer), c_uint64, POINTER(Buffer), c_uint64]),
}


def load_library(path: Path) -> ctypes.CDLL:
    """Loads a library that `foveac --emit=shared` made. Raises OSError when that is not possible,
    and FoveaError when its interface is of another version."""
    # With a slash in it, the name is a path and not looked up elsewhere.
    library = ctypes.CDLL(str(path.absolute()))
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    if library.fovea_abi_version() != ABI_VERSION:
        raise FoveaError(
            f"{path}: expected version {ABI_VERSION} of the C interface, "
            f"found {library.fovea_abi_version()}"
        )
    return library


def allocate(info: TensorInfo) -> np.ndarray:
    """An uninitialized array for the tensor."""
    if info.dtype not in DTYPES:
        raise FoveaError(f"tensor '{info.name.decode()}': NumPy has no dtype {info.dtype}")
    return np.empty(tuple(info.shape[: info.rank]), DTYPES[info.dtype])


def make_buffers(arrays: list[np.ndarray]) -> ctypes.Array:
    """Views of the arrays, which must outlive them."""
    return (Buffer * len(arrays))(*[Buffer(a.ctypes.data, a.nbytes) for a in arrays])


class Context:
    """One context of the model in a library, with the arrays that its runs read and write."""

    def __init__(self, path: Path, threads: int):
        self._handle = c_void_p()
        self._library = load_library(path)
        model = self._library.fovea_default_model()
        options = Options(ctypes.sizeof(Options), threads, 0, None)
        self._check(
            self._library.fovea_context_create(
                model, ctypes.byref(options), ctypes.byref(self._handle)
            )
        )
        inputs = self._describe("input", model)
        self.inputs = {info.name.decode(): allocate(info) for info in inputs}
        outputs = self._describe("output", model)
        self.outputs = {info.name.decode(): allocate(info) for info in outputs}
        self._input_buffers = make_buffers(list(self.inputs.values()))
        self._output_buffers = make_buffers(list(self.outputs.values()))

    def set_input(self, name: str, values: np.ndarray) -> None:
        """Copies `values` into an input; raises FoveaError when it is not of its type and shape."""
        if name not in self.inputs:
            raise FoveaError(f"expected an input among {', '.join(self.inputs)}, found '{name}'")
        target = self.inputs[name]
        if (target.shape, target.dtype) != (values.shape, values.dtype):
            raise FoveaError(
                f"input '{name}': expected {target.dtype} of shape {target.shape}, "
                f"found {values.dtype} of shape {values.shape}"
            )
        target[...] = values

    def run(self) -> None:
        """Computes all outputs from all inputs."""
        self._check(
            self._library.fovea_run(
                self._handle,
                self._input_buffers,
                len(self._input_buffers),
                self._output_buffers,
                len(self._output_buffers),
            )
        )

    def close(self) -> None:
        """Frees the context; it must not be used afterwards."""
        self._library.fovea_context_destroy(self._handle)
        self._handle = c_void_p()

    def _check(self, status: int) -> None:
        if status != 0:
            raise FoveaError(self._library.fovea_context_error(self._handle).decode())

    def _describe(self, kind: str, model: c_void_p) -> list[TensorInfo]:
        count = getattr(self._library, f"fovea_model_num_{kind}s")(model)
        get = getattr(self._library, f"fovea_model_{kind}")
        return [get(model, i).contents for i in range(count)]

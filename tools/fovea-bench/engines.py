"""What is compared: Fovea and its peers, behind one interface.

An engine imports its package when it is made, and not at the top of this file: a worker uses one of
them, and the time of `load` is to be that of the model alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class EngineSpec:
    """An engine and what it shall run: a library for Fovea, an ONNX file for the others."""

    engine: str
    path: Path
    threads: int
    precision: str


class Engine(Protocol):
    def load(self, inputs: Arrays) -> None:
        """Makes the model ready to run on `inputs`, by name. The arrays may be used in place."""

    def run(self) -> None:
        """Runs it once; all engines keep inputs and outputs in place from run to run."""

    def outputs(self) -> list[np.ndarray]:
        """What the last run computed, in the model's order."""


class Fovea:
    def __init__(self, spec: EngineSpec):
        import capi

        self._make_context = lambda: capi.Context(spec.path, spec.threads)

    def load(self, inputs: Arrays) -> None:
        self._context = self._make_context()
        for name, values in inputs.items():
            self._context.set_input(name, values)
        self.run = self._context.run

    def outputs(self) -> list[np.ndarray]:
        return list(self._context.outputs.values())


class OnnxRuntime:
    """With all of its optimizations, which is its default. Its CPU kernels have no bf16 on x86."""

    def __init__(self, spec: EngineSpec):
        import onnxruntime

        self._package = onnxruntime
        self._spec = spec

    def load(self, inputs: Arrays) -> None:
        options = self._package.SessionOptions()
        options.intra_op_num_threads = self._spec.threads
        options.inter_op_num_threads = 1
        self._session = self._package.InferenceSession(
            self._spec.path, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = inputs  # The binding does not keep them alive.
        self._binding = self._session.io_binding()
        for name, values in inputs.items():
            self._binding.bind_cpu_input(name, values)
        for output in self._session.get_outputs():
            self._binding.bind_output(output.name)

    def run(self) -> None:
        self._session.run_with_iobinding(self._binding)

    def outputs(self) -> list[np.ndarray]:
        return self._binding.copy_outputs_to_cpu()


class OpenVino:
    """In its latency mode: one stream, in which all threads work on one inference."""

    def __init__(self, spec: EngineSpec):
        import openvino

        self._package = openvino
        self._spec = spec

    def load(self, inputs: Arrays) -> None:
        config = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(self._spec.threads),
            # Unless told, it takes bf16 where the CPU has it.
            "INFERENCE_PRECISION_HINT": self._spec.precision,
        }
        compiled = self._package.Core().compile_model(str(self._spec.path), "CPU", config)
        self._inputs = inputs  # The request does not keep them alive.
        self._request = compiled.create_infer_request()
        for name, values in inputs.items():
            self._request.set_tensor(name, self._package.Tensor(values, shared_memory=True))

    def run(self) -> None:
        self._request.infer(share_outputs=True)

    def outputs(self) -> list[np.ndarray]:
        return [tensor.data.copy() for tensor in self._request.output_tensors]


ENGINES = {"fovea": Fovea, "onnxruntime": OnnxRuntime, "openvino": OpenVino}
PEERS = [name for name in ENGINES if name != "fovea"]


def get_precision(engine: str, precision: str) -> str:
    """The precision in which `engine` computes when it is asked for `precision`."""
    return "f32" if engine == "onnxruntime" else precision


def make_engine(spec: EngineSpec) -> Engine:
    return ENGINES[spec.engine](spec)

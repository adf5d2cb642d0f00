"""The process of one engine: worker.py FILE-DESCRIPTOR

It reads a Job from the connection and answers with what loading took (Loaded); then, for each
number of seconds that it reads, it runs inferences for that long and answers with the nanoseconds
of each. An exception is an answer too (Failure), and the end.
"""

import ctypes
import gc
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from engines import Engine, EngineSpec, make_engine


@dataclass(frozen=True)
class TensorSpec:
    """An input of a model."""

    name: str
    dtype: np.dtype
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Job:
    spec: EngineSpec
    inputs: list[TensorSpec]
    cores: list[int]


@dataclass(frozen=True)
class Loaded:
    """What it took from a process with Python and NumPy to the first result: nanoseconds of loading
    the model and of the first inference, and the peak memory before and after, in KiB."""

    outputs: list[np.ndarray]
    load_ns: int
    first_ns: int
    base_kib: int
    peak_kib: int


@dataclass(frozen=True)
class Failure:
    message: str


def draw_input(tensor: TensorSpec, generator: np.random.Generator) -> np.ndarray:
    """Standard normal values; bytes from their full range, as in images; other integers are 0 or 1,
    which are valid as indices of almost anything."""
    if tensor.dtype.kind == "f":
        values = generator.standard_normal(tensor.shape, dtype=np.float32)
        return np.asarray(values).astype(tensor.dtype, copy=False)
    limit = 256 if tensor.dtype == np.uint8 else 2
    return np.asarray(generator.integers(0, limit, tensor.shape)).astype(tensor.dtype)


def read_peak_kib(status: str) -> int:
    """The peak of resident memory, from the text of /proc/PID/status."""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise ValueError("expected a line VmHWM")


def get_peak_kib() -> int:
    return read_peak_kib(Path("/proc/self/status").read_text())


def load(job: Job) -> tuple[Engine, Loaded]:
    generator = np.random.default_rng(0)
    inputs = {tensor.name: draw_input(tensor, generator) for tensor in job.inputs}
    base_kib = get_peak_kib()
    engine = make_engine(job.spec)
    start = time.perf_counter_ns()
    engine.load(inputs)
    loaded = time.perf_counter_ns()
    engine.run()
    end = time.perf_counter_ns()
    peak_kib = get_peak_kib()
    return engine, Loaded(engine.outputs(), loaded - start, end - loaded, base_kib, peak_kib)


def run_for(engine: Engine, seconds: float) -> list[int]:
    """Nanoseconds of each inference. The first one, which finds the caches full of what the other
    process left there, counts only if there was no time for more."""
    times = []
    now = time.perf_counter_ns()
    deadline = now + int(seconds * 1e9)
    while not times or now < deadline:
        start = time.perf_counter_ns()
        engine.run()
        now = time.perf_counter_ns()
        times.append(now - start)
    return times[1:] or times


def serve(connection: Connection) -> None:
    job = connection.recv()
    # Threads inherit this from the one that starts them.
    os.sched_setaffinity(0, job.cores)
    engine, loaded = load(job)
    gc.disable()
    connection.send(loaded)
    while True:
        try:
            seconds = connection.recv()
        except EOFError:
            return
        connection.send(run_for(engine, seconds))


def main() -> int:
    # Without this, a worker that is stopped would outlive a parent that is killed.
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent ends this process.
    connection = Connection(int(sys.argv[1]))
    try:
        serve(connection)
    except Exception:
        connection.send(Failure(traceback.format_exc(limit=-1).strip().splitlines()[-1]))
        return 1
    return 0


if __name__ == "__main__":
    # Messages name the classes of this file as the parent knows them: as those of "worker".
    import worker

    sys.exit(worker.main())

"""Runs two engines in turn, each in a process of its own.

Only one process runs at a time: the other one is stopped by a signal, with all of its threads. So
each engine keeps its thread pool as it likes it, spinning threads included, and disturbs nobody.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Self

import numpy as np

from worker import Failure, Job, Loaded

WORKER = Path(__file__).with_name("worker.py")


class WorkerError(RuntimeError):
    """An engine failed, or its process ended."""


class Worker:
    """The process of one engine, stopped between the calls. To be used in a with statement."""

    def __init__(self, job: Job):
        self._job = job
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, WORKER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                # NumPy's threads, which nobody needs here.
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._connection.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def load(self) -> Loaded:
        return self._call(self._job)

    def run_for(self, seconds: float) -> list[int]:
        """Nanoseconds of each inference, at least one."""
        return self._call(seconds)

    def _call(self, request: Any) -> Any:
        self._process.send_signal(signal.SIGCONT)
        try:
            self._connection.send(request)
            answer = self._connection.recv()
        except (EOFError, ConnectionError):
            code = self._process.wait()
            raise WorkerError(f"{self._job.spec.engine}: its process ended with code {code}")
        if isinstance(answer, Failure):
            raise WorkerError(f"{self._job.spec.engine}: {answer.message}")
        self._stop()
        return answer

    def _stop(self) -> None:
        self._process.send_signal(signal.SIGSTOP)
        # Returns when the last thread has stopped. An end is left for Popen to see.
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)


@dataclass(frozen=True)
class Summary:
    """Medians over all rounds, and the spread of the ratio: its 10th and 90th percentiles. The
    ratio is the peer's time over Fovea's: above 1, Fovea is faster."""

    ratio_median: float
    ratio_low: float
    ratio_high: float
    fovea_ms: float
    peer_ms: float


def summarize(fovea: list[list[int]], peer: list[list[int]]) -> Summary:
    """From the nanoseconds of each inference of each round."""
    fovea_ns = np.array([np.median(times) for times in fovea])
    peer_ns = np.array([np.median(times) for times in peer])
    low, median, high = np.percentile(peer_ns / fovea_ns, [10, 50, 90])
    return Summary(
        ratio_median=float(median),
        ratio_low=float(low),
        ratio_high=float(high),
        fovea_ms=float(np.median(fovea_ns)) / 1e6,
        peer_ms=float(np.median(peer_ns)) / 1e6,
    )


def alternate(fovea: Worker, peer: Worker, rounds: int, seconds: float) -> Summary:
    """Runs both in turn for `seconds` each, once to warm up and `rounds` times to measure."""
    times = [(fovea.run_for(seconds), peer.run_for(seconds)) for _ in range(rounds + 1)]
    return summarize(*map(list, zip(*times[1:])))


def relative_error(actual: np.ndarray, expected: np.ndarray) -> float:
    """||actual - expected|| / ||expected||; infinite if shapes differ or a value is not finite."""
    if actual.shape != expected.shape or not np.isfinite(actual).all():
        return float("inf")
    difference = actual.astype(np.float64) - expected.astype(np.float64)
    norm = float(np.linalg.norm(expected.astype(np.float64)))
    if norm == 0:
        return float("inf") if difference.any() else 0.0
    return float(np.linalg.norm(difference)) / norm


def largest_error(actual: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """Of all outputs; infinite when one has more of them than the other."""
    if len(actual) != len(expected):
        return float("inf")
    return max(relative_error(a, b) for a, b in zip(actual, expected))


@dataclass(frozen=True)
class LoadSummary:
    """Medians over new processes: milliseconds of loading the model, of that and the first
    inference, and by how many MiB the peak of the process's memory grew in this."""

    load_ms: float
    start_ms: float
    memory_mib: float


def summarize_loads(loads: list[Loaded]) -> LoadSummary:
    return LoadSummary(
        load_ms=float(np.median([x.load_ns for x in loads])) / 1e6,
        start_ms=float(np.median([x.load_ns + x.first_ns for x in loads])) / 1e6,
        memory_mib=float(np.median([x.peak_kib - x.base_kib for x in loads])) / 1024,
    )


def measure_loads(fovea: Job, peer: Job, repeats: int) -> tuple[LoadSummary, LoadSummary]:
    """Loads each in turn, `repeats` times in a new process."""
    loads: tuple[list[Loaded], list[Loaded]] = ([], [])
    for _ in range(repeats):
        for job, results in zip((fovea, peer), loads):
            with Worker(job) as worker:
                results.append(worker.load())
    return summarize_loads(loads[0]), summarize_loads(loads[1])

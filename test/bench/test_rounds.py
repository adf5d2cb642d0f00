"""Statistics, and the processes of the engines."""

import math
import os
import tempfile
import unittest
from pathlib import Path

import numpy as np

import digits
from engines import EngineSpec
from rounds import (
    Worker,
    WorkerError,
    largest_error,
    relative_error,
    summarize,
    summarize_loads,
)
from worker import Job, Loaded, TensorSpec, read_peak_kib, run_for

CORE = max(os.sched_getaffinity(0))


class StatisticsTest(unittest.TestCase):
    def test_a_ratio_is_taken_in_each_round(self):
        # The machine slows down by ten for both, and once for one of them.
        fovea = [[1_000_000] * 3, [10_000_000], [1_000_000], [1_000_000, 2_000_000, 99_000_000]]
        peer = [[2_000_000], [20_000_000], [2_000_000], [2_000_000]]
        summary = summarize(fovea, peer)
        self.assertAlmostEqual(summary.ratio_median, 2)
        self.assertAlmostEqual(summary.ratio_low, 1.3)  # of 1, 2, 2, 2
        self.assertAlmostEqual(summary.ratio_high, 2)
        self.assertAlmostEqual(summary.fovea_ms, 1.5)
        self.assertAlmostEqual(summary.peer_ms, 2)

    def test_loads_are_medians(self):
        loads = [
            Loaded([], ns * 10**6, 10**6, 1024, 1024 + kib)
            for ns, kib in [(3, 2048), (100, 1024), (2, 99999)]
        ]
        summary = summarize_loads(loads)
        self.assertEqual((summary.load_ms, summary.start_ms, summary.memory_mib), (3, 4, 2))

    def test_relative_error(self):
        expected = np.array([3.0, 4.0], np.float32)
        self.assertEqual(relative_error(expected, expected), 0)
        self.assertAlmostEqual(relative_error(np.array([3.0, 4.5]), expected), 0.1)
        self.assertEqual(relative_error(np.array([np.nan, 4.0]), expected), math.inf)
        self.assertEqual(relative_error(expected[:1], expected), math.inf)
        self.assertEqual(relative_error(np.zeros(2), np.zeros(2)), 0)
        self.assertEqual(relative_error(np.ones(2), np.zeros(2)), math.inf)

    def test_the_largest_error_of_all_outputs(self):
        one = np.ones(1)
        self.assertAlmostEqual(largest_error([one, one * 1.5], [one, one]), 0.5)
        self.assertEqual(largest_error([one], [one, one]), math.inf)

    def test_peak_memory(self):
        self.assertEqual(read_peak_kib("VmPeak:\t 9 kB\nVmHWM:\t    123 kB\nVmRSS:\t 7 kB\n"), 123)


class CountingEngine:
    runs = 0

    def run(self) -> None:
        self.runs += 1


class RunForTest(unittest.TestCase):
    def test_the_first_of_several_does_not_count(self):
        engine = CountingEngine()
        times = run_for(engine, 0.001)
        self.assertGreater(engine.runs, 1)
        self.assertEqual(len(times), engine.runs - 1)

    def test_it_runs_at_least_once(self):
        engine = CountingEngine()
        self.assertEqual(len(run_for(engine, 0)), engine.runs)
        self.assertEqual(engine.runs, 1)


class WorkerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.compiled = digits.compile_digits(Path(folder.name))

    def make_job(self, engine: str, path: Path, name: str = digits.INPUT) -> Job:
        inputs = [TensorSpec(name, np.dtype(np.float32), digits.SHAPE)]
        return Job(EngineSpec(engine, path, 1, "f32"), inputs, [CORE])

    def test_engines_agree(self):
        with (
            Worker(self.make_job("fovea", self.compiled)) as fovea,
            Worker(self.make_job("onnxruntime", digits.ONNX)) as peer,
        ):
            ours, theirs = fovea.load(), peer.load()
            self.assertEqual(ours.outputs[0].shape, (1, 10))
            self.assertLess(largest_error(ours.outputs, theirs.outputs), 1e-5)
            for loaded in (ours, theirs):
                self.assertGreater(loaded.peak_kib, loaded.base_kib)
                self.assertGreater(min(loaded.load_ns, loaded.first_ns), 0)
            self.assertGreater(min(fovea.run_for(0.01) + peer.run_for(0.01)), 0)

    def test_it_is_pinned_and_stopped_between_calls(self):
        with Worker(self.make_job("onnxruntime", digits.ONNX)) as worker:
            worker.load()
            for _ in range(2):
                status = Path(f"/proc/{worker.pid}/status").read_text()
                self.assertRegex(status, r"State:\tT")
                self.assertEqual(os.sched_getaffinity(worker.pid), {CORE})
                worker.run_for(0)
        self.assertFalse(Path(f"/proc/{worker.pid}").exists())

    def test_errors_of_the_engine_come_through(self):
        for job, message in [
            (self.make_job("fovea", digits.ONNX), "fovea: OSError: .*digits.onnx"),
            (self.make_job("fovea", self.compiled, "x"), "fovea: capi.FoveaError: .*found 'x'"),
            (self.make_job("onnxruntime", self.compiled), "onnxruntime: .*InvalidProtobuf"),
        ]:
            with self.subTest(message), Worker(job) as worker:
                with self.assertRaisesRegex(WorkerError, message):
                    worker.load()

    def test_an_end_is_an_error(self):
        with Worker(self.make_job("fovea", self.compiled)) as worker:
            worker.load()
            os.kill(worker.pid, 9)
            with self.assertRaisesRegex(WorkerError, "fovea: its process ended with code -9"):
                worker.run_for(0)


if __name__ == "__main__":
    unittest.main()

"""The whole program, on a small model for a moment."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import digits
import main

CORE = min(os.sched_getaffinity(0))


class WholeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_bench(self, *arguments: str | Path) -> subprocess.CompletedProcess:
        return subprocess.run(
            [
                *[sys.executable, main.__file__],
                *["--foveac", digits.FOVEAC, "--cache", self.folder / "cache"],
                *["--peers=onnxruntime", "--threads=1", "--rounds=2", "--seconds=0.01"],
                *arguments,
            ],
            capture_output=True,
            text=True,
        )

    def test_everything(self):
        objects, table = self.folder / "digits.json", self.folder / "digits.md"
        process = self.run_bench(
            *[digits.ONNX, "--shape", digits.SHAPE_OPTION, "--json", objects, "--markdown", table],
            *["--memory", "--startup", "--compile-time", "--repeats=1"],
        )
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertRegex(process.stdout, r"^digits, f32, batch 1, 1 thread, onnxruntime: ratio \d")
        self.assertIn("outputs agree", process.stdout)
        [result] = json.loads(objects.read_text())
        self.assertEqual(result["model"], "digits")
        self.assertTrue(result["agrees"])
        self.assertLessEqual(result["ratio_low"], result["ratio_median"])
        self.assertLessEqual(result["ratio_median"], result["ratio_high"])
        for key in (
            "fovea_ms",
            "peer_ms",
            "peer_memory_mib",
            "fovea_start_ms",
            "fovea_compile_s",
            "peer_load_ms",
        ):
            self.assertGreater(result[key], 0, key)
        self.assertIn("- Command: `fovea-bench ", table.read_text())
        self.assertIn("| digits | f32 | 1 | 1 | onnxruntime |", table.read_text())

    def test_outputs_that_do_not_agree_are_a_failure(self):
        process = self.run_bench(digits.ONNX, "--shape", digits.SHAPE_OPTION, "--tolerance=1e-30")
        self.assertEqual(process.returncode, 1)
        self.assertIn("outputs DO NOT AGREE", process.stdout)

    def test_a_model_that_fails_does_not_stop_the_others(self):
        process = self.run_bench(
            self.folder / "none.onnx", digits.ONNX, "--shape", digits.SHAPE_OPTION
        )
        self.assertEqual(process.returncode, 1)
        self.assertRegex(process.stderr, "fovea-bench: error: .*none.onnx")
        self.assertIn("outputs agree", process.stdout)

    def test_another_precision(self):
        process = self.run_bench(
            digits.ONNX, "--shape", digits.SHAPE_OPTION, "--precision=bf16", "--compile-time"
        )
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertRegex(process.stdout, r"^digits, bf16, batch 1, 1 thread, onnxruntime \(f32\): ")
        self.assertIn("outputs agree", process.stdout)


if __name__ == "__main__":
    unittest.main()

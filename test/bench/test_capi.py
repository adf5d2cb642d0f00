"""The C interface by ctypes, on a compiled model."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnxruntime

import capi
import digits


class ContextTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.compiled = digits.compile_digits(Path(cls.folder.name))

    def make_context(self, threads: int = 1) -> capi.Context:
        context = capi.Context(self.compiled, threads)
        self.addCleanup(context.close)
        return context

    def test_describes_inputs_and_outputs(self):
        context = self.make_context()
        self.assertEqual({k: v.shape for k, v in context.inputs.items()}, {"image": (1, 1, 8, 8)})
        self.assertEqual({k: v.shape for k, v in context.outputs.items()}, {"logits": (1, 10)})
        self.assertEqual(context.outputs["logits"].dtype, np.float32)

    def test_computes_what_onnx_runtime_computes(self):
        session = onnxruntime.InferenceSession(digits.ONNX, providers=["CPUExecutionProvider"])
        generator = np.random.default_rng(1)
        for threads in (1, 2):
            context = self.make_context(threads)
            for _ in range(2):
                image = generator.standard_normal(digits.SHAPE, dtype=np.float32)
                context.set_input("image", image)
                context.run()
                [expected] = session.run(None, {"image": image})
                np.testing.assert_allclose(context.outputs["logits"], expected, 1e-4, 1e-4)

    def test_refuses_other_inputs(self):
        context = self.make_context()
        image = np.zeros(digits.SHAPE, np.float32)
        with self.assertRaisesRegex(capi.FoveaError, "expected an input among image, found 'x'"):
            context.set_input("x", image)
        with self.assertRaisesRegex(capi.FoveaError, r"expected float32 of shape \(1, 1, 8, 8\)"):
            context.set_input("image", image[0])
        with self.assertRaisesRegex(capi.FoveaError, "found float64"):
            context.set_input("image", image.astype(np.float64))

    def test_gives_the_messages_of_the_runtime(self):
        with self.assertRaisesRegex(capi.FoveaError, "threads"):
            self.make_context(threads=5000)

    def test_refuses_what_is_no_library(self):
        with self.assertRaises(OSError):
            capi.load_library(digits.ONNX)


if __name__ == "__main__":
    unittest.main()

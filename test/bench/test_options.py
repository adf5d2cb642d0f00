"""The command line."""

import contextlib
import io
import os
import unittest

import digits
from models import DEFAULT_MODELS
from options import parse_options

CORE = min(os.sched_getaffinity(0))


def parse(*arguments: str):
    """With one thread, so that it works on a machine with one core."""
    return parse_options([f"--foveac={digits.FOVEAC}", "--threads=1", *arguments])


class OptionsTest(unittest.TestCase):
    def assert_refused(self, message: str, *arguments: str):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit) as exit:
            parse(*arguments)
        self.assertEqual(exit.exception.code, 2)
        self.assertIn(message, errors.getvalue())

    def test_defaults(self):
        options = parse()
        self.assertEqual(options.models, DEFAULT_MODELS)
        self.assertEqual(options.batch, [1, 8])
        self.assertEqual(options.peers, ["onnxruntime", "openvino"])
        self.assertEqual(options.cores, sorted(os.sched_getaffinity(0)))
        self.assertEqual((options.precision, options.tolerance), ("f32", 1e-4))

    def test_lists(self):
        options = parse("--models=vit-s16,resnet50", "--batch=4", f"--cores={CORE}")
        self.assertEqual(options.models, ["vit-s16", "resnet50"])
        self.assertEqual(options.batch, [4])
        self.assertEqual(options.cores, [CORE])

    def test_files_replace_the_default_models(self):
        options = parse("a.onnx", "--shape=x=1x2", "--shape=y=3=4")
        self.assertEqual([str(path) for path in options.files], ["a.onnx"])
        self.assertEqual(options.models, [])
        self.assertEqual(options.shapes, {"x": [1, 2], "y=3": [4]})
        self.assertEqual(parse("a.onnx", "--models=resnet50").models, ["resnet50"])

    def test_bf16_has_a_tolerance_of_its_own(self):
        self.assertEqual(parse("--precision=bf16").tolerance, 3e-2)
        self.assertEqual(parse("--precision=bf16", "--tolerance=0.5").tolerance, 0.5)

    def test_refusals(self):
        self.assert_refused("found 'alexnet'", "--models=alexnet")
        self.assert_refused("onnxruntime, openvino, found 'tvm'", "--peers=tvm")
        self.assert_refused("at least 1 separated by commas, found '1,0'", "--batch=1,0")
        self.assert_refused("expected a positive integer, found '0'", "--rounds=0")
        self.assert_refused("expected a positive number, found 'inf'", "--seconds=inf")
        self.assert_refused("expected NAME=1x3x224x224, found '1x3'", "a.onnx", "--shape=1x3")
        self.assert_refused("--shape belongs to a MODEL.onnx", "--shape=x=1x3")
        self.assert_refused("--cores: expected cores among", "--cores=99999")
        self.assert_refused("found no file /none/foveac", "--foveac=/none/foveac")
        self.assert_refused("of which there are 1, found 2", f"--cores={CORE}", "--threads=2")


if __name__ == "__main__":
    unittest.main()

"""ONNX files on their way to the engines."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

import digits
from models import (
    BUILTIN_MODELS,
    DEFAULT_MODELS,
    Cache,
    ModelError,
    export_builtin,
    put_channels_first,
    read_file,
    set_shapes,
)
from worker import TensorSpec, draw_input


def make_value(name: str, shape: list, dtype: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, shape)


def make_graph(nodes: list[onnx.NodeProto], shape: list) -> onnx.GraphProto:
    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [2.0])
    inputs = [make_value("x", shape), make_value("w", [1])]
    return helper.make_graph(nodes, "g", inputs, [make_value("y", None)], [weight])


def get_shape(graph: onnx.GraphProto) -> list[int]:
    return [dim.dim_value for dim in graph.input[0].type.tensor_type.shape.dim]


class ShapesTest(unittest.TestCase):
    def make_graph(self, shape: list) -> onnx.GraphProto:
        return make_graph([helper.make_node("Mul", ["x", "w"], ["y"])], shape)

    def test_open_dimensions_are_set(self):
        graph = self.make_graph(["N", 3])
        self.assertTrue(set_shapes(graph, {"x": [2, 3]}))
        self.assertEqual(get_shape(graph), [2, 3])

    def test_fixed_dimensions_stay(self):
        graph = self.make_graph([4, 3])
        self.assertFalse(set_shapes(graph, {}))
        self.assertFalse(set_shapes(graph, {"x": [4, 3]}))
        self.assertEqual(get_shape(graph), [4, 3])

    def test_refusals(self):
        for shape, shapes, message in [
            ([4, 3], {"x": [5, 3]}, "expected 4 on axis 0, found 5"),
            ([4, 3], {"x": [4]}, "expected 2 sizes, found 1"),
            # A weight is no input.
            ([4, 3], {"w": [1]}, "expected an input among x, found 'w'"),
            (["N", 3], {}, "input 'x' has open dimensions"),
        ]:
            with self.subTest(message), self.assertRaisesRegex(ModelError, message):
                set_shapes(self.make_graph(shape), shapes)


class ChannelsFirstTest(unittest.TestCase):
    def make_graph(self, order: list[int]) -> onnx.GraphProto:
        transpose = helper.make_node("Transpose", ["x"], ["t"], perm=order)
        return make_graph([transpose, helper.make_node("Mul", ["t", "w"], ["y"])], [1, 5, 6, 3])

    def test_the_transpose_goes(self):
        graph = self.make_graph([0, 3, 1, 2])
        put_channels_first(graph)
        self.assertEqual(get_shape(graph), [1, 3, 5, 6])
        self.assertEqual([list(node.input) for node in graph.node], [["x", "w"]])

    def test_another_order_is_refused(self):
        with self.assertRaisesRegex(ModelError, "expected a Transpose to NCHW after 'x'"):
            put_channels_first(self.make_graph([0, 2, 3, 1]))


class FilesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cache = Cache(self.folder / "cache")

    def test_the_cache_makes_a_file_once(self):
        made = []

        def make(path: Path) -> None:
            made.append(path)
            path.write_text("text")

        first = self.cache.get("a.onnx", ["1"], make)
        self.assertEqual(self.cache.get("a.onnx", ["1"], make), first)
        self.assertNotEqual(self.cache.get("a.onnx", ["2"], make), first)
        self.assertEqual((first.read_text(), first.suffix, len(made)), ("text", ".onnx", 2))

    def test_the_cache_keeps_nothing_of_a_failure(self):
        def make(path: Path) -> None:
            path.write_text("half")
            raise ModelError("broken")

        with self.assertRaises(ModelError):
            self.cache.get("a.onnx", [], make)
        self.assertEqual(list((self.folder / "cache").iterdir()), [])

    def test_a_file_whose_shapes_are_set_is_a_copy(self):
        model = read_file(self.cache, digits.ONNX, {digits.INPUT: [2, 1, 8, 8]})
        self.assertEqual((model.name, model.batch), ("digits", 2))
        self.assertEqual(
            model.inputs, [TensorSpec(digits.INPUT, np.dtype(np.float32), (2, 1, 8, 8))]
        )
        self.assertNotEqual(model.onnx, digits.ONNX)
        self.assertEqual(read_file(self.cache, model.onnx, {}).onnx, model.onnx)

    def test_what_cannot_be_read_is_named(self):
        for path in (self.folder / "none.onnx", Path(__file__)):
            with self.assertRaisesRegex(ModelError, path.name):
                read_file(self.cache, path, {})

    def test_a_builtin_model_is_exported(self):
        for name, batch, size in [("mobilenet-v2", 3, 224), ("efficientnet-x-b1", 1, 240)]:
            with self.subTest(name):
                model = export_builtin(self.cache, digits.FOVEAC, name, batch)
                shapes = [tensor.shape for tensor in model.inputs]
                self.assertEqual(shapes, [(batch, 3, size, size)])
                onnx.checker.check_model(model.onnx, full_check=True)

    def test_all_builtin_models_are_known_to_the_compiler(self):
        result = subprocess.run(
            [digits.FOVEAC, "--list-models"], capture_output=True, text=True, check=True
        )
        variants = dict(re.findall(r"^(\S+): .*\n  variants: (.*)$", result.stdout, re.MULTILINE))
        for name, (definition, variant) in BUILTIN_MODELS.items():
            self.assertIn(variant, variants[definition].split(", "), name)
        self.assertLessEqual(set(DEFAULT_MODELS), set(BUILTIN_MODELS))

    def test_the_message_of_the_compiler_is_passed_on(self):
        with self.assertRaisesRegex(ModelError, "batch"):
            export_builtin(self.cache, digits.FOVEAC, "resnet50", 0)
        with self.assertRaisesRegex(ModelError, "none: No such file"):
            export_builtin(self.cache, self.folder / "none", "resnet50", 1)


class InputsTest(unittest.TestCase):
    def draw(self, dtype: type) -> np.ndarray:
        return draw_input(TensorSpec("x", np.dtype(dtype), (40, 50)), np.random.default_rng(0))

    def test_values_suit_the_type(self):
        for dtype in (np.float16, np.float32, np.float64):
            values = self.draw(dtype)
            self.assertEqual((values.dtype, values.shape), (dtype, (40, 50)))
            self.assertAlmostEqual(float(values.std()), 1, delta=0.1)
        self.assertGreater(self.draw(np.uint8).max(), 200)
        self.assertEqual(set(self.draw(np.int64).flat), {0, 1})
        self.assertEqual(set(self.draw(np.bool_).flat), {False, True})

    def test_they_are_the_same_each_time(self):
        np.testing.assert_array_equal(self.draw(np.float32), self.draw(np.float32))


if __name__ == "__main__":
    unittest.main()

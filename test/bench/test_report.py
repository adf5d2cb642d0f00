"""Tables, JSON and the description of the machine."""

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from machine import parse_cpu_name
from report import (
    Header,
    Result,
    describe,
    format_json,
    format_markdown,
    format_number,
    write_reports,
)

HEADER = Header("2026-01-02", "a CPU", "some versions", "fovea-bench --rounds 3")
RESULT = Result(
    model="resnet50",
    precision="f32",
    batch=1,
    threads=2,
    peer="onnxruntime",
    peer_precision="f32",
    ratio_median=1.25,
    ratio_low=1.2,
    ratio_high=1.3456,
    fovea_ms=33.61,
    peer_ms=42.0,
    error=3.2e-7,
    tolerance=1e-4,
    agrees=True,
)


class ReportTest(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        values = (0.034567, 0.5, 1.0, 9.876, 33.61, 456.7, 2461.4, 0.0)
        texts = ["0.0346", "0.500", "1.00", "9.88", "33.6", "457", "2461", "0.00"]
        self.assertEqual(list(map(format_number, values)), texts)

    def test_markdown(self):
        lines = format_markdown(HEADER, [RESULT]).splitlines()
        self.assertEqual(
            lines[:5],
            [
                "- 2026-01-02",
                "- CPU: a CPU",
                "- Versions: some versions",
                "- Command: `fovea-bench --rounds 3`",
                "",
            ],
        )
        self.assertEqual(
            lines[-1],
            "| resnet50 | f32 | 1 | 2 | onnxruntime | 33.6 | 42.0 | 1.25 (1.20 to 1.35) "
            "| 3.2e-07 < 1e-04 |",
        )
        self.assertEqual(len({line.count("|") for line in lines[5:]}), 1)

    def test_markdown_has_the_columns_that_were_measured(self):
        result = replace(RESULT, fovea_start_ms=1.5, peer_start_ms=80.0)
        lines = format_markdown(HEADER, [result]).splitlines()
        self.assertTrue(lines[5].endswith("| Fovea start ms | peer start ms |"))
        self.assertTrue(lines[-1].endswith("| 1.50 | 80.0 |"))

    def test_json_has_what_was_measured(self):
        [got] = json.loads(format_json([replace(RESULT, peer_memory_mib=12.0)]))
        expected = {k: v for k, v in vars(RESULT).items() if v is not None}
        self.assertEqual(got, expected | {"peer_memory_mib": 12.0})

    def test_a_line_says_that_outputs_do_not_agree(self):
        self.assertIn("outputs agree (3.2e-07 < 1e-04)", describe(RESULT))
        wrong = replace(RESULT, error=0.5, agrees=False)
        self.assertIn("outputs DO NOT AGREE (5.0e-01 not < 1e-04)", describe(wrong))

    def test_a_peer_without_the_precision_is_named_with_its_own(self):
        result = replace(RESULT, precision="bf16")
        self.assertIn("| bf16 | 1 | 2 | onnxruntime (f32) |", format_markdown(HEADER, [result]))

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            markdown, objects = Path(folder) / "a.md", Path(folder) / "a.json"
            write_reports(HEADER, [RESULT], markdown, objects)
            self.assertEqual(markdown.read_text(), format_markdown(HEADER, [RESULT]))
            self.assertEqual(objects.read_text(), format_json([RESULT]))

    def test_cpu_name(self):
        self.assertEqual(parse_cpu_name("processor\t: 0\nmodel name\t: A CPU\nflags\t: x"), "A CPU")
        self.assertEqual(parse_cpu_name("processor\t: 0\n"), "unknown CPU")


if __name__ == "__main__":
    unittest.main()

"""Writes ONNX's node tests as folders that fovea-conformance takes.

The onnx package of PyPI has the cases as code. Their models are written for an
operator set that the importer knows: cases of operators that have changed after
that one are left out, as are those of operators that have not changed since the
suite that Debian packages.
"""

import argparse
import pathlib
import shutil
import sys

import onnx
from onnx import numpy_helper
from onnx.backend.test.case import node as node_cases

DEBIAN_OPSET = 17


def visit_nodes(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from visit_nodes(attribute.g)


def move_to_opset(model, last):
    """Lower the operator set to `last`; false if that changes the meaning."""
    opset = next((o for o in model.opset_import if o.domain == ""), None)
    if not opset:
        return False
    versions = [
        onnx.defs.get_schema(node.op_type, opset.version).since_version
        for node in visit_nodes(model.graph)
        if node.domain == ""
    ]
    opset.version = min(opset.version, last)
    return versions and DEBIAN_OPSET < max(versions) <= last


def to_proto(value):
    if isinstance(value, onnx.TensorProto):
        return value
    if isinstance(value, list):
        return numpy_helper.from_list(value)
    return numpy_helper.from_optional(value) if value is None else (
        numpy_helper.from_array(value)
    )


def write_case(case, folder):
    folder.mkdir(parents=True)
    onnx.save(case.model, folder / "model.onnx")
    for i, data in enumerate(case.data_sets):
        data_folder = folder / f"test_data_set_{i}"
        data_folder.mkdir()
        for kind, values in zip(("input", "output"), data):
            for j, value in enumerate(values):
                file = data_folder / f"{kind}_{j}.pb"
                file.write_bytes(to_proto(value).SerializeToString())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--last-opset", type=int, required=True)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.output, ignore_errors=True)
    count = 0
    for case in node_cases.collect_testcases():
        if move_to_opset(case.model, arguments.last_opset):
            write_case(case, arguments.output / case.name)
            count += 1
    print(f"{count} cases")
    return 0 if count > 0 else 1


if __name__ == "__main__":
    sys.exit(main())

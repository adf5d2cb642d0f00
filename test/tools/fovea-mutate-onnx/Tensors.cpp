//===- Tensors.cpp - Tensors that lie about their data --------------------===//

#include "Generator.h"

#include <limits>

using namespace fovea;
using onnx::ModelProto;
using onnx::TensorProto;

/// Change the weight of the good model.
static void change(Generator &generator, const std::string &name,
                   const std::function<void(TensorProto &)> &edit,
                   const std::string &expected) {
  generator.changeModel(
      name,
      [&](ModelProto &model) {
        edit(*model.mutable_graph()->mutable_initializer(0));
      },
      expected);
}

static void generateSizes(Generator &generator) {
  auto setSizes = [&](const std::string &name, int64_t first, int64_t second,
                      const std::string &expected) {
    change(
        generator, "tensor-of-" + name,
        [&](TensorProto &tensor) {
          tensor.set_dims(0, first);
          tensor.set_dims(1, second);
        },
        expected);
  };
  int64_t max = std::numeric_limits<int64_t>::max();
  setSizes("negative-size", -2, -3, "size -2 of a dimension is negative");
  setSizes("more-elements", 3, 3, "has 6 elements, but");
  setSizes("fewer-elements", 1, 3, "has 6 elements, but");
  setSizes("no-elements", 0, 3, "has 6 elements, but");
  setSizes("huge-size", max, 1, "is too large");
  setSizes("overflowing-size", int64_t(1) << 32, int64_t(1) << 32,
           "is too large");
  // 2^65 + 6 elements, which are six in 64-bit arithmetic.
  setSizes("size-that-wraps-around", max - 1, max - 2, "is too large");
  setSizes("huge-but-no-elements", max, 0, "is too large");
  change(
      generator, "tensor-of-other-rank",
      [](TensorProto &tensor) { tensor.clear_dims(); }, "has 6 elements, but");
  change(
      generator, "tensor-of-huge-rank",
      [](TensorProto &tensor) {
        for (int i = 0; i < 5000; ++i)
          tensor.add_dims(2);
      },
      "too");
}

static void generateElementTypes(Generator &generator) {
  auto setType = [&](const std::string &name, int type,
                     const std::string &expected) {
    change(
        generator, "tensor-of-" + name,
        [&](TensorProto &tensor) { tensor.set_data_type(type); }, expected);
  };
  setType("undefined-type", TensorProto::UNDEFINED, "element type undefined");
  setType("unknown-type", 99, "element type #99");
  setType("negative-type", -1, "element type #-1");
  setType("strings", TensorProto::STRING, "element type string");
  setType("complex-numbers", TensorProto::COMPLEX128,
          "element type complex128");
  setType("other-type-than-its-data", TensorProto::INT64, "has no data");
  change(
      generator, "tensor-without-type",
      [](TensorProto &tensor) { tensor.clear_data_type(); },
      "element type undefined");
}

static void generateData(Generator &generator) {
  auto setRaw = [&](const std::string &name, size_t size,
                    const std::string &expected) {
    change(
        generator, "raw-data-" + name,
        [&](TensorProto &tensor) {
          tensor.clear_float_data();
          tensor.set_raw_data(std::string(size, '\0'));
        },
        expected);
  };
  setRaw("empty", 0, "has 0 bytes of data");
  setRaw("short-by-a-byte", 23, "has 23 bytes of data");
  setRaw("short-by-an-element", 20, "has 20 bytes of data");
  setRaw("long-by-a-byte", 25, "has 25 bytes of data");
  change(
      generator, "data-missing",
      [](TensorProto &tensor) { tensor.clear_float_data(); }, "has no data");
  change(
      generator, "data-short",
      [](TensorProto &tensor) { tensor.mutable_float_data()->RemoveLast(); },
      "has 5 elements, but");
  change(
      generator, "data-long",
      [](TensorProto &tensor) { tensor.add_float_data(7); },
      "has 7 elements, but");
  change(
      generator, "data-twice",
      [](TensorProto &tensor) { tensor.set_raw_data(std::string(24, '\0')); },
      "has its data twice");
}

static void generateExternalData(Generator &generator) {
  generator.writeFile("weights.bin", std::string(100, '\0'));
  std::filesystem::create_directories(generator.getFolder() / "folder");
  auto external = [&](const std::string &name, const std::string &location,
                      const std::string &offset, const std::string &length,
                      const std::string &expected) {
    change(
        generator, "external-data-" + name,
        [&](TensorProto &tensor) {
          tensor.clear_float_data();
          tensor.set_data_location(TensorProto::EXTERNAL);
          auto add = [&](const std::string &key, const std::string &value) {
            if (value.empty())
              return;
            onnx::StringStringEntryProto &entry = *tensor.add_external_data();
            entry.set_key(key);
            entry.set_value(value);
          };
          add("location", location);
          add("offset", offset);
          add("length", length);
        },
        expected);
  };
  external("missing-file", "none.bin", "", "",
           "cannot read external data file");
  external("without-location", "", "0", "24", "not a path inside");
  external("absolute-path", "/etc/passwd", "", "", "not a path inside");
  external("in-parent-folder", "../weights.bin", "", "", "not a path inside");
  external("in-hidden-parent-folder", "folder/../../weights.bin", "", "",
           "not a path inside");
  external("with-zero-in-path", std::string("weights.bin\0x", 13), "", "",
           "not a path inside");
  external("that-is-a-folder", "folder", "", "",
           "cannot read external data file");
  external("beyond-end", "weights.bin", "96", "24", "at offset 96");
  external("far-beyond-end", "weights.bin", "18446744073709551615", "24",
           "at offset 18446744073709551615");
  external("negative-offset", "weights.bin", "-24", "24",
           "offset '-24' is not a number");
  external("offset-too-large", "weights.bin", "18446744073709551616", "24",
           "is not a number");
  external("offset-that-is-no-number", "weights.bin", "0x10", "24",
           "offset '0x10' is not a number");
  external("short-length", "weights.bin", "0", "20",
           "has 20 bytes of external data");
  external("long-length", "weights.bin", "0", "100",
           "has 100 bytes of external data");
  external("negative-length", "weights.bin", "0", "-1",
           "length '-1' is not a number");
}

void fovea::generateTensors(Generator &generator) {
  generator.good("tensor", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2,3] x) => (float[2,3] y) <float[2,3] w = {1, 2, 3, 4, 5, 6}> {
      y = Add (x, w)
    })");
  generateSizes(generator);
  generateElementTypes(generator);
  generateData(generator);
  generateExternalData(generator);
}

//===- ImportONNXTest.cpp -------------------------------------------------===//
//
// Tensors, files and damage: what models in text format cannot say. Operators
// and graphs are tested in test/Import.
//
//===----------------------------------------------------------------------===//

#include "fovea/Import/ONNX/ONNXImport.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <onnx/onnx_pb.h>

#include <random>

using namespace mlir;
using namespace fovea;
using onnx::TensorProto;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

void setTensorType(onnx::ValueInfoProto &info, StringRef name,
                   ArrayRef<int64_t> shape) {
  info.set_name(name.str());
  auto &type = *info.mutable_type()->mutable_tensor_type();
  type.set_elem_type(TensorProto::FLOAT);
  type.mutable_shape();
  for (int64_t size : shape)
    type.mutable_shape()->add_dim()->set_dim_value(size);
}

/// y = x + w, with x and y of shape [2, 3], and w still without data.
onnx::ModelProto makeAddModel() {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  onnx::GraphProto &graph = *model.mutable_graph();
  graph.set_name("add");
  setTensorType(*graph.add_input(), "x", {2, 3});
  setTensorType(*graph.add_output(), "y", {2, 3});
  onnx::NodeProto &node = *graph.add_node();
  node.set_op_type("Add");
  node.add_input("x");
  node.add_input("w");
  node.add_output("y");
  TensorProto &weight = *graph.add_initializer();
  weight.set_name("w");
  weight.set_data_type(TensorProto::FLOAT);
  weight.add_dims(2);
  weight.add_dims(3);
  return model;
}

TensorProto &getWeight(onnx::ModelProto &model) {
  return *model.mutable_graph()->mutable_initializer(0);
}

std::string toBytes(ArrayRef<float> values) {
  return std::string(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(float));
}

void setEntry(TensorProto &tensor, StringRef key, StringRef value) {
  onnx::StringStringEntryProto &entry = *tensor.add_external_data();
  entry.set_key(key.str());
  entry.set_value(value.str());
}

class ImportONNXTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("import", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string getPath(StringRef name) {
    SmallString<128> path = folder;
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  FailureOr<OwningOpRef<ModuleOp>> import(const std::string &bytes) {
    return importONNX(llvm::MemoryBufferRef(bytes, getPath("model.onnx")),
                      options, &context);
  }
  FailureOr<OwningOpRef<ModuleOp>> import(const onnx::ModelProto &model) {
    return import(model.SerializeAsString());
  }

  /// The elements of the only weight of the imported model.
  std::vector<float> importWeight(const onnx::ModelProto &model) {
    auto module = import(model);
    EXPECT_TRUE(succeeded(module)) << diagnostics.take();
    std::vector<float> values;
    if (failed(module))
      return values;
    (*module)->walk([&](WeightOp op) {
      auto tensor = HostTensor::fromAttribute(*op.getValue());
      for (int64_t i : llvm::seq(tensor->getNumElements()))
        values.push_back(tensor->getFloat(i));
    });
    return values;
  }

  /// The message of an import that must fail.
  std::string importError(const onnx::ModelProto &model) {
    EXPECT_TRUE(failed(import(model)));
    return diagnostics.take();
  }

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
  ImportOptions options;
  SmallString<128> folder;
};

} // namespace

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

TEST_F(ImportONNXTest, ReadsRawAndTypedData) {
  onnx::ModelProto model = makeAddModel();
  getWeight(model).set_raw_data(toBytes({1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(importWeight(model), ElementsAre(1, 2, 3, 4, 5, 6));

  getWeight(model).clear_raw_data();
  for (float value : {6, 5, 4, 3, 2, 1})
    getWeight(model).add_float_data(value);
  EXPECT_THAT(importWeight(model), ElementsAre(6, 5, 4, 3, 2, 1));
}

TEST_F(ImportONNXTest, MovesLargeData) {
  onnx::ModelProto model = makeAddModel();
  std::vector<float> values(6000);
  for (auto [i, value] : llvm::enumerate(values))
    value = i;
  TensorProto &weight = getWeight(model);
  weight.set_dims(0, 2000);
  weight.set_raw_data(toBytes(values));
  onnx::GraphProto &graph = *model.mutable_graph();
  graph.mutable_output(0)->clear_type();
  graph.mutable_input(0)->clear_type();
  setTensorType(*graph.mutable_input(0), "x", {3});
  EXPECT_EQ(importWeight(model), values);
}

TEST_F(ImportONNXTest, RefusesDataThatDoNotFit) {
  onnx::ModelProto model = makeAddModel();
  EXPECT_THAT(importError(model),
              HasSubstr("initializer 'w' has no data, but 'tensor<2x3xf32>' "
                        "needs 6 elements"));
  getWeight(model).add_float_data(1);
  EXPECT_THAT(importError(model), HasSubstr("initializer 'w' has 1 elements"));
  getWeight(model).clear_float_data();
  getWeight(model).set_raw_data(toBytes({1, 2, 3, 4, 5}));
  EXPECT_THAT(importError(model),
              HasSubstr("initializer 'w' has 20 bytes of data, but "
                        "'tensor<2x3xf32>' needs 24"));
  getWeight(model).set_dims(0, -2);
  EXPECT_THAT(importError(model), HasSubstr("size -2 of a dimension is "
                                            "negative"));
  getWeight(model).set_dims(0, int64_t(1) << 39);
  getWeight(model).set_dims(1, int64_t(1) << 39);
  EXPECT_THAT(importError(model), HasSubstr("is too large"));
  getWeight(model).set_data_type(17);
  EXPECT_THAT(importError(model),
              HasSubstr("initializer 'w' has element type float8e4m3fn, which "
                        "is not supported"));
  getWeight(model).set_data_type(12345);
  EXPECT_THAT(importError(model), HasSubstr("element type #12345"));
}

TEST_F(ImportONNXTest, TakesInitializersThatAreInputs) {
  onnx::ModelProto model = makeAddModel();
  getWeight(model).set_raw_data(toBytes({1, 2, 3, 4, 5, 6}));
  setTensorType(*model.mutable_graph()->add_input(), "w", {2, 3});
  auto module = import(model);
  ASSERT_TRUE(succeeded(module)) << diagnostics.take();
  auto main = (*module)->lookupSymbol<func::FuncOp>(kEntryFunction);
  EXPECT_EQ(main.getNumArguments(), 1u);
}

//===----------------------------------------------------------------------===//
// External data
//===----------------------------------------------------------------------===//

TEST_F(ImportONNXTest, MapsExternalData) {
  llvm::cantFail(llvm::writeToOutput(getPath("weights.bin"), [&](auto &os) {
    os << "skip" << toBytes({1, 2, 3, 4, 5, 6});
    return llvm::Error::success();
  }));
  onnx::ModelProto model = makeAddModel();
  TensorProto &weight = getWeight(model);
  weight.set_data_location(TensorProto::EXTERNAL);
  setEntry(weight, "location", "weights.bin");
  setEntry(weight, "offset", "4");
  setEntry(weight, "length", "24");
  EXPECT_THAT(importWeight(model), ElementsAre(1, 2, 3, 4, 5, 6));

  weight.mutable_external_data(1)->set_value("5");
  EXPECT_THAT(importError(model),
              HasSubstr("initializer 'w' needs 24 bytes at offset 5 of "
                        "external data file 'weights.bin', which has 28"));
  weight.mutable_external_data(1)->set_value("18446744073709551615");
  EXPECT_THAT(importError(model), HasSubstr("needs 24 bytes at offset"));
  weight.mutable_external_data(1)->set_value("-1");
  EXPECT_THAT(importError(model),
              HasSubstr("external data offset '-1' is not a number"));
  weight.mutable_external_data(1)->set_value("4");
  weight.mutable_external_data(2)->set_value("20");
  EXPECT_THAT(importError(model), HasSubstr("20 bytes of external data"));
}

TEST_F(ImportONNXTest, KeepsExternalDataInFolder) {
  onnx::ModelProto model = makeAddModel();
  TensorProto &weight = getWeight(model);
  weight.set_data_location(TensorProto::EXTERNAL);
  setEntry(weight, "location", "");
  for (const char *location :
       {"", "/etc/passwd", "../weights.bin", "sub/../../weights.bin"}) {
    weight.mutable_external_data(0)->set_value(location);
    EXPECT_THAT(importError(model),
                HasSubstr("is not a path inside the model's folder"))
        << location;
  }
  weight.mutable_external_data(0)->set_value("missing.bin");
  EXPECT_THAT(importError(model), HasSubstr("No such file"));
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST_F(ImportONNXTest, RefusesOtherFiles) {
  EXPECT_TRUE(failed(importONNX(getPath("none.onnx"), options, &context)));
  EXPECT_THAT(diagnostics.take(), HasSubstr("No such file"));
  EXPECT_TRUE(failed(importONNX(folder.str(), options, &context)));
  EXPECT_THAT(diagnostics.take(), HasSubstr("s a directory"));
  EXPECT_TRUE(failed(import(std::string())));
  EXPECT_THAT(diagnostics.take(), HasSubstr("file is empty"));
  EXPECT_TRUE(failed(import(std::string("not a model at all"))));
  EXPECT_THAT(diagnostics.take(), HasSubstr("not an ONNX model"));
  EXPECT_TRUE(failed(import(onnx::ModelProto())));
  EXPECT_THAT(diagnostics.take(), HasSubstr("file is empty"));
}

/// Whatever is wrong with a file must be a message; what else happens is for
/// the sanitizers to see.
TEST_F(ImportONNXTest, SurvivesDamage) {
  onnx::ModelProto model = makeAddModel();
  getWeight(model).set_raw_data(toBytes({1, 2, 3, 4, 5, 6}));
  std::string good = model.SerializeAsString();
  auto check = [&](const std::string &bytes) {
    bool isRefused = failed(import(bytes));
    EXPECT_EQ(isRefused, !diagnostics.take().empty());
    return isRefused;
  };
  EXPECT_FALSE(check(good));
  int refused = 0;
  for (size_t size : llvm::seq(good.size()))
    refused += check(good.substr(0, size));
  EXPECT_GT(refused, int(good.size()) / 2);

  std::minstd_rand random(1);
  refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = good;
    for (unsigned changes = 1 + random() % 3; changes; --changes)
      bytes[random() % bytes.size()] = static_cast<char>(random() >> 8);
    refused += check(bytes);
  }
  EXPECT_GT(refused, 1000);
}

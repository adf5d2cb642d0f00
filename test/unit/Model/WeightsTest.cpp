//===- WeightsTest.cpp ----------------------------------------------------===//

#include "fovea/Model/Weights.h"

#include "fovea/Model/ModelBuilder.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <zlib.h>

using namespace mlir;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static void append(std::string &out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out.push_back(char(value >> (8 * i)));
}

static std::string getBytes(ArrayRef<float> values) {
  return std::string(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(float));
}

static std::string makeSafetensors(StringRef header, StringRef data) {
  std::string file;
  append(file, header.size(), 8);
  return file + header.str() + data.str();
}

static std::string makeNpy(StringRef header, StringRef data) {
  std::string file = "\x93NUMPY\x01";
  append(file, 0, 1);
  append(file, header.size(), 2);
  return file + header.str() + data.str();
}

static std::string deflateRaw(StringRef data) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, data.size()), '\0');
  stream.next_in = (Bytef *)data.data();
  stream.avail_in = data.size();
  stream.next_out = (Bytef *)out.data();
  stream.avail_out = out.size();
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct ZipEntry {
  std::string name, content;
  bool isDeflated = false;
};

static std::string makeZip(ArrayRef<ZipEntry> entries) {
  std::string file, directory;
  for (const ZipEntry &entry : entries) {
    std::string data =
        entry.isDeflated ? deflateRaw(entry.content) : entry.content;
    uint32_t crc =
        crc32(0, (const Bytef *)entry.content.data(), entry.content.size());
    auto appendCommon = [&](std::string &out) {
      append(out, entry.isDeflated ? 8 : 0, 2);
      append(out, 0, 4); // Time.
      append(out, crc, 4);
      append(out, data.size(), 4);
      append(out, entry.content.size(), 4);
      append(out, entry.name.size(), 2);
      append(out, 0, 2); // Extra field.
    };
    uint32_t offset = file.size();
    append(file, 0x04034b50, 4);
    append(file, 20, 2);
    append(file, 0, 2); // Flags.
    appendCommon(file);
    file += entry.name + data;

    append(directory, 0x02014b50, 4);
    append(directory, 20, 2);
    append(directory, 20, 2);
    append(directory, 0, 2); // Flags.
    appendCommon(directory);
    append(directory, 0, 10); // Comment, disk, attributes.
    append(directory, 0, 2);
    directory.resize(directory.size() - 2);
    append(directory, offset, 4);
    directory += entry.name;
  }
  uint32_t directoryOffset = file.size();
  file += directory;
  append(file, 0x06054b50, 4);
  append(file, 0, 4); // Disks.
  append(file, entries.size(), 2);
  append(file, entries.size(), 2);
  append(file, directory.size(), 4);
  append(file, directoryOffset, 4);
  append(file, 0, 2); // Comment.
  return file;
}

namespace {

class WeightsTest : public testing::Test {
protected:
  std::string writeFile(StringRef bytes) {
    SmallString<128> path;
    int descriptor;
    EXPECT_FALSE(
        llvm::sys::fs::createTemporaryFile("weights", "bin", descriptor, path));
    llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << bytes;
    removers.push_back(std::make_unique<llvm::FileRemover>(path));
    return path.str().str();
  }

  /// A model with the weights `a` [2, 3] and `b/c` [2], both f32.
  OwningOpRef<ModuleOp> buildModule() {
    ModelBuilder b(context, "two");
    Value a = b.weight("a", {2, 3}, WeightInit::normal(1.0));
    auto scope = b.scope("b");
    Value c = b.weight("c", {2}, WeightInit::uniform(0.5));
    b.output("a", a);
    b.output("c", c);
    auto module = b.finish();
    EXPECT_TRUE(succeeded(module));
    return std::move(*module);
  }

  /// The diagnostics of binding the weights in a file of these bytes.
  std::string bind(ModuleOp module, StringRef bytes) {
    bool bound = succeeded(bindWeights(module, {writeFile(bytes)}));
    std::string text = diagnostics.take();
    EXPECT_EQ(bound, text.empty());
    return text;
  }
  std::string bind(StringRef bytes) { return bind(*buildModule(), bytes); }

  std::vector<float> getValue(ModuleOp module, StringRef name) {
    std::vector<float> values;
    module.walk([&](WeightOp weight) {
      if (weight.getName() != name || !weight.getValue())
        return;
      auto tensor = HostTensor::fromAttribute(*weight.getValue());
      ASSERT_TRUE(succeeded(tensor));
      for (int64_t i = 0; i < tensor->getNumElements(); ++i)
        values.push_back(tensor->getFloat(i));
    });
    return values;
  }

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
  std::vector<std::unique_ptr<llvm::FileRemover>> removers;
};

const char *const kHeader =
    R"({"__metadata__": {"format": "pt"},
        "b/c": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]}})";
const std::string kData = getBytes({7, 8, 1, 2, 3, 4, 5, 6});

const char *const kHeaderA =
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
const char *const kHeaderC =
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

/// A good archive, in which one of the entries may be replaced.
std::string makeNpz(std::string a = makeNpy(kHeaderA,
                                            getBytes({1, 2, 3, 4, 5, 6})),
                    bool isDeflated = true) {
  return makeZip({{"a.npy", a, isDeflated},
                  {"b/c.npy", makeNpy(kHeaderC, getBytes({7, 8})), false}});
}

} // namespace

TEST_F(WeightsTest, Safetensors) {
  // Aligned, and not: both shall read the same.
  for (const char *padding : {"", " ", "   "}) {
    auto module = buildModule();
    EXPECT_EQ(
        bind(*module, makeSafetensors(kHeader + std::string(padding), kData)),
        "");
    EXPECT_THAT(getValue(*module, "a"), ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(getValue(*module, "b/c"), ElementsAre(7, 8));
  }
}

// A dimension of size 1 changes nothing.
TEST_F(WeightsTest, DimensionsOfSizeOne) {
  for (StringRef shape : {"[1, 2, 3]", "[2, 1, 3]", "[2, 3, 1, 1]"}) {
    std::string header = kHeader;
    header.replace(header.find("[2, 3]"), 6, shape.str());
    auto module = buildModule();
    EXPECT_EQ(bind(*module, makeSafetensors(header, kData)), "");
    EXPECT_THAT(getValue(*module, "a"), ElementsAre(1, 2, 3, 4, 5, 6));
  }
}

TEST_F(WeightsTest, SafetensorsErrors) {
  auto bindHeader = [&](StringRef header) {
    return bind(makeSafetensors(header, kData));
  };
  EXPECT_THAT(bind(""), HasSubstr("neither a safetensors file nor an .npz"));
  EXPECT_THAT(bind("hello, this is a text file\n"),
              HasSubstr("neither a safetensors file nor an .npz"));
  EXPECT_THAT(bind(makeSafetensors(kHeader, "").substr(0, 40)),
              HasSubstr("truncated: its header"));
  EXPECT_THAT(bind(makeSafetensors(kHeader, kData.substr(0, 31))),
              HasSubstr("weight 'a': damaged entry: its data lies outside of "
                        "the file, which has 31 bytes"));
  EXPECT_THAT(bindHeader("{\"a\": }"), HasSubstr("bad header"));
  EXPECT_THAT(bindHeader("{" + std::string(1 << 20, '[')),
              HasSubstr("too many levels"));
  EXPECT_THAT(bindHeader("{}"),
              HasSubstr("2 of 2 weights\nnote: weight 'a': missing\nnote: "
                        "weight 'b/c': missing\n"));
  EXPECT_THAT(bindHeader("{\"a\": 3}"),
              HasSubstr("weight 'a': damaged entry: expected an object"));
  auto bindA = [&](StringRef a) {
    return bindHeader(("{\"a\": {" + a + "}}").str());
  };
  EXPECT_THAT(bindA(R"("dtype": "F32", "shape": [2, 3])"),
              HasSubstr("expected dtype, shape and two data_offsets"));
  EXPECT_THAT(
      bindA(R"("dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24])"),
      HasSubstr("weight 'a': expected tensor<2x3xf32>, got tensor<3x2xf32>"));
  EXPECT_THAT(
      bindA(R"("dtype": "BF16", "shape": [2, 3], "data_offsets": [0, 12])"),
      HasSubstr("expected tensor<2x3xf32>, got tensor<2x3xbf16>"));
  EXPECT_THAT(
      bindA(R"("dtype": "F8", "shape": [2, 3], "data_offsets": [0, 6])"),
      HasSubstr("unsupported dtype 'F8'"));
  EXPECT_THAT(
      bindA(R"("dtype": "F32", "shape": [2, 3], "data_offsets": [0, 20])"),
      HasSubstr("expected 24 bytes of data, got 20"));
  EXPECT_THAT(
      bindA(R"("dtype": "F32", "shape": [2, -3], "data_offsets": [0, 24])"),
      HasSubstr("sizes of at least 0"));
  EXPECT_THAT(
      bindA(
          R"("dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0])"),
      HasSubstr("more elements than the file"));
  EXPECT_THAT(
      bindA(R"("dtype": "F32", "shape": [2, 3], "data_offsets": [24, 0])"),
      HasSubstr("outside of the file"));
}

TEST_F(WeightsTest, Npz) {
  for (bool isDeflated : {false, true}) {
    auto module = buildModule();
    EXPECT_EQ(
        bind(*module, makeNpz(makeNpy(kHeaderA, getBytes({1, 2, 3, 4, 5, 6})),
                              isDeflated)),
        "");
    EXPECT_THAT(getValue(*module, "a"), ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(getValue(*module, "b/c"), ElementsAre(7, 8));
  }
  // Column major, as numpy writes a transposed matrix.
  auto module = buildModule();
  EXPECT_EQ(
      bind(*module,
           makeNpz(makeNpy(
               "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
               getBytes({1, 4, 2, 5, 3, 6})))),
      "");
  EXPECT_THAT(getValue(*module, "a"), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(WeightsTest, NpzErrors) {
  std::string good = makeNpz();
  EXPECT_THAT(bind(good.substr(0, 20)), HasSubstr("damaged archive"));
  EXPECT_THAT(bind(good.substr(0, good.size() - 5)),
              HasSubstr("no end record, as if it were truncated"));
  // Without its first bytes nothing is where the directory says.
  EXPECT_THAT(bind("PK" + good.substr(30)), HasSubstr("damaged archive"));

  std::string badChecksum = good;
  badChecksum[good.find("b/c.npy") + 7 + 70] ^= 1;
  EXPECT_THAT(bind(badChecksum), HasSubstr("weight 'b/c': "));

  auto bindA = [&](StringRef header, StringRef data) {
    return bind(makeNpz(makeNpy(header, data)));
  };
  std::string data = getBytes({1, 2, 3, 4, 5, 6});
  EXPECT_THAT(bindA(kHeaderA, data.substr(1)),
              HasSubstr("expected 24 bytes of elements, got 23"));
  EXPECT_THAT(bindA(kHeaderC, data.substr(0, 8)),
              HasSubstr("expected tensor<2x3xf32>, got tensor<2xf32>"));
  EXPECT_THAT(
      bindA("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }",
            data),
      HasSubstr("unsupported dtype '>f4'"));
  EXPECT_THAT(bindA("{'descr': '<f4'}", data),
              HasSubstr("expected descr, fortran_order and shape"));
  EXPECT_THAT(
      bindA("{'descr': '<f4', 'fortran_order': False, 'shape': (2, x), }",
            data),
      HasSubstr("got 'x'"));
  EXPECT_THAT(bindA("{'descr': '<f4', 'fortran_order': False, "
                    "'shape': (9223372036854775807, 9223372036854775807), }",
                    data),
              HasSubstr("bytes of elements"));
  EXPECT_THAT(bind(makeNpz("not numpy, but long enough")),
              HasSubstr("does not begin with the magic string"));
}

// Each prefix of a good file is a bad file, and none crashes.
TEST_F(WeightsTest, TruncatedAnywhere) {
  std::string npz = makeNpz();
  for (size_t size = 0; size < npz.size(); ++size)
    EXPECT_NE(bind(npz.substr(0, size)), "") << size;
  std::string safetensors = makeSafetensors(kHeader, kData);
  for (size_t size = 0; size < safetensors.size(); ++size)
    EXPECT_NE(bind(safetensors.substr(0, size)), "") << size;
}

// A wrong byte anywhere is found, or changes nothing that was read.
TEST_F(WeightsTest, DamagedAnywhere) {
  std::string npz = makeNpz();
  for (size_t i = 0; i < npz.size(); ++i) {
    std::string damaged = npz;
    damaged[i] ^= 0x15;
    auto module = buildModule();
    if (!bind(*module, damaged).empty())
      continue;
    EXPECT_THAT(getValue(*module, "a"), ElementsAre(1, 2, 3, 4, 5, 6)) << i;
    EXPECT_THAT(getValue(*module, "b/c"), ElementsAre(7, 8)) << i;
  }
}

TEST_F(WeightsTest, ListsAtMostTenProblems) {
  ModelBuilder b(context, "many");
  for (int i = 0; i < 13; ++i)
    b.output(std::to_string(i),
             b.weight("w" + std::to_string(i), {1}, WeightInit::constant(0)));
  auto module = b.finish();
  ASSERT_TRUE(succeeded(module));
  std::string text = bind(**module, makeSafetensors("{}", ""));
  EXPECT_THAT(text, HasSubstr("13 of 13 weights"));
  EXPECT_THAT(text, HasSubstr("weight 'w9': missing\nnote: and 3 more\n"));
}

TEST_F(WeightsTest, MissingFile) {
  EXPECT_TRUE(failed(bindWeights(*buildModule(), {"/nowhere/x.npz"})));
  EXPECT_THAT(diagnostics.take(),
              HasSubstr("weight file '/nowhere/x.npz': No such file"));
}

//===----------------------------------------------------------------------===//
// Initialization
//===----------------------------------------------------------------------===//

namespace {

class DrawTest : public testing::Test {
protected:
  std::vector<double> draw(InitializerKind kind, double mean, double deviation,
                           int64_t size, StringRef name = "w",
                           uint64_t seed = 0) {
    context.loadDialect<FoveaDialect>();
    Builder b(&context);
    auto init = InitializerAttr::get(&context, kind, b.getF64FloatAttr(mean),
                                     b.getF64FloatAttr(deviation));
    HostTensor tensor = drawWeight(RankedTensorType::get(size, b.getF32Type()),
                                   name, init, seed);
    std::vector<double> values;
    for (int64_t i = 0; i < size; ++i)
      values.push_back(tensor.getFloat(i));
    return values;
  }

  /// Moment of order `order` about `center`.
  static double getMoment(ArrayRef<double> values, double center, int order) {
    double sum = 0;
    for (double value : values)
      sum += std::pow(value - center, order);
    return sum / values.size();
  }

  MLIRContext context;
};

} // namespace

// Each element depends on seed, name and index alone.
TEST_F(DrawTest, CounterBased) {
  auto values = draw(InitializerKind::normal, 0, 1, 100);
  auto more = draw(InitializerKind::normal, 0, 1, 200);
  more.resize(100);
  EXPECT_EQ(values, more);
  EXPECT_NE(values, draw(InitializerKind::normal, 0, 1, 100, "v"));
  EXPECT_NE(values, draw(InitializerKind::normal, 0, 1, 100, "w", 1));
}

TEST_F(DrawTest, Distributions) {
  constexpr int64_t size = 1 << 18;
  // Bounds of about five deviations of each estimate.
  auto normal = draw(InitializerKind::normal, 0.5, 2.0, size);
  EXPECT_NEAR(getMoment(normal, 0, 1), 0.5, 0.02);
  EXPECT_NEAR(getMoment(normal, 0.5, 2), 4.0, 0.06);
  EXPECT_NEAR(getMoment(normal, 0.5, 3), 0.0, 0.35);
  EXPECT_NEAR(getMoment(normal, 0.5, 4), 3 * 16.0, 1.6);
  EXPECT_NEAR(llvm::count_if(normal, [](double x) { return x > 4.5; }) /
                  double(size),
              0.0227501, 0.0015);

  // Truncated at two deviations: variance 1 - 4 phi(2) / (2 Phi(2) - 1).
  auto truncated = draw(InitializerKind::truncated_normal, 0, 1.0, size);
  EXPECT_NEAR(getMoment(truncated, 0, 1), 0, 0.01);
  EXPECT_NEAR(getMoment(truncated, 0, 2), 0.7737413, 0.01);
  EXPECT_LE(*llvm::max_element(truncated), 2.00001);
  EXPECT_GE(*llvm::min_element(truncated), -2.00001);
  EXPECT_GE(*llvm::max_element(truncated), 1.99);

  auto uniform = draw(InitializerKind::uniform, 1.0, 0.5, size);
  EXPECT_NEAR(getMoment(uniform, 0, 1), 1.0, 0.003);
  EXPECT_NEAR(getMoment(uniform, 1.0, 2), 0.25 / 3, 0.001);
  EXPECT_LT(*llvm::max_element(uniform), 1.5);
  EXPECT_GE(*llvm::min_element(uniform), 0.5);

  EXPECT_THAT(draw(InitializerKind::constant, 3.5, 0, 5), testing::Each(3.5));
}

// Neighbours, and the same index under other names, are independent.
TEST_F(DrawTest, NoCorrelation) {
  constexpr int64_t size = 1 << 16;
  auto first = draw(InitializerKind::normal, 0, 1, size, "a");
  auto second = draw(InitializerKind::normal, 0, 1, size, "b");
  double next = 0, other = 0;
  for (int64_t i = 0; i + 1 < size; ++i) {
    next += first[i] * first[i + 1];
    other += first[i] * second[i];
  }
  EXPECT_NEAR(next / size, 0, 0.02);
  EXPECT_NEAR(other / size, 0, 0.02);
}

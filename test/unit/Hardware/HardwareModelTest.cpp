//===- HardwareModelTest.cpp - Tests of hardware models -------------------===//

#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/DLTI/DLTI.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace fovea;
using testing::HasSubstr;

static std::string toYAML(const HardwareModel &model) {
  std::string text;
  raw_string_ostream os(text);
  writeHardwareModel(model, os);
  return text;
}

/// The error of parsing `text`; empty if there is none.
static std::string parseError(StringRef text) {
  auto model = parseHardwareModel(text, "machine.yaml");
  return model ? "" : toString(model.takeError());
}

static constexpr const char *kCPU = R"(name: small
device: cpu
vector: {bytes: 16, registers: 32}
peak: {f32: 10}
memory: {one_core: 5}
)";

/// Two cores with 10 GFLOP/s, 1 KiB of L1 each at 100 GB/s, and 16 KiB of L2
/// in common at 40 and 60 GB/s; memory at 5 and 8.
static HardwareModel getTwoCores() {
  HardwareModel model = cantFail(parseHardwareModel(kCPU, "kCPU"));
  model.cores = 2;
  model.peak.bf16 = 20;
  model.caches = {{1024, 64, 8, 1, Bandwidth{100, std::nullopt}},
                  {16384, 64, 8, 2, Bandwidth{40, 60}}};
  model.memory.allCores = 8;
  return model;
}

//===----------------------------------------------------------------------===//
// Descriptions
//===----------------------------------------------------------------------===//

TEST(HardwareDescriptions, AreReadBackAsWritten) {
  EXPECT_GE(getHardwareDescriptions().size(), 11u);
  for (const HardwareModel &model : getHardwareDescriptions()) {
    auto read = parseHardwareModel(toYAML(model), "copy.yaml");
    ASSERT_TRUE(bool(read)) << model.name << ": " << toString(read.takeError());
    EXPECT_EQ(*read, model) << toYAML(model);
    EXPECT_FALSE(model.source.empty()) << model.name;
  }
}

TEST(HardwareDescriptions, SurviveAsAttributes) {
  mlir::MLIRContext context;
  context.loadDialect<mlir::DLTIDialect>();
  for (const HardwareModel &model : getHardwareDescriptions()) {
    // There is code for CPUs only.
    if (model.device != DeviceKind::CPU)
      continue;
    mlir::OwningOpRef<mlir::ModuleOp> module(
        mlir::ModuleOp::create(mlir::UnknownLoc::get(&context)));
    setHardwareModel(*module, model);
    auto read = getHardwareModel(*module);
    ASSERT_TRUE(succeeded(read));
    EXPECT_EQ(*read, model) << toYAML(*read) << toYAML(model);
  }
}

TEST(HardwareDescriptions, AreFoundByName) {
  auto model = loadHardwareModel("v100");
  ASSERT_TRUE(bool(model));
  EXPECT_EQ(model->peak.f16, 125000);
  EXPECT_EQ(model->accelerator->processors, 80);
  auto unknown = loadHardwareModel("z80");
  EXPECT_THAT(toString(unknown.takeError()),
              HasSubstr("unknown hardware 'z80': expected the path of a .yaml "
                        "file, 'host', or one of a100, h100, "));
  auto absent = loadHardwareModel("./absent.yaml");
  EXPECT_THAT(toString(absent.takeError()),
              HasSubstr("'./absent.yaml': No such file"));
}

/// The name of the description of a target.
static std::string findByTarget(StringRef triple, StringRef cpu,
                                StringRef features = "") {
  InitializeAllTargetInfos();
  InitializeAllTargetMCs();
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(Triple(triple), message);
  if (!target)
    return message;
  std::unique_ptr<MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(Triple(triple), cpu, features));
  const HardwareModel *model = findHardwareDescription(*subtarget);
  return model ? model->name : "none";
}

TEST(HardwareDescriptions, AreFoundByTarget) {
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "x86-64"), "x86-64-v2");
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "x86-64-v3"), "x86-64-v3");
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "znver4"), "x86-64-v4");
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "znver4", "-avx512f"),
            "x86-64-v3");
  // One that has a description of its own.
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "cascadelake"), "skylake-sp");
  EXPECT_EQ(findByTarget("x86_64-linux-gnu", "icelake-server"), "icelake-sp");
  EXPECT_EQ(findByTarget("aarch64-linux-gnu", "neoverse-n1"), "neon");
  EXPECT_EQ(findByTarget("arm64-apple-macosx", "apple-m1"), "neon");
  EXPECT_EQ(findByTarget("riscv64-linux-gnu", "generic-rv64"), "none");
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST(HardwareYAML, NamesWhatIsWrong) {
  EXPECT_EQ(parseError(kCPU), "");
  std::string text = kCPU;
  EXPECT_EQ(parseError(""),
            "machine.yaml: expected the description of a machine, found "
            "nothing");
  EXPECT_THAT(parseError("name: ["), HasSubstr("machine.yaml:1: "));
  EXPECT_EQ(parseError(text + "colour: red\n"),
            "machine.yaml:6: unknown key 'colour'");
  EXPECT_THAT(parseError("name: a\ndevice: cpu\n"),
              HasSubstr("missing required key 'peak'"));
  EXPECT_THAT(parseError("name: a\ndevice: toaster\npeak: {f32: 1}\n"
                         "memory: {one_core: 1}\n"),
              HasSubstr("machine.yaml:2: unknown enumerated scalar"));
  EXPECT_THAT(parseError(text + "cores: many\n"),
              HasSubstr("machine.yaml:6: invalid number"));
}

TEST(HardwareYAML, RejectsImpossibleValues) {
  std::string text = kCPU;
  EXPECT_THAT(parseError(text + "cores: 0\n"),
              HasSubstr("expected 'cores' to be an integer from 1 to 65536, "
                        "found 0"));
  EXPECT_THAT(parseError(text + "caches: [{bytes: 4096}, {bytes: 1024}]\n"),
              HasSubstr("expected 'caches' from the smallest to the largest"));
  EXPECT_THAT(parseError(text + "caches: [{bytes: 4096, ways: -1}]\n"),
              HasSubstr("expected 'ways' to be an integer from 1 to 4096"));
  EXPECT_THAT(parseError(text + "accelerator: {processors: 1}\n"),
              HasSubstr("expected no 'accelerator'"));
  EXPECT_THAT(parseError("name: a\ndevice: cpu\npeak: {f32: nan}\n"
                         "memory: {one_core: 1}\n"),
              HasSubstr("expected 'f32' to be above 0"));
  EXPECT_THAT(parseError("name: a\ndevice: cpu\npeak: {f32: 1}\n"
                         "memory: {one_core: 1}\n"),
              HasSubstr("expected 'vector', which a CPU has"));
  EXPECT_THAT(parseError("name: a\ndevice: accelerator\npeak: {f32: 1}\n"
                         "memory: {one_core: 1}\n"),
              HasSubstr("expected 'accelerator', as the device is one"));
}

//===----------------------------------------------------------------------===//
// Roofline
//===----------------------------------------------------------------------===//

TEST(Roofline, ComputesAtThePeakOfTheCores) {
  HardwareModel model = getTwoCores();
  EXPECT_EQ(getPeakRate(model, ComputeType::F32), 10e9);
  EXPECT_EQ(getPeakRate(model, ComputeType::F32, 2), 20e9);
  // Threads beyond the cores add nothing.
  EXPECT_EQ(getPeakRate(model, ComputeType::F32, 7), 20e9);
  EXPECT_EQ(getPeakRate(model, ComputeType::BF16), 20e9);
  // What has no multiply-add of its own is computed in f32.
  EXPECT_EQ(getPeakRate(model, ComputeType::I8), 10e9);
}

TEST(Roofline, ReadsFromTheNearestCacheThatHoldsAll) {
  HardwareModel model = getTwoCores();
  EXPECT_EQ(getReadBandwidth(model, 1024), 100e9);
  EXPECT_EQ(getReadBandwidth(model, 1025), 40e9);
  EXPECT_EQ(getReadBandwidth(model, 16385), 5e9);
  // Two cores have two caches of their own, and one in common.
  EXPECT_EQ(getReadBandwidth(model, 2048, 2), 200e9);
  EXPECT_EQ(getReadBandwidth(model, 2049, 2), 60e9);
  EXPECT_EQ(getReadBandwidth(model, 1e6, 2), 8e9);
}

TEST(Roofline, IsTheSlowerOfComputingAndReading) {
  HardwareModel model = getTwoCores();
  EXPECT_DOUBLE_EQ(getRooflineSeconds(model, 1e6, 1000), 1e-4);
  EXPECT_DOUBLE_EQ(getRooflineSeconds(model, 1e6, 1e6), 2e-4);
  EXPECT_DOUBLE_EQ(getRooflineSeconds(model, 1e6, 1e6, 2), 1.25e-4);
}

//===- Generator.h - Writes malformed ONNX files ----------------*- C++ -*-===//

#ifndef FOVEA_TEST_TOOLS_FOVEAMUTATEONNX_GENERATOR_H
#define FOVEA_TEST_TOOLS_FOVEAMUTATEONNX_GENERATOR_H

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>

namespace fovea {

/// Writes good models, to `good/NAME.onnx`, and what a single change makes of
/// each, to `NAME.onnx`. That the good ones compile shows that the change is
/// what the others are refused for.
///
/// For each malformed file, `expected.txt` has a line with its name, a tab, and
/// a part of the message that it is to be refused with.
class Generator {
public:
  explicit Generator(const std::filesystem::path &folder);

  /// A good model in the text format of ONNX, which the calls below change.
  void good(const std::string &name, const std::string &text);
  /// The same of a serialized model; `replaceText` does not apply to it.
  void goodFile(const std::string &name, const std::string &bytes);

  /// Put `to` in the place of the only `from` in the text.
  void replaceText(const std::string &name, const std::string &from,
                   const std::string &to, const std::string &expected);

  void changeModel(const std::string &name,
                   const std::function<void(onnx::ModelProto &)> &change,
                   const std::string &expected);

  /// Change the serialized model.
  void changeBytes(const std::string &name,
                   const std::function<void(std::string &)> &change,
                   const std::string &expected);

  /// A file beside the models.
  void writeFile(const std::string &name, const std::string &bytes);

  const std::filesystem::path &getFolder() const { return folder; }
  size_t getNumMalformed() const { return names.size(); }

private:
  void writeMalformed(const std::string &name, const std::string &bytes,
                      const std::string &expected);

  std::filesystem::path folder;
  std::ofstream expectations;
  std::set<std::string> names;
  /// The last good model.
  std::string baseText;
  std::string baseBytes;
};

// One function for each theme, in the file of that name.
void generateFiles(Generator &generator, const std::string &modelPath);
void generateGraphs(Generator &generator);
void generateFunctions(Generator &generator);
void generateInterfaces(Generator &generator);
void generateTensors(Generator &generator);
void generateShapeOps(Generator &generator);
void generateVisionOps(Generator &generator);
void generateWindowOps(Generator &generator);
void generateMathOps(Generator &generator);

} // namespace fovea

#endif // FOVEA_TEST_TOOLS_FOVEAMUTATEONNX_GENERATOR_H

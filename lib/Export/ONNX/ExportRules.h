//===- ExportRules.h - How each op is written -------------------*- C++ -*-===//

#ifndef FOVEA_LIB_EXPORT_ONNX_EXPORTRULES_H
#define FOVEA_LIB_EXPORT_ONNX_EXPORTRULES_H

#include "GraphWriter.h"

#include <functional>

namespace fovea::onnx_export {

/// The rules, by the class of the op. A rule binds all results of the op, or
/// fails through `GraphWriter::unsupported`.
class ExportRules {
public:
  using Rule =
      std::function<llvm::LogicalResult(mlir::Operation *, GraphWriter &)>;

  template <typename OpTy>
  void add(llvm::LogicalResult (*rule)(OpTy, GraphWriter &)) {
    rules[mlir::TypeID::get<OpTy>()] = [rule](mlir::Operation *op,
                                              GraphWriter &writer) {
      return rule(llvm::cast<OpTy>(op), writer);
    };
  }

  /// The rule for `op`, or null.
  const Rule *find(mlir::Operation *op) const {
    auto it = rules.find(op->getName().getTypeID());
    return it == rules.end() ? nullptr : &it->second;
  }

private:
  llvm::DenseMap<mlir::TypeID, Rule> rules;
};

void populateContractionRules(ExportRules &rules);
void populateElementwiseRules(ExportRules &rules);
void populateIndexingRules(ExportRules &rules);
void populateNormalizationRules(ExportRules &rules);
void populateReductionRules(ExportRules &rules);
void populateShapeRules(ExportRules &rules);
void populateWindowRules(ExportRules &rules);

inline llvm::ArrayRef<int64_t> getShape(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
inline int64_t getRank(mlir::Value value) { return getShape(value).size(); }

} // namespace fovea::onnx_export

#endif // FOVEA_LIB_EXPORT_ONNX_EXPORTRULES_H

//===- Requests.h - Candidates to evaluate ----------------------*- C++ -*-===//

#ifndef FOVEA_TEST_UNIT_SEARCH_QUALITY_REQUESTS_H
#define FOVEA_TEST_UNIT_SEARCH_QUALITY_REQUESTS_H

#include "Models.h"
#include "fovea/Search/QualityEvaluator.h"

namespace fovea {

/// A request for a built-in model, with `settings` changed.
inline QualityRequest makeRequest(llvm::StringRef model,
                                  std::vector<std::string> settings = {}) {
  QualityRequest request;
  request.architecture =
      llvm::json::Object{{"width", "1.5"}, {"activation", "silu"}};
  request.config = R"({"variant": "b0", "resolution": 224})";
  request.configure =
      [settings,
       model = model.str()]() -> llvm::Expected<std::unique_ptr<ModelConfig>> {
    mlir::MLIRContext context;
    auto config = configureModel(*findModel(model), {"", settings}, context);
    if (failed(config))
      return llvm::createStringError("the settings of the test are wrong");
    return std::move(*config);
  };
  return request;
}

} // namespace fovea

#endif // FOVEA_TEST_UNIT_SEARCH_QUALITY_REQUESTS_H

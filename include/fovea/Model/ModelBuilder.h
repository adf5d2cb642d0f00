//===- ModelBuilder.h - Models as C++ functions -----------------*- C++ -*-===//
//
// The language in which the files of models/ are written: one call adds one
// layer, with its weights, to the function that is being built.
//
//   ModelBuilder b(context, "tiny");
//   Value x = b.input("image", {1, 32, 32, 3});
//   {
//     auto scope = b.scope("stem");
//     x = b.conv("conv", x, 16, {.kernel = 3, .stride = 2});
//     x = b.batchNorm("norm", x);
//     x = b.activation(ActivationKind::relu, x);
//   }
//   b.output("features", x);
//   FailureOr<OwningOpRef<ModuleOp>> module = b.finish();
//
// Weights are named by the scopes around them, "stem/conv/kernel" here, and so
// are the locations of the ops.
//
// A call that cannot be carried out (shapes that do not fit, a name that was
// used before) reports an error at the current scope. From then on all calls do
// nothing and return a null value, and `finish` fails: a model definition needs
// no error handling of its own. Sizes asked of a null value are 1.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_MODEL_MODELBUILDER_H
#define FOVEA_MODEL_MODELBUILDER_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <string>

namespace fovea {

/// The distribution that an untrained weight is drawn from.
struct WeightInit {
  InitializerKind kind = InitializerKind::constant;
  double mean = 0.0;
  double deviation = 0.0;

  static WeightInit constant(double value) {
    return {InitializerKind::constant, value, 0.0};
  }
  static WeightInit normal(double deviation) {
    return {InitializerKind::normal, 0.0, deviation};
  }
  static WeightInit truncatedNormal(double deviation) {
    return {InitializerKind::truncated_normal, 0.0, deviation};
  }
  /// In [-bound, bound).
  static WeightInit uniform(double bound) {
    return {InitializerKind::uniform, 0.0, bound};
  }
  /// Keeps the variance through ReLU layers (He et al., arXiv 1502.01852,
  /// equation 10); `fan` is the number of terms of a sum, forward or backward.
  static WeightInit heNormal(double fan);
  /// Glorot and Bengio (AISTATS 2010), equation 16.
  static WeightInit xavierUniform(double fanIn, double fanOut);
};

/// Padding of windows. With window k, dilation d, stride s, input size n:
enum class Padding {
  valid,     ///< None.
  symmetric, ///< d (k - 1) / 2, rounded down, on both sides.
  same       ///< So that the output has ceil(n / s) elements; of an odd total
             ///< the larger half is at the end (as TensorFlow does).
};

/// Square windows: `kernel`, `stride` and `dilation` hold for all spatial
/// dimensions.
struct ConvOptions {
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t groups = 1;
  Padding padding = Padding::symmetric;
  bool bias = false;
  /// He normal over the fan-out of a group if not given.
  std::optional<WeightInit> init = std::nullopt;
  llvm::StringRef kernelName = "kernel";
};

/// What a batch normalization calls its weights.
struct BatchNormNames {
  llvm::StringRef scale = "scale";
  llvm::StringRef offset = "offset";
  llvm::StringRef mean = "mean";
  llvm::StringRef variance = "variance";
};

struct PoolOptions {
  int64_t window = 2;
  int64_t stride = 2;
  Padding padding = Padding::valid;
};

struct LinearOptions {
  bool bias = true;
  /// Xavier uniform if not given.
  std::optional<WeightInit> init = std::nullopt;
  WeightInit biasInit = WeightInit::constant(0.0);
};

class ModelBuilder {
public:
  ModelBuilder(mlir::MLIRContext &context, llvm::StringRef modelName);

  //===--------------------------------------------------------------------===//
  // Names, errors, interface
  //===--------------------------------------------------------------------===//

  /// Prefixes names with `name/` as long as it lives.
  class Scope {
  public:
    Scope(Scope &&other) : builder(std::exchange(other.builder, nullptr)) {}
    Scope &operator=(Scope &&) = delete;
    ~Scope() {
      if (builder)
        builder->popScope();
    }

  private:
    friend class ModelBuilder;
    explicit Scope(ModelBuilder &builder) : builder(&builder) {}
    ModelBuilder *builder;
  };
  [[nodiscard]] Scope scope(const llvm::Twine &name);

  /// Report an error at the current scope, the first one only: later ones are
  /// likely to follow from it.
  void fail(const llvm::Twine &message);
  bool hasFailed() const { return failed; }

  /// An argument of the model, of type f32 unless `elementType` is given.
  /// Feature maps are `[batch, spatial..., channels]`.
  mlir::Value input(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                    mlir::Type elementType = {});
  /// A result of the model.
  void output(llvm::StringRef name, mlir::Value value);
  /// The module, verified, or failure after an error. The builder is spent.
  llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> finish();

  /// A parameter; its type is f32 unless `elementType` is given.
  mlir::Value weight(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                     WeightInit init, mlir::Type elementType = {});

  //===--------------------------------------------------------------------===//
  // Layers: with weights of their own, under `name`
  //===--------------------------------------------------------------------===//

  /// Weights `name/kernel` `[window..., channels / groups, outChannels]` and,
  /// if wanted, `name/bias`.
  mlir::Value conv(llvm::StringRef name, mlir::Value input, int64_t outChannels,
                   ConvOptions options = {});
  /// A convolution of each channel by itself.
  mlir::Value depthwiseConv(llvm::StringRef name, mlir::Value input,
                            ConvOptions options = {});
  /// By stored statistics: `name/{scale,offset,mean,variance}`.
  mlir::Value batchNorm(llvm::StringRef name, mlir::Value input,
                        double epsilon = 1e-5,
                        const BatchNormNames &names = {});
  /// Over the last dimension: `name/{scale,offset}`.
  mlir::Value layerNorm(llvm::StringRef name, mlir::Value input,
                        double epsilon = 1e-6);
  /// Affine map of the last dimension: `name/kernel` `[in, out]`, `name/bias`.
  mlir::Value linear(llvm::StringRef name, mlir::Value input,
                     int64_t outFeatures, LinearOptions options = {});
  /// Self-attention over `[batch, tokens, channels]`. `name/qkv` projects to
  /// query, key and value (in this order, each split into heads) at once,
  /// `name/out` projects back.
  mlir::Value multiHeadAttention(llvm::StringRef name, mlir::Value input,
                                 int64_t heads, LinearOptions options = {});

  //===--------------------------------------------------------------------===//
  // Ops without weights
  //===--------------------------------------------------------------------===//

  /// A tensor filled with a value.
  mlir::Value constant(llvm::ArrayRef<int64_t> shape, double value,
                       mlir::Type elementType = {});
  mlir::Value activation(ActivationKind kind, mlir::Value input,
                         std::optional<double> alpha = std::nullopt,
                         std::optional<double> beta = std::nullopt);
  mlir::Value binary(BinaryKind kind, mlir::Value lhs, mlir::Value rhs);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::add, lhs, rhs);
  }
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::mul, lhs, rhs);
  }
  mlir::Value matmul(mlir::Value lhs, mlir::Value rhs);
  /// `softmax(scale query keyᵀ) value` on `[batch, heads, tokens, depth]`.
  mlir::Value attention(mlir::Value query, mlir::Value key, mlir::Value value,
                        double scale);
  mlir::Value softmax(mlir::Value input, int64_t axis);
  /// Mean over the spatial dimensions, which stay as 1 with `keepDims`.
  mlir::Value globalAvgPool(mlir::Value input, bool keepDims = false);
  mlir::Value maxPool(mlir::Value input, PoolOptions options = {});
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value input, llvm::ArrayRef<int64_t> permutation);
  mlir::Value broadcast(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value concat(llvm::ArrayRef<mlir::Value> inputs, int64_t axis);
  /// Element `index` of dimension `axis`, which disappears.
  mlir::Value select(mlir::Value input, int64_t axis, int64_t index);
  llvm::SmallVector<mlir::Value> split(mlir::Value input, int64_t axis,
                                       int64_t parts);

  /// Any op of the dialect, by its class; results as they are inferred.
  template <typename OpTy>
  mlir::Operation *create(mlir::ValueRange operands,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                          mlir::TypeRange resultTypes = {}) {
    return createOp(OpTy::getOperationName(), operands, attributes,
                    resultTypes);
  }

  /// Shape of a value; sizes counted from the end when `dim` is negative.
  llvm::ArrayRef<int64_t> getShape(mlir::Value value) const;
  int64_t getSize(mlir::Value value, int64_t dim) const;
  int64_t getChannels(mlir::Value value) const { return getSize(value, -1); }

private:
  mlir::Operation *createOp(llvm::StringRef name, mlir::ValueRange operands,
                            llvm::ArrayRef<mlir::NamedAttribute> attributes,
                            mlir::TypeRange resultTypes);
  /// The only result of a created op, or a null value.
  static mlir::Value getOnlyResult(mlir::Operation *op);
  /// False, after an error if there was none yet, when one is null.
  bool isUsable(llvm::StringRef what, mlir::ValueRange values);
  /// False, after an error, when a value is not positive.
  bool isPositive(llvm::StringRef what, int64_t value);
  /// False, after an error, when a tensor of this shape cannot exist.
  bool isSaneShape(llvm::StringRef what, llvm::ArrayRef<int64_t> shape);
  /// False, after an error, when `value` is no `[batch, spatial..., channels]`.
  bool isFeatureMap(llvm::StringRef what, mlir::Value value);
  /// The `pads` attribute of a window that moves over `input`.
  llvm::SmallVector<int64_t> getPads(mlir::Value input, Padding padding,
                                     int64_t window, int64_t stride,
                                     int64_t dilation) const;
  void popScope();
  mlir::Location getLoc() const;
  mlir::NamedAttribute attr(llvm::StringRef name, mlir::Attribute value);
  mlir::NamedAttribute attr(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute attr(llvm::StringRef name,
                            llvm::ArrayRef<int64_t> values);

  mlir::OpBuilder builder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  std::string path;
  llvm::SmallVector<size_t> scopeStarts;
  llvm::StringSet<> weightNames, inputNames, outputNames;
  llvm::SmallVector<mlir::Value> outputs;
  llvm::SmallVector<mlir::DictionaryAttr> inputAttrs, outputAttrs;
  bool failed = false;
};

} // namespace fovea

#endif // FOVEA_MODEL_MODELBUILDER_H

//===- FoveaEnums.td - Enumerations of the fovea dialect ------------------===//

#ifndef FOVEA_ENUMS
#define FOVEA_ENUMS

include "fovea/Dialect/Fovea/IR/FoveaBase.td"

class Fovea_I32Enum<string name, string summary, list<string> cases>
    : I32EnumAttr<name, summary,
                  !foreach(i, !range(!size(cases)),
                           I32EnumAttrCase<cases[i], i>)> {
  let cppNamespace = "::fovea";
  let genSpecializedAttr = 0;
}
class Fovea_EnumAttr<EnumInfo info, string mnemonic>
    : EnumAttr<Fovea_Dialect, info, mnemonic>;

def Fovea_UnaryKind : Fovea_I32Enum<"UnaryKind", "elementwise function", [
  "abs", "neg", "sign", "exp", "log", "sqrt", "rsqrt", "reciprocal", "erf",
  "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
  "acosh", "atanh", "floor", "ceil", "round_even", "logical_not"]>;
def Fovea_UnaryKindAttr : Fovea_EnumAttr<Fovea_UnaryKind, "unary_kind">;

// mod: result has the sign of the divisor. rem: of the dividend (C's %, fmod).
def Fovea_BinaryKind : Fovea_I32Enum<"BinaryKind", "binary function", [
  "add", "sub", "mul", "div", "mod", "rem", "pow", "min", "max",
  "logical_and", "logical_or", "logical_xor", "shift_left", "shift_right"]>;
def Fovea_BinaryKindAttr : Fovea_EnumAttr<Fovea_BinaryKind, "binary_kind">;

def Fovea_ComparePredicate : Fovea_I32Enum<"ComparePredicate",
    "comparison; false when an operand is NaN, but for `ne`",
    ["eq", "ne", "lt", "le", "gt", "ge"]>;
def Fovea_ComparePredicateAttr
    : Fovea_EnumAttr<Fovea_ComparePredicate, "compare_predicate">;

def Fovea_ActivationKind : Fovea_I32Enum<"ActivationKind",
    "activation function", [
  "relu", "leaky_relu", "clip", "silu", "quick_gelu", "hard_swish", "sigmoid",
  "hard_sigmoid", "gelu", "gelu_tanh", "elu", "selu", "celu", "softplus",
  "softsign", "mish", "thresholded_relu", "shrink"]>;
def Fovea_ActivationKindAttr
    : Fovea_EnumAttr<Fovea_ActivationKind, "activation_kind">;

def Fovea_ReduceKind : Fovea_I32Enum<"ReduceKind", "reduction", [
  "sum", "mean", "prod", "min", "max", "l1", "l2", "log_sum", "log_sum_exp",
  "sum_square"]>;
def Fovea_ReduceKindAttr : Fovea_EnumAttr<Fovea_ReduceKind, "reduce_kind">;

def Fovea_ArgKind : Fovea_I32Enum<"ArgKind", "which index", ["min", "max"]>;
def Fovea_ArgKindAttr : Fovea_EnumAttr<Fovea_ArgKind, "arg_kind">;

def Fovea_CumulativeKind
    : Fovea_I32Enum<"CumulativeKind", "running reduction", ["sum", "prod"]>;
def Fovea_CumulativeKindAttr
    : Fovea_EnumAttr<Fovea_CumulativeKind, "cumulative_kind">;

def Fovea_PadMode : Fovea_I32Enum<"PadMode", "what the border holds",
    ["constant", "edge", "reflect", "wrap"]>;
def Fovea_PadModeAttr : Fovea_EnumAttr<Fovea_PadMode, "pad_mode">;

def Fovea_ScatterKind : Fovea_I32Enum<"ScatterKind",
    "how an update meets the old element",
    ["replace", "add", "mul", "min", "max"]>;
def Fovea_ScatterKindAttr : Fovea_EnumAttr<Fovea_ScatterKind, "scatter_kind">;

def Fovea_ResizeMode : Fovea_I32Enum<"ResizeMode", "interpolation",
    ["nearest", "linear", "cubic"]>;
def Fovea_ResizeModeAttr : Fovea_EnumAttr<Fovea_ResizeMode, "resize_mode">;

// The names and formulas are those of the ONNX Resize operator.
def Fovea_CoordinateMode : Fovea_I32Enum<"CoordinateMode",
    "how an output coordinate maps to the input", [
  "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
  "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"]>;
def Fovea_CoordinateModeAttr
    : Fovea_EnumAttr<Fovea_CoordinateMode, "coordinate_mode">;

def Fovea_NearestMode : Fovea_I32Enum<"NearestMode", "rounding of nearest", [
  "round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]>;
def Fovea_NearestModeAttr : Fovea_EnumAttr<Fovea_NearestMode, "nearest_mode">;

// DCR: depth = [block, block, channels]; CRD: depth = [channels, block, block].
def Fovea_DepthOrder : Fovea_I32Enum<"DepthOrder",
    "order of the block and channel parts of the depth dimension",
    ["dcr", "crd"]>;
def Fovea_DepthOrderAttr : Fovea_EnumAttr<Fovea_DepthOrder, "depth_order">;

def Fovea_InitializerKind : Fovea_I32Enum<"InitializerKind",
    "distribution of an untrained weight",
    ["constant", "normal", "truncated_normal", "uniform"]>;

#endif // FOVEA_ENUMS

//===- Coefficients.h - Polynomials of vector math --------------*- C++ -*-===//
//
// Written by scripts/fit-polynomials.py. Polynomials begin with the constant.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H
#define FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H

namespace fovea {

// clang-format off

/// exp(r) = 1 + (r + r^2 P(r)) for |r| <= ln(2) / 2.
/// Relative error of the polynomial: 2^-28.19.
inline constexpr float kExp[] = {
    0x1.fffffcp-2f, // 0.49999994
    0x1.55548ep-3f, // 0.166665182
    0x1.5558aap-5f, // 0.0416682549
    0x1.123cp-7f, // 0.00836896896
    0x1.6a4948p-10f, // 0.00138201239
};

/// exp(r) - 1 = r + r^2 P(r) for |r| <= ln(2) / 2.
/// Relative error of the polynomial: 2^-31.1.
inline constexpr float kExpM1[] = {
    0x1p-1f, // 0.5
    0x1.555554p-3f, // 0.166666657
    0x1.5554f8p-5f, // 0.0416664928
    0x1.1112dap-7f, // 0.00833354611
    0x1.6d3a5ep-10f, // 0.00139323424
    0x1.9e6bbcp-13f, // 0.000197611254
};

/// 2^r = 1 + r P(r) for |r| <= 1 / 2.
/// Relative error of the polynomial: 2^-27.97.
inline constexpr float kExp2[] = {
    0x1.62e43p-1f, // 0.693147182
    0x1.ebfbd8p-3f, // 0.240226448
    0x1.c6af8ep-5f, // 0.0555036329
    0x1.3b312p-7f, // 0.00961889327
    0x1.5efe5cp-10f, // 0.00133893429
    0x1.3f10c2p-13f, // 0.000152142267
};

/// 2^r = 1 + r P(r) for |r| <= 1 / 2, for activations.
/// Relative error of the polynomial: 2^-18.44.
inline constexpr float kShortExp2[] = {
    0x1.62e12cp-1f, // 0.693124175
    0x1.ec0372p-3f, // 0.240240946
    0x1.c9fc96p-5f, // 0.0559065752
    0x1.3a0538p-7f, // 0.00958314165
};

/// 1 / (1 + 2^-(x P(x^2))) for |x| <= 5 is the normal distribution at x.
/// Relative error of the polynomial: 2^-22.03.
inline constexpr float kGaussianGate[] = {
    0x1.26ae9cp+1f, // 2.30220366
    0x1.ad8468p-4f, // 0.104862601
    -0x1.07049p-13f, // -0.000125416671
    -0x1.32ee32p-13f, // -0.000146355844
    0x1.2f8e4ep-17f, // 9.04667013e-6
    -0x1.a326b2p-23f, // -1.95182466e-7
};

/// log(1 + f) = f + f^2 P(f) for sqrt(1/2) <= 1 + f <= sqrt(2).
/// Relative error of the polynomial: 2^-27.27.
inline constexpr float kLog[] = {
    -0x1p-1f, // -0.5
    0x1.555554p-2f, // 0.333333313
    -0x1.000238p-2f, // -0.250008464
    0x1.99a05cp-3f, // 0.200012892
    -0x1.546e5ep-3f, // -0.166226134
    0x1.22d214p-3f, // 0.142002255
    -0x1.0da1bep-3f, // -0.131656155
    0x1.05937ep-3f, // 0.127722725
    -0x1.389b9p-4f, // -0.076320231
};

/// erf(x) = 1 - exp(x P(x) - x kErfSlope) for 0 <= x <= 3.93.
/// Relative error of the polynomial: 2^-27.89.
inline constexpr float kErf[] = {
    0x1.d0e606p-25f, // 5.41213119e-8
    -0x1.45f2fap-1f, // -0.636619389
    -0x1.a4fa4ap-4f, // -0.102777757
    0x1.39cc9ep-6f, // 0.0191527884
    0x1.516b22p-13f, // 0.000160893673
    -0x1.b520a6p-10f, // -0.0016675092
    0x1.4bec16p-11f, // 0.000633091375
    -0x1.edb64cp-14f, // -0.000117710137
    0x1.36d696p-17f, // 9.26370103e-6
};

/// sin(r) = r + r^3 P(r^2) for |r| <= pi / 4.
/// Relative error of the polynomial: 2^-27.91.
inline constexpr float kSin[] = {
    -0x1.555546p-3f, // -0.166666552
    0x1.110778p-7f, // 0.00833218917
    -0x1.995404p-13f, // -0.000195182889
};

/// cos(r) = 1 - r^2 / 2 + r^4 P(r^2) for |r| <= pi / 4.
/// Relative error of the polynomial: 2^-32.99.
inline constexpr float kCos[] = {
    0x1.55554ap-5f, // 0.0416666456
    -0x1.6c0c28p-10f, // -0.00138873095
    0x1.99e80cp-16f, // 2.44323273e-5
};

/// log2(1 + f) = f P(f) for |f| <= 1 / 3.
/// Relative error of the polynomial: 2^-41.16.
inline constexpr double kWideLog2[] = {
    0x1.71547652b816ep+0, // 1.44269504
    -0x1.71547652f1667p-1, // -0.72134752
    0x1.ec709dc562f8dp-2, // 0.480898347
    -0x1.715475bdcfdd3p-2, // -0.360673752
    0x1.2776c3c1c3dfdp-2, // 0.288538989
    -0x1.ec710d967879bp-3, // -0.240450007
    0x1.a6181d748089p-3, // 0.206100683
    -0x1.714206eb01dc8p-3, // -0.180301718
    0x1.483184f8c029ep-3, // 0.160250701
    -0x1.2903382668b73p-3, // -0.145025672
    0x1.0e7c48b6080ebp-3, // 0.13207299
    -0x1.c94b45a1bed8p-4, // -0.111644051
    0x1.9fe6c467262e1p-4, // 0.101538436
    -0x1.34da6c309ab82p-3, // -0.150807233
    0x1.2843c71db2addp-3, // 0.144660526
};

/// 2^r = 1 + r P(r) for |r| <= 1 / 2.
/// Relative error of the polynomial: 2^-40.16.
inline constexpr double kWideExp2[] = {
    0x1.62e42fef89d28p-1, // 0.693147181
    0x1.ebfbdff8edea1p-3, // 0.240226507
    0x1.c6b08dced252bp-5, // 0.0555041094
    0x1.3b2ab5ed6cd24p-7, // 0.00961812862
    0x1.5d874d07ae272p-10, // 0.00133334549
    0x1.430aa887e764cp-13, // 0.000154038255
    0x1.00d853023a726p-16, // 1.5309156e-5
    0x1.61c4ebacc66bep-20, // 1.31789305e-6
};

/// 2 / sqrt(pi).
inline constexpr float kErfSlope = 0x1.20dd76p+0f;

/// 1 / (2 pi) in pieces, whose products with an f32 are exact.
inline constexpr double kTurnsPerRadian[] = {
    0x1.45f306dp-3, // 0.159154943
    0x1.9391054p-32, // 3.67041581e-10
    0x1.4fe13abp-61, // 5.69002517e-19
    0x1.d1f534dp-90, // 1.47030368e-27
    0x1.b81b6c5p-119, // 2.58671718e-36
    0x1.5993c4p-150, // 9.45814088e-46
    0x1.c820ff2p-177, // 9.3011872e-54
};

// clang-format on

} // namespace fovea

#endif // FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H

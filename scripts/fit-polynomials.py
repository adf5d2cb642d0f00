#!/usr/bin/env python3
"""Fits the polynomials of the vector math functions.

    scripts/fit-polynomials.py           prints lib/Codegen/VectorMath/Coefficients.h
    scripts/fit-polynomials.py --check   compares it with the file in the source tree

Each function is approximated by an expression with a polynomial such that the largest relative
error on an interval is minimal: the Remez exchange algorithm, in numbers of 50 digits. For f32, the
coefficients are rounded one after the other, from the constant upwards; after each one the rest is
fitted anew, so that it makes up for the rounding. Needs mpmath.
"""

import argparse
import dataclasses
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import mpmath
from mpmath import mp, mpf

HEADER = Path(__file__).parent.parent / "lib/Codegen/VectorMath/Coefficients.h"
# How many points of an interval are looked at; even, so that the middle (often 0) is none of them.
NUM_GRID_POINTS = 400

mp.dps = 50


def f32(value):
    return mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


@dataclasses.dataclass
class Fit:
    """The best polynomial P(t) with `num` coefficients for `target(t)`, low <= t <= high."""

    name: str
    comment: str
    target: Callable
    low: mpf
    high: mpf
    num: int
    # An error e of the polynomial is a relative error `weight(t) * e` of the function.
    weight: Callable
    # Coefficients that have to have a certain value, by their power.
    fixed: dict = dataclasses.field(default_factory=dict)
    is_double: bool = False

    def __post_init__(self):
        middle, radius = (self.low + self.high) / 2, (self.high - self.low) / 2
        steps = [mp.pi * i / (NUM_GRID_POINTS - 1) for i in range(NUM_GRID_POINTS)]
        self.grid = [middle - radius * mpmath.cos(step) for step in steps]
        self.targets = [self.target(t) for t in self.grid]
        self.weights = [abs(self.weight(t)) for t in self.grid]

    def errors(self, coefficients):
        values = [coefficients[power] for power in reversed(range(self.num))]
        return [
            (mpmath.polyval(values, t) - target) * weight
            for t, target, weight in zip(self.grid, self.targets, self.weights)
        ]

    def equation(self, point, fixed):
        """For zero error at a point of the grid: factors of the free coefficients, right side."""
        t, weight = self.grid[point], self.weights[point]
        known = sum(c * t**power for power, c in fixed.items())
        factors = [weight * t**power for power in range(self.num) if power not in fixed]
        return factors, weight * (self.targets[point] - known)

    def complete(self, fixed, solution):
        free = [power for power in range(self.num) if power not in fixed]
        return {**fixed, **dict(zip(free, solution))}

    def least_squares(self, fixed):
        """Coefficients with the smallest sum of squares: their error has the right extrema."""
        equations = [self.equation(point, fixed) for point in range(0, NUM_GRID_POINTS, 3)]
        matrix = mp.matrix([factors for factors, _ in equations])
        right = mp.matrix([value for _, value in equations])
        return self.complete(fixed, mpmath.lu_solve(matrix.T * matrix, matrix.T * right))

    def solve(self, points, fixed):
        """Coefficients whose errors at `points` (indices of the grid) alternate in one size."""
        signs = self.signs(fixed)
        matrix, right = mp.matrix(len(points)), mp.matrix(len(points), 1)
        for row, point in enumerate(points):
            factors, right[row] = self.equation(point, fixed)
            for column, factor in enumerate([*factors, (-1) ** row * signs[point]]):
                matrix[row, column] = factor
        return self.complete(fixed, mpmath.lu_solve(matrix, right))

    def signs(self, fixed):
        """What to multiply errors with so that those of the best polynomial alternate.

        With the lowest k coefficients given, all errors change their sign with t^k.
        """
        k = next(power for power in range(self.num) if power not in fixed)
        return [-1 if t < 0 and k % 2 else 1 for t in self.grid]

    def remez(self, fixed):
        """The coefficients with the smallest largest error, those in `fixed` given."""
        count = self.num - len(fixed) + 1
        if count == 1:
            return fixed
        signs = self.signs(fixed)
        coefficients, points = self.least_squares(fixed), None
        best, smallest = None, mp.inf
        for _ in range(30):
            errors = self.errors(coefficients)
            largest = max(map(abs, errors))
            if largest < smallest:
                best, smallest = coefficients, largest
            exchanged = alternating_extrema([e * s for e, s in zip(errors, signs)], count)
            if exchanged is None or exchanged == points:
                break
            points = exchanged
            coefficients = self.solve(points, fixed)
        return best

    def run(self):
        """The rounded coefficients in order, and the largest error that is left."""
        coefficients = self.remez(self.fixed)
        if self.is_double:
            coefficients = {power: mpf(float(c)) for power, c in coefficients.items()}
        else:
            fixed = dict(self.fixed)
            for power in range(self.num):
                if power not in fixed:
                    fixed[power] = f32(coefficients[power])
                    coefficients = self.remez(fixed)
        largest = max(map(abs, self.errors(coefficients)))
        return [coefficients[power] for power in range(self.num)], largest


def alternating_extrema(errors, count):
    """Where the error is largest between its changes of sign; None if it changes too rarely."""
    extrema = []
    for point, error in enumerate(errors):
        if extrema and (errors[extrema[-1]] > 0) == (error > 0):
            if abs(error) > abs(errors[extrema[-1]]):
                extrema[-1] = point
        else:
            extrema.append(point)
    while len(extrema) > count:
        extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
    return extrema if len(extrema) == count else None


def part_beyond_r(function):
    """(function(r) - r) / r^2."""
    return lambda r: (function(r) - r) / r**2


def sin_over_x(t):
    """sin(x) / x with t = x^2."""
    return mpmath.sin(mpmath.sqrt(t)) / mpmath.sqrt(t)


def gaussian_logit(t):
    """log2(p / (1 - p)) / x with t = x^2 and p the normal distribution at x."""
    x = mpmath.sqrt(t)
    return mpmath.log(mpmath.ncdf(x) / mpmath.ncdf(-x), 2) / x


# Intervals are a little longer than they ought to be, for reductions to them are rounded.
HALF_LN2 = mpf("0.3467")
HALF = mpf("0.5")
THIRD = mpf("0.33334")
SQUARED_QUARTER_PI = mpf("0.6169")
# In place of 0, where some quotients have no value.
TINY = mpf("1e-9")

ERF_SLOPE = f32(2 / mpmath.sqrt(mp.pi))

FITS = [
    Fit("kExp", "exp(r) = 1 + (r + r^2 P(r)) for |r| <= ln(2) / 2",
        part_beyond_r(mpmath.expm1), -HALF_LN2, HALF_LN2, num=5,
        weight=lambda r: r**2 / mpmath.exp(r)),
    Fit("kExpM1", "exp(r) - 1 = r + r^2 P(r) for |r| <= ln(2) / 2",
        part_beyond_r(mpmath.expm1), -HALF_LN2, HALF_LN2, num=6,
        weight=lambda r: r**2 / mpmath.expm1(r)),
    Fit("kExp2", "2^r = 1 + r P(r) for |r| <= 1 / 2",
        lambda r: mpmath.expm1(r * mpmath.ln2) / r, -HALF, HALF, num=6,
        weight=lambda r: r / mpf(2) ** r),
    Fit("kShortExp2", "2^r = 1 + r P(r) for |r| <= 1 / 2, for activations",
        lambda r: mpmath.expm1(r * mpmath.ln2) / r, -HALF, HALF, num=4,
        weight=lambda r: r / mpf(2) ** r),
    Fit("kGaussianGate", "1 / (1 + 2^-(x P(x^2))) for |x| <= 5 is the normal distribution at x",
        gaussian_logit, TINY, mpf("25"), num=6,
        weight=lambda t: mpmath.sqrt(t) * mpmath.ln2 * mpmath.ncdf(-mpmath.sqrt(t))),
    Fit("kLog", "log(1 + f) = f + f^2 P(f) for sqrt(1/2) <= 1 + f <= sqrt(2)",
        part_beyond_r(mpmath.log1p), mpf("-0.29291"), mpf("0.41423"), num=9,
        weight=lambda f: f**2 / mpmath.log1p(f), fixed={0: -HALF}),
    Fit("kErf", "erf(x) = 1 - exp(x P(x) - x kErfSlope) for 0 <= x <= 3.93",
        lambda x: mpmath.log(mpmath.erfc(x)) / x + ERF_SLOPE, TINY, mpf("3.93"), num=9,
        weight=lambda x: x * mpmath.erfc(x) / mpmath.erf(x)),
    Fit("kSin", "sin(r) = r + r^3 P(r^2) for |r| <= pi / 4",
        lambda t: (sin_over_x(t) - 1) / t, TINY, SQUARED_QUARTER_PI, num=3,
        weight=lambda t: t / sin_over_x(t)),
    Fit("kCos", "cos(r) = 1 - r^2 / 2 + r^4 P(r^2) for |r| <= pi / 4",
        lambda t: (mpmath.cos(mpmath.sqrt(t)) - 1 + t / 2) / t**2, TINY, SQUARED_QUARTER_PI, num=3,
        weight=lambda t: t**2 / mpmath.cos(mpmath.sqrt(t))),
    Fit("kWideLog2", "log2(1 + f) = f P(f) for |f| <= 1 / 3",
        lambda f: mpmath.log1p(f) / mpmath.ln2 / f, -THIRD, THIRD, num=15, is_double=True,
        weight=lambda f: f * mpmath.ln2 / mpmath.log1p(f)),
    Fit("kWideExp2", "2^r = 1 + r P(r) for |r| <= 1 / 2",
        lambda r: mpmath.expm1(r * mpmath.ln2) / r, -HALF, HALF, num=8, is_double=True,
        weight=lambda r: r / mpf(2) ** r),
]


def turns_per_radian():
    """1 / (2 pi) in pieces of 29 bits."""
    with mp.workdps(80):
        rest, pieces = 1 / (2 * mp.pi), []
        for number in range(1, 8):
            unit = mpf(2) ** -(29 * number + 2)
            pieces.append(mpmath.floor(rest / unit) * unit)
            rest -= pieces[-1]
    return pieces


def literal(value, is_double):
    mantissa, exponent = float(value).hex().split("p")
    suffix = "" if is_double else "f"
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}{suffix}"


def build_array(name, comment, values, is_double):
    kind = "double" if is_double else "float"
    rows = "".join(
        f"    {literal(value, is_double)}, // {mpmath.nstr(value, 9)}\n" for value in values)
    return f"/// {comment}.\ninline constexpr {kind} {name}[] = {{\n{rows}}};\n"


def build_polynomial(fit):
    values, error = fit.run()
    error = mpmath.nstr(mpmath.log(error, 2), 4)
    comment = f"{fit.comment}.\n/// Relative error of the polynomial: 2^{error}"
    return build_array(fit.name, comment, values, fit.is_double)


def build_header():
    slope = f"/// 2 / sqrt(pi).\ninline constexpr float kErfSlope = {literal(ERF_SLOPE, False)};\n"
    pieces = build_array(
        "kTurnsPerRadian", "1 / (2 pi) in pieces, whose products with an f32 are exact",
        turns_per_radian(), is_double=True)
    return "\n".join([PROLOGUE, *map(build_polynomial, FITS), slope, pieces, EPILOGUE])


PROLOGUE = """\
//===- Coefficients.h - Polynomials of vector math --------------*- C++ -*-===//
//
// Written by scripts/fit-polynomials.py. Polynomials begin with the constant.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H
#define FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H

namespace fovea {

// clang-format off
"""
EPILOGUE = """\
// clang-format on

} // namespace fovea

#endif // FOVEA_LIB_CODEGEN_VECTORMATH_COEFFICIENTS_H
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true",
                        help="compare with the file in the source tree")
    arguments = parser.parse_args()
    header = build_header()
    if not arguments.check:
        print(header, end="")
    elif header != HEADER.read_text():
        print(f"{HEADER} differs from what is fitted", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

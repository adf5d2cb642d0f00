//===- Generate.cpp - Compiles the image pipelines ahead of time ----------===//
//
// fovea-image-gen DIR writes one object file per pipeline and instruction set,
// a dispatcher per pipeline that picks by what the processor can do, and
// Halide's runtime.
//
// A program of its own, because Halide brings an LLVM of another version.
//
//===----------------------------------------------------------------------===//

#include <Halide.h>

#include <cstdio>
#include <string>
#include <vector>

using namespace Halide;

/// Where pixels come from and how numbers are made of them: the parameters
/// that all pipelines share. The image is seen as rows of width x channels
/// bytes, so that vectors run along a row whatever the number of channels.
namespace {
struct Source {
  ImageParam rows{UInt(8), 2, "rows"};
  Param<int> channels{"channels"};
  // Channel c of the output is channel first + step * c of the image: 0 + c
  // as it is, 2 - c reversed, 0 + 0c one for all.
  Param<int> first{"first"}, step{"step"};
  Param<float> scale{"scale"};
  ImageParam mean{Float(32), 1, "mean"}, std{Float(32), 1, "std"};

  Expr width() const { return rows.dim(0).extent() / channels; }
  Expr height() const { return rows.dim(1).extent(); }
  Expr column(Expr x, Expr c) const { return x * channels + first + step * c; }
  Expr normalize(Expr value, Expr c) const {
    return (value * scale - mean(c)) / std(c);
  }

  std::vector<Argument> arguments() const {
    return {rows, channels, first, step, scale, mean, std};
  }
};

/// Weights of a separable resize along one axis.
struct Axis {
  Func start, weight;
};
} // namespace

/// The triangle filter of Pillow and of torchvision with antialiasing: its
/// support grows with the scale when the image shrinks, and is one pixel on
/// either side (bilinear interpolation) when it grows. Coordinates need the
/// precision of a double: at column 4000 a float is good to 2^-12 of a pixel.
static Axis makeAxis(const std::string &name, Var i, Expr inputSize,
                     Expr resizedSize, Expr offset, Expr taps) {
  Expr scale = cast<double>(inputSize) / cast<double>(resizedSize);
  Expr filter = max(scale, Expr(1.0));
  Expr center = (cast<double>(i + offset) + Expr(0.5)) * scale;
  Axis axis{Func("start_" + name), Func("weight_" + name)};
  axis.start(i) =
      clamp(cast<int>(floor(center - filter + Expr(0.5))), 0, inputSize - 1);
  Expr end = min(cast<int>(floor(center + filter + Expr(0.5))), inputSize);

  Var k("k");
  Func raw("raw_" + name), total("total_" + name);
  Expr position = axis.start(i) + k;
  Expr distance = abs((cast<double>(position) + Expr(0.5) - center) / filter);
  raw(k, i) =
      select(position < end, max(Expr(1.0) - distance, Expr(0.0)), Expr(0.0));
  RDom r(0, taps);
  total(i) = sum(raw(r, i));
  axis.weight(k, i) = cast<float>(raw(k, i) / total(i));

  axis.start.compute_root();
  total.compute_root();
  axis.weight.compute_root();
  return axis;
}

/// Output with any layout; fast when a row of one channel is dense, or when
/// pixels of three channels are.
static void scheduleOutput(Func output, Var x, Var c) {
  output.output_buffer().dim(0).set_stride(Expr());
  Expr dense = output.output_buffer().dim(0).stride() == 1;
  Expr interleaved = output.output_buffer().dim(0).stride() == 3 &&
                     output.output_buffer().dim(2).stride() == 1 &&
                     output.output_buffer().dim(2).extent() == 3;
  output.specialize(dense).vectorize(x, 8, TailStrategy::GuardWithIf);
  output.specialize(interleaved)
      .reorder(c, x)
      .unroll(c, 3, TailStrategy::GuardWithIf)
      .vectorize(x, 8, TailStrategy::GuardWithIf);
}

static void compile(Func output, const std::vector<Argument> &arguments,
                    const std::string &directory) {
  Target base = get_host_target();
  base = Target(base.os, base.arch, base.bits, {Target::NoRuntime});
  std::vector<Target> targets = {base};
  if (base.arch == Target::X86) {
    Target avx2 = base.with_feature(Target::SSE41)
                      .with_feature(Target::AVX)
                      .with_feature(Target::AVX2)
                      .with_feature(Target::F16C)
                      .with_feature(Target::FMA);
    Target avx512 =
        avx2.with_feature(Target::AVX512).with_feature(Target::AVX512_Skylake);
    targets = {avx512, avx2, base}; // the first that the processor can run
  }
  std::vector<std::string> suffixes;
  for (const Target &target : targets)
    suffixes.push_back(target.has_feature(Target::AVX512_Skylake) ? "avx512"
                       : target.has_feature(Target::AVX2)         ? "avx2"
                                                                  : "base");
  output.compile_to_multitarget_object_files(directory + "/" + output.name(),
                                             arguments, targets, suffixes);
}

/// Rec. 601 luma in integers, as Pillow rounds it.
static Func makeGray(ImageParam rows) {
  rows.dim(0).set_stride(1);
  Var x("x"), y("y");
  Func gray("fovea_halide_gray");
  auto channel = [&](int c) { return cast<uint32_t>(rows(3 * x + c, y)); };
  gray(x, y) = cast<uint8_t>(
      (channel(0) * 19595 + channel(1) * 38470 + channel(2) * 7471 + 0x8000) >>
      16);
  gray.vectorize(x, 16, TailStrategy::GuardWithIf);
  return gray;
}

namespace {
struct Resize {
  Source source;
  Param<int> resizedWidth{"resized_width"}, resizedHeight{"resized_height"};
  Param<int> cropX{"crop_x"}, cropY{"crop_y"};
  Param<int> tapsX{"taps_x"}, tapsY{"taps_y"};

  std::vector<Argument> arguments() const {
    std::vector<Argument> all = source.arguments();
    const std::vector<Argument> own = {resizedWidth, resizedHeight, cropX,
                                       cropY,        tapsX,         tapsY};
    all.insert(all.end(), own.begin(), own.end());
    return all;
  }

  Func make() {
    Var x("x"), y("y"), c("c"), column("column");
    Axis horizontal =
        makeAxis("x", x, source.width(), resizedWidth, cropX, tapsX);
    Axis vertical =
        makeAxis("y", y, source.height(), resizedHeight, cropY, tapsY);
    // Rows first: a weighted sum of whole rows needs no gather, and leaves few
    // rows for the pass along x, which does.
    Func row("row");
    RDom ky(0, tapsY), kx(0, tapsX);
    Expr sourceY = min(vertical.start(y) + ky, source.height() - 1);
    row(column, y) = sum(vertical.weight(ky, y) *
                         cast<float>(source.rows(
                             column, clamp(sourceY, 0, source.height() - 1))));
    Expr sourceX = clamp(horizontal.start(x) + kx, 0, source.width() - 1);
    Func resized("fovea_halide_resize");
    resized(x, y, c) = source.normalize(
        sum(horizontal.weight(kx, x) * row(source.column(sourceX, c), y)), c);

    source.rows.dim(0).set_stride(1);
    resized.reorder(x, c, y);
    scheduleOutput(resized, x, c);
    row.compute_at(resized, y).vectorize(column, 16, TailStrategy::GuardWithIf);
    return resized;
  }
};

struct Warp {
  Source source;
  ImageParam map{Float(64), 1, "map"};
  Param<float> fill{"fill"};

  std::vector<Argument> arguments() const {
    std::vector<Argument> all = source.arguments();
    all.push_back(map);
    all.push_back(fill);
    return all;
  }

  /// A pixel of the image, or the fill value outside of it.
  Expr tap(Expr x, Expr y, Expr c) {
    Expr inside = x >= 0 && x < source.width() && y >= 0 && y < source.height();
    Expr column = source.column(clamp(x, 0, source.width() - 1), c);
    return select(inside,
                  cast<float>(source.rows(
                      clamp(column, 0, source.rows.dim(0).extent() - 1),
                      clamp(y, 0, source.height() - 1))),
                  fill);
  }

  Func make() {
    Var x("x"), y("y"), c("c");
    Expr px = cast<double>(x) + Expr(0.5), py = cast<double>(y) + Expr(0.5);
    auto coordinate = [&](int row, Expr size) {
      Expr value = map(3 * row) * px + map(3 * row + 1) * py +
                   map(3 * row + 2) - Expr(0.5);
      // Far outside everything is fill: keep it in the range of an int.
      return clamp(value, Expr(-2.0), cast<double>(size) + Expr(1.0));
    };
    Expr u = coordinate(0, source.width());
    Expr v = coordinate(1, source.height());
    Expr x0 = cast<int>(floor(u)), y0 = cast<int>(floor(v));
    Expr fx = cast<float>(u - floor(u)), fy = cast<float>(v - floor(v));
    Expr top = lerp(tap(x0, y0, c), tap(x0 + 1, y0, c), fx);
    Expr bottom = lerp(tap(x0, y0 + 1, c), tap(x0 + 1, y0 + 1, c), fx);
    Func warped("fovea_halide_warp");
    warped(x, y, c) = source.normalize(lerp(top, bottom, fy), c);

    source.rows.dim(0).set_stride(1);
    warped.reorder(x, c, y);
    scheduleOutput(warped, x, c);
    return warped;
  }
};
} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: fovea-image-gen DIR\n");
    return 1;
  }
  std::string directory = argv[1];
  ImageParam rows(UInt(8), 2, "rows");
  compile(makeGray(rows), {rows}, directory);
  Resize resize;
  compile(resize.make(), resize.arguments(), directory);
  Warp warp;
  compile(warp.make(), warp.arguments(), directory);

  Target host = get_host_target();
  compile_standalone_runtime(directory + "/fovea_halide_runtime.o",
                             Target(host.os, host.arch, host.bits));
  return 0;
}

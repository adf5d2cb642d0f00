//===- RandomGraphs.cpp - Small graphs of one kernel each -----------------===//

#include "RandomGraphs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"

using namespace fovea::testing;
using llvm::formatv;

static std::string getType(const std::vector<int64_t> &shape) {
  std::string text = "tensor<";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + "f32>";
}

static std::string getList(const std::vector<int64_t> &values) {
  return "[" +
         llvm::join(llvm::map_range(
                        values, [](int64_t v) { return std::to_string(v); }),
                    ", ") +
         "]";
}

float fovea::testing::truncateToBF16(float value) {
  return llvm::bit_cast<float>(llvm::bit_cast<uint32_t>(value) & 0xFFFF0000);
}

std::string GraphWriter::add(const std::string &line) {
  std::string name = "%" + std::to_string(numValues++);
  body += "  " + name + " = " + line + "\n";
  return name;
}

std::string GraphWriter::addValue(const Shape &shape, bool mayBeConstant) {
  if (!mayBeConstant || chance(0.5)) {
    std::string name = "%x" + std::to_string(numValues++);
    arguments += (arguments.empty() ? "" : ", ") + name + ": " + getType(shape);
    return name;
  }
  return addConstant(shape);
}

std::string GraphWriter::addConstant(const Shape &shape) {
  std::vector<float> values(llvm::product_of(shape, int64_t(1)));
  for (float &value : values) {
    value = std::uniform_real_distribution<float>(-1, 1)(random);
    if (isBF16)
      value = truncateToBF16(value);
  }
  llvm::StringRef bytes(reinterpret_cast<const char *>(values.data()),
                        values.size() * sizeof(float));
  std::string name = "%c" + std::to_string(numValues++);
  body += formatv("  {0} = fovea.constant dense<\"0x{1}\"> : {2}\n", name,
                  llvm::toHex(bytes), getType(shape));
  // A hexadecimal value of one element would be read as a splat of it anyway.
  return name;
}

std::string GraphWriter::addElementwise(std::string value, const Shape &shape) {
  std::string type = getType(shape);
  if (chance(0.5)) {
    Shape other = shape;
    for (int64_t &size : other)
      if (chance(0.5))
        size = 1;
    static constexpr llvm::StringRef kinds[] = {"add", "mul", "max"};
    llvm::StringRef kind = kinds[draw(0, 2)];
    // A constant factor moves into weights, which bf16 may not hold any more.
    bool mayBeConstant = !isBF16 || kind != "mul";
    std::string operand = addValue(other, mayBeConstant);
    value = add(formatv("fovea.binary {0} {1}, {2} : ({3}, {4}) -> {3}", kind,
                        value, operand, type, getType(other)));
  }
  if (chance(0.5)) {
    static constexpr const char *kinds[] = {"relu", "silu", "gelu"};
    value = add(formatv("fovea.activation {0} {1} : ({2}) -> {2}",
                        kinds[draw(0, 2)], value, type));
  }
  if (chance(0.3)) {
    std::string residual = addValue(shape, /*mayBeConstant=*/false);
    value = add(formatv("fovea.binary add {0}, {1} : ({2}, {2}) -> {2}",
                        residual, value, type));
  }
  return value;
}

std::string GraphWriter::finish(const std::string &result, const Shape &shape) {
  std::string type = getType(shape);
  return formatv("func.func @main({0}) -> {1} {{\n{2}  return {3} : {1}\n}\n",
                 arguments, type, body, result);
}

std::string GraphWriter::addInput(const Shape &shape) {
  std::string x = addValue(shape, /*mayBeConstant=*/false);
  // What computes the input writes into the padded buffer.
  if (chance(0.5))
    x = add(
        formatv("fovea.activation relu {0} : ({1}) -> {1}", x, getType(shape)));
  return x;
}

std::string GraphWriter::addConv(const Conv &conv) {
  std::string x = addInput(conv.input);
  std::string w = addValue(conv.kernel, /*mayBeConstant=*/true);
  std::string operands = x + ", " + w;
  std::string types = getType(conv.input) + ", " + getType(conv.kernel);
  if (chance(0.5)) {
    Shape channels{conv.result.back()};
    operands += ", " + addValue(channels, /*mayBeConstant=*/true);
    types += ", " + getType(channels);
  }
  std::string y = add(formatv("fovea.conv {0}{1} : ({2}) -> {3}", operands,
                              conv.attributes, types, getType(conv.result)));
  return addElementwise(y, conv.result);
}

std::string GraphWriter::writeStridedConv(bool blocked) {
  int64_t rank = chance(0.8) ? 2 : draw(1, 3);
  int64_t block = blocked ? draw(2, 3) : 1;
  Shape image{draw(1, 3)}, input = image, kernel, result = image;
  Shape strides, low, high;
  for (int64_t i = 0; i < rank; ++i) {
    int64_t window = draw(1, blocked ? 3 : 7);
    // The last one makes blocks of rows.
    bool needsStride = !blocked && i == rank - 1;
    int64_t stride = draw(needsStride ? 2 : 1, blocked ? 2 : 4);
    low.push_back(draw(0, window - 1));
    high.push_back(draw(0, window - 1));
    int64_t size = draw(std::max<int64_t>(window - low[i] - high[i], 1), 19);
    image.push_back(size * block);
    input.push_back(size);
    kernel.push_back(window);
    strides.push_back(stride);
    result.push_back((size + low[i] + high[i] - window) / stride + 1);
  }
  int64_t channels = draw(1, 8), outputs = draw(1, 40);
  image.push_back(channels);
  input.push_back(channels * llvm::product_of(Shape(rank, block), int64_t(1)));
  kernel.insert(kernel.end(), {input.back(), outputs});
  result.push_back(outputs);
  Shape pads = low;
  pads.insert(pads.end(), high.begin(), high.end());

  std::string x = addInput(image), w = addConstant(kernel);
  if (blocked)
    x = add(formatv("fovea.space_to_depth {0} block_size {1} : ({2}) -> {3}", x,
                    block, getType(image), getType(input)));
  std::string y = add(
      formatv("fovea.conv {0}, {1} strides {2} pads {3} : ({4}, {5}) -> {6}", x,
              w, getList(strides), getList(pads), getType(input),
              getType(kernel), getType(result)));
  return finish(addElementwise(y, result), result);
}

std::string GraphWriter::writeConv3x3() {
  Shape input{draw(1, 3)}, result{input[0]}, pads;
  for (int64_t i = 0; i < 4; ++i)
    pads.push_back(draw(0, 2));
  for (int64_t i = 0; i < 2; ++i) {
    input.push_back(draw(3, 20));
    result.push_back(input.back() + pads[i] + pads[i + 2] - 2);
  }
  input.push_back(draw(1, 67));
  result.push_back(draw(1, 67));
  Conv conv{input,
            {3, 3, input.back(), result.back()},
            result,
            " pads " + getList(pads)};
  return finish(addConv(conv), result);
}

GraphWriter::Windows GraphWriter::drawWindows(int64_t mostTaps) {
  int64_t rank = draw(1, 3);
  int64_t most = rank == 3 ? 5 : 15;
  Windows windows;
  Shape low, high;
  for (int64_t i = 0; i < rank; ++i) {
    int64_t window = draw(1, rank == 3 ? 3 : mostTaps);
    int64_t stride = draw(1, 3), dilation = chance(0.3) ? 2 : 1;
    int64_t reach = (window - 1) * dilation + 1;
    low.push_back(chance(0.5) ? draw(0, reach - 1) : 0);
    high.push_back(chance(0.5) ? draw(0, reach - 1) : 0);
    int64_t size = reach + draw(0, most);
    windows.input.push_back(size);
    windows.window.push_back(window);
    windows.strides.push_back(stride);
    windows.dilations.push_back(dilation);
    windows.result.push_back((size + low[i] + high[i] - reach) / stride + 1);
  }
  windows.pads = low;
  llvm::append_range(windows.pads, high);
  return windows;
}

GraphWriter::Conv GraphWriter::drawConv(bool depthwise) {
  int64_t groups = depthwise ? draw(2, 67) : chance(0.3) ? draw(2, 4) : 1;
  int64_t inputs = depthwise ? groups : groups * draw(1, 67 / groups);
  int64_t outputs = depthwise ? groups : groups * draw(1, 67 / groups);
  // Some rows of taps of a depthwise convolution are too long to be unrolled.
  Windows windows = drawWindows(depthwise && chance(0.2) ? 20 : 5);
  Shape input{draw(1, 3)}, kernel = windows.window, result{input[0]};
  llvm::append_range(input, windows.input);
  input.push_back(inputs);
  kernel.insert(kernel.end(), {inputs / groups, outputs});
  llvm::append_range(result, windows.result);
  result.push_back(outputs);

  return {input, kernel, result,
          formatv(" strides {0} dilations {1} pads {2} groups {3}",
                  getList(windows.strides), getList(windows.dilations),
                  getList(windows.pads), groups)};
}

std::string GraphWriter::writeConv(bool depthwise) {
  Conv conv = drawConv(depthwise);
  return finish(addConv(conv), conv.result);
}

std::string GraphWriter::writeLongSums() {
  int64_t inputs = 64 * draw(1, 8), outputs = draw(1, 100);
  Windows windows = drawWindows(chance(0.5) ? 1 : 3);
  Shape input{draw(1, 2)}, kernel = windows.window, result{input.front()};
  llvm::append_range(input, windows.input);
  input.push_back(inputs);
  kernel.insert(kernel.end(), {inputs, outputs});
  llvm::append_range(result, windows.result);
  result.push_back(outputs);
  std::string y = add(formatv(
      "fovea.conv {0}, {1} strides {2} dilations {3} pads {4} : ({5}, {6}) -> "
      "{7}",
      addInput(input), addConstant(kernel), getList(windows.strides),
      getList(windows.dilations), getList(windows.pads), getType(input),
      getType(kernel), getType(result)));
  return finish(addElementwise(y, result), result);
}

std::string GraphWriter::writeSqueezeExcite() {
  Conv conv = drawConv(/*depthwise=*/true);
  Shape map = conv.result, pooled(map.size(), 1), axes, projected = map;
  pooled.front() = map.front();
  pooled.back() = map.back();
  for (size_t axis = 1; axis + 1 < map.size(); ++axis)
    axes.push_back(axis);
  projected.back() = draw(1, 67);

  std::string y = addConv(conv);
  std::string scale =
      add(formatv("fovea.reduce {0} {1} axes {2} keep_dims : ({3}) -> {4}",
                  chance(0.8) ? "mean" : "sum", y, getList(axes), getType(map),
                  getType(pooled)));
  scale = addElementwise(scale, pooled);
  y = add(formatv("fovea.binary mul {0}, {1} : ({2}, {3}) -> {2}", y, scale,
                  getType(map), getType(pooled)));
  Shape weights{map.back(), projected.back()};
  y = add(formatv("fovea.matmul {0}, {1} : ({2}, {3}) -> {4}", y,
                  addConstant(weights), getType(map), getType(weights),
                  getType(projected)));
  return finish(y, projected);
}

std::string GraphWriter::writeScaledConv() {
  int64_t inputs = draw(1, 67), outputs = draw(1, 100);
  Windows windows = drawWindows(chance(0.5) ? 1 : 3);
  Shape input{1}, kernel = windows.window, result{1}, factors;
  llvm::append_range(input, windows.input);
  input.push_back(inputs);
  kernel.insert(kernel.end(), {inputs, outputs});
  llvm::append_range(result, windows.result);
  result.push_back(outputs);

  std::string x = addInput(input), w = addConstant(kernel);
  if (chance(0.5)) {
    factors.assign(input.size(), 1);
    factors.back() = inputs;
    std::string s = addValue(factors, /*mayBeConstant=*/false);
    x = add(formatv("fovea.binary mul {0}, {1} : ({2}, {3}) -> {2}", x, s,
                    getType(input), getType(factors)));
  } else {
    factors = {inputs, 1};
    std::string s = addValue(factors, /*mayBeConstant=*/false);
    w = add(formatv("fovea.binary mul {0}, {1} : ({2}, {3}) -> {2}", w, s,
                    getType(kernel), getType(factors)));
  }
  std::string y = add(formatv(
      "fovea.conv {0}, {1} strides {2} dilations {3} pads {4} : ({5}, {6}) -> "
      "{7}",
      x, w, getList(windows.strides), getList(windows.dilations),
      getList(windows.pads), getType(input), getType(kernel), getType(result)));
  return finish(addElementwise(y, result), result);
}

std::string GraphWriter::writePool() {
  Windows windows = drawWindows(chance(0.2) ? 20 : 5);
  bool isMean = chance(0.5), isCeiled = chance(0.3);
  Shape input{draw(1, 3)}, result{input[0]};
  for (size_t i = 0; i < windows.window.size(); ++i) {
    int64_t low = windows.pads[i],
            high = windows.pads[windows.window.size() + i];
    int64_t reach = (windows.window[i] - 1) * windows.dilations[i] + 1;
    int64_t rest = windows.input[i] + low + high - reach;
    // One more window, unless it would start behind the input.
    if (isCeiled && rest % windows.strides[i] != 0 &&
        windows.result[i] * windows.strides[i] < windows.input[i] + low)
      ++windows.result[i];
  }
  llvm::append_range(input, windows.input);
  llvm::append_range(result, windows.result);
  input.push_back(draw(1, 67));
  result.push_back(input.back());

  std::string x = addValue(input, /*mayBeConstant=*/false);
  if (chance(0.5))
    x = add(
        formatv("fovea.activation relu {0} : ({1}) -> {1}", x, getType(input)));
  std::string pool = add(formatv(
      "fovea.{0} {1} window {2} strides {3} dilations {4} pads {5} {6}{7}: "
      "({8}) -> {9}",
      isMean ? "avg_pool" : "max_pool", x, getList(windows.window),
      getList(windows.strides), getList(windows.dilations),
      getList(windows.pads), isCeiled ? "ceil_mode " : "",
      isMean && chance(0.5) ? "count_include_pad " : "", getType(input),
      getType(result)));
  return finish(addElementwise(pool, result), result);
}

std::string GraphWriter::writeMatMul() {
  Shape left, result;
  for (int64_t i = draw(1, 3); i > 0; --i)
    left.push_back(draw(1, 19));
  result = left;
  int64_t depth = draw(1, 67), columns = draw(1, 67);
  left.push_back(depth);
  result.push_back(columns);
  bool transpose = chance(0.5);
  Shape right = transpose ? Shape{columns, depth} : Shape{depth, columns};
  std::string x = addValue(left, /*mayBeConstant=*/false);
  std::string w = addValue(right, /*mayBeConstant=*/true);
  std::string product =
      add(formatv("fovea.matmul {0}, {1} {2}: ({3}, {4}) -> {5}", x, w,
                  transpose ? "transpose_rhs " : "", getType(left),
                  getType(right), getType(result)));
  return finish(addElementwise(product, result), result);
}

std::string GraphWriter::addTranspose(const std::string &value,
                                      const Shape &shape,
                                      const Shape &permutation) {
  Shape result;
  for (int64_t from : permutation)
    result.push_back(shape[from]);
  return add(formatv("fovea.transpose {0} permutation {1} : ({2}) -> {3}",
                     value, getList(permutation), getType(shape),
                     getType(result)));
}

std::string GraphWriter::writeBatchedMatMul() {
  Shape batch;
  for (int64_t i = draw(1, 2); i > 0; --i)
    batch.push_back(draw(1, 5));
  int64_t rows = draw(1, 19), depth = draw(1, 67), columns = draw(1, 67);
  bool transposeLeft = chance(0.3), transposeRight = chance(0.5);
  Shape left = batch, right = batch, result = batch;
  llvm::append_range(left,
                     transposeLeft ? Shape{depth, rows} : Shape{rows, depth});
  llvm::append_range(right, transposeRight ? Shape{columns, depth}
                                           : Shape{depth, columns});
  result.insert(result.end(), {rows, columns});
  std::string x = addValue(left, /*mayBeConstant=*/false);
  std::string y = addValue(right, /*mayBeConstant=*/true);
  std::string product =
      add(formatv("fovea.matmul {0}, {1} {2}{3}: ({4}, {5}) -> {6}", x, y,
                  transposeLeft ? "transpose_lhs " : "",
                  transposeRight ? "transpose_rhs " : "", getType(left),
                  getType(right), getType(result)));
  return finish(addElementwise(product, result), result);
}

std::string GraphWriter::addMask(const Shape &scores, std::string &type) {
  Shape shape = scores;
  for (int64_t &size : shape)
    if (chance(0.4))
      size = 1;
  if (shape[0] == 1 && chance(0.5))
    shape.erase(shape.begin());
  type = getType(shape);
  std::string mask = addValue(shape, /*mayBeConstant=*/true);
  if (chance(0.5))
    return mask;
  // Some queries are left without any key.
  std::string zero = add("fovea.constant dense<0.0> : tensor<f32>");
  std::string kept = type;
  kept.replace(kept.size() - 4, 3, "i1");
  mask = add(formatv("fovea.compare gt {0}, {1} : ({2}, tensor<f32>) -> {3}",
                     mask, zero, type, kept));
  type = kept;
  return mask;
}

std::string GraphWriter::writeAttention() {
  int64_t batch = draw(1, 3), kvHeads = draw(1, 3);
  int64_t heads = kvHeads * draw(1, 2);
  int64_t queries = draw(1, 67), keys = draw(1, 67);
  int64_t depth = draw(1, 67), valueDepth = draw(1, 67);
  Shape query{batch, heads, queries, depth}, key{batch, kvHeads, keys, depth};
  Shape value{batch, kvHeads, keys, valueDepth};
  Shape result{batch, heads, queries, valueDepth};
  // Projections have tokens before heads.
  bool isOfTokens = chance(0.5);
  auto addOperand = [&](const Shape &shape) {
    if (!isOfTokens)
      return addValue(shape, /*mayBeConstant=*/false);
    Shape tokens{shape[0], shape[2], shape[1], shape[3]};
    return addTranspose(addValue(tokens, /*mayBeConstant=*/false), tokens,
                        {0, 2, 1, 3});
  };
  std::string q = addOperand(query), k = addOperand(key), v = addOperand(value);
  std::string options, types;
  if (chance(0.5)) {
    std::string type;
    options = "mask " + addMask({batch, heads, queries, keys}, type) + " ";
    types = ", " + type;
  }
  options += "scale 0.25 ";
  if (chance(0.3))
    options += "causal ";
  if (chance(0.2))
    options += "softcap 1.5 ";
  std::string attention = add(
      formatv("fovea.attention {0}, {1}, {2} {3}: ({4}, {5}, {6}{7}) -> {8}", q,
              k, v, options, getType(query), getType(key), getType(value),
              types, getType(result)));
  if (isOfTokens) {
    attention = addTranspose(attention, result, {0, 2, 1, 3});
    std::swap(result[1], result[2]);
  }
  return finish(addElementwise(attention, result), result);
}

std::string GraphWriter::writeProjections() {
  int64_t batch = draw(1, 2), tokens = draw(1, 37), channels = draw(1, 37);
  int64_t heads = draw(1, 3);
  int64_t depth = draw(1, 19), valueDepth = chance(0.5) ? depth : draw(1, 19);
  Shape input{batch, tokens, channels};
  std::string x = addValue(input, /*mayBeConstant=*/false);
  bool transpose = chance(0.3);
  auto project = [&](int64_t depth) {
    int64_t columns = heads * depth;
    Shape weights =
        transpose ? Shape{columns, channels} : Shape{channels, columns};
    Shape flat{batch, tokens, columns}, split{batch, tokens, heads, depth};
    std::string w = addValue(weights, /*mayBeConstant=*/true);
    std::string y =
        add(formatv("fovea.matmul {0}, {1} {2}: ({3}, {4}) -> {5}", x, w,
                    transpose ? "transpose_rhs " : "", getType(input),
                    getType(weights), getType(flat)));
    if (chance(0.7))
      y = add(formatv("fovea.binary add {0}, {1} : ({2}, {3}) -> {2}", y,
                      addValue({columns}, /*mayBeConstant=*/true),
                      getType(flat), getType({columns})));
    y = add(formatv("fovea.reshape {0} : {1} to {2}", y, getType(flat),
                    getType(split)));
    return addTranspose(y, split, {0, 2, 1, 3});
  };
  std::string q = project(depth), k = project(depth), v = project(valueDepth);
  std::string type = getType({batch, heads, tokens, depth});
  Shape result{batch, heads, tokens, valueDepth};
  std::string attention = add(formatv(
      "fovea.attention {0}, {1}, {2} scale 0.25 : ({3}, {3}, {4}) -> {4}", q, k,
      v, type, getType(result)));
  return finish(attention, result);
}

std::string GraphWriter::writeNormalization() {
  Shape shape;
  for (int64_t i = draw(0, 2); i > 0; --i)
    shape.push_back(draw(1, 19));
  shape.push_back(draw(1, 67));
  bool isCentered = chance(0.5);
  std::string x = addValue(shape, /*mayBeConstant=*/false);
  std::string scale = addValue({shape.back()}, /*mayBeConstant=*/true);
  std::string operands = x + " scale " + scale;
  std::string types = getType(shape) + ", " + getType({shape.back()});
  if (isCentered && chance(0.7)) {
    operands += " offset " + addValue({shape.back()}, /*mayBeConstant=*/true);
    types += ", " + getType({shape.back()});
  }
  std::string y =
      add(formatv("fovea.{0} {1} axis {2} epsilon 1.0e-3 : ({3}) -> {4}",
                  isCentered ? "layer_norm" : "rms_norm", operands,
                  shape.size() - 1, types, getType(shape)));
  return finish(addElementwise(y, shape), shape);
}

std::string GraphWriter::writeBlock() {
  // Half of all channels are even.
  int64_t channels = draw(1, 34), inner = draw(1, 67);
  Shape outside{draw(1, 2), draw(3, 9), draw(3, 9), channels}, inside = outside;
  inside.back() = inner;
  auto addConv = [&](const std::string &input, const Shape &from, int64_t size,
                     int64_t groups, const Shape &to) {
    Shape kernel{size, size, from.back() / groups, to.back()};
    std::string w = addValue(kernel, /*mayBeConstant=*/true);
    std::string pads = getList(Shape(4, size / 2));
    return add(formatv("fovea.conv {0}, {1} strides [1, 1] dilations [1, 1] "
                       "pads {2} groups {3} : ({4}, {5}) -> {6}",
                       input, w, pads, groups, getType(from), getType(kernel),
                       getType(to)));
  };
  std::string x = addValue(outside, /*mayBeConstant=*/false);
  x = addConv(x, outside, 1, 1, outside);
  std::string y = addElementwise(addConv(x, outside, 1, 1, inside), inside);
  y = addConv(y, inside, 3, chance(0.5) ? inner : 1, inside);
  y = addConv(y, inside, 1, 1, outside);
  y = add(formatv("fovea.binary add {0}, {1} : ({2}, {2}) -> {2}", y, x,
                  getType(outside)));
  return finish(addConv(y, outside, 3, 1, outside), outside);
}

//===- Einsum.cpp - ONNX Einsum -------------------------------------------===//
//
// An equation such as `bik,bkj->bij` is evaluated from the left to the right:
// each step multiplies what there is so far with the next operand, as a batched
// matrix product in which labels that no one needs any more are contracted.
//
//===----------------------------------------------------------------------===//

#include "MatMul.h"
#include "Registry.h"

#include "llvm/ADT/SmallString.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

namespace {

/// One label for each dimension. Those that an ellipsis stands for are digits,
/// counted from its last one.
using Labels = SmallString<8>;

struct Term {
  Value value;
  Labels labels;

  int64_t getSize(char label) const {
    return getShape(value)[labels.find(label)];
  }
  bool has(char label) const { return StringRef(labels).contains(label); }
};

} // namespace

/// Labels of a subscript, with an ellipsis of `rank` dimensions.
static std::optional<Labels> expandLabels(NodeContext &ctx, StringRef subscript,
                                          int64_t ellipsisRank) {
  Labels labels;
  while (!subscript.empty()) {
    if (subscript.consume_front("...")) {
      for (int64_t i = ellipsisRank - 1; i >= 0; --i)
        labels.push_back('0' + i);
      continue;
    }
    char label = subscript.front();
    subscript = subscript.drop_front();
    if (label == ' ')
      continue;
    if (!llvm::isAlpha(label)) {
      ctx.emitError() << "equation has unexpected character '"
                      << StringRef(&label, 1) << "'";
      return std::nullopt;
    }
    labels.push_back(label);
  }
  return labels;
}

static int64_t countLetters(StringRef subscript) {
  return llvm::count_if(subscript, llvm::isAlpha);
}

/// Keep the diagonal of dimensions with the same label.
static void takeDiagonals(NodeContext &ctx, Term &term) {
  for (size_t i = 0; i < term.labels.size() && !ctx.hasError(); ++i) {
    size_t other = StringRef(term.labels).find(term.labels[i], i + 1);
    if (other == StringRef::npos)
      continue;
    ArrayRef<int64_t> shape = getShape(term.value);
    int64_t size = shape[i];
    if (shape[other] != size) {
      ctx.emitError() << "label '" << StringRef(&term.labels[i], 1)
                      << "' stands for sizes " << size << " and "
                      << shape[other];
      return;
    }
    // Zeros beside the diagonal, and the sum over one of the dimensions.
    int64_t rank = shape.size();
    Value isDiagonal = ctx.compare(ComparePredicate::eq,
                                   ctx.alongAxis(ctx.iota(size), i, rank),
                                   ctx.alongAxis(ctx.iota(size), other, rank));
    Value zero = ctx.scalar(0, getElementTypeOf(term.value));
    term.value =
        ctx.reduce(ReduceKind::sum, ctx.select(isDiagonal, term.value, zero),
                   int64_t(other), /*keepDims=*/false);
    term.labels.erase(term.labels.begin() + other);
    --i; // There may be a third one.
  }
}

/// Sum over the labels that neither `needed` nor `other` has.
static void sumUnneeded(NodeContext &ctx, Term &term, StringRef needed,
                        StringRef other) {
  SmallVector<int64_t> axes;
  Labels kept;
  for (auto [i, label] : llvm::enumerate(term.labels)) {
    if (needed.contains(label) || other.contains(label))
      kept.push_back(label);
    else
      axes.push_back(i);
  }
  if (axes.empty())
    return;
  term.value = ctx.reduce(ReduceKind::sum, term.value, axes, false);
  term.labels = kept;
}

/// The value with its dimensions in the given order of labels; labels it does
/// not have are left out.
static Value arrange(NodeContext &ctx, const Term &term, StringRef order) {
  SmallVector<int64_t> permutation;
  for (char label : order)
    if (term.has(label))
      permutation.push_back(StringRef(term.labels).find(label));
  return ctx.transpose(term.value, permutation);
}

/// Product over the sizes of labels.
static int64_t getExtent(const Term &term, StringRef labels) {
  int64_t result = 1;
  for (char label : labels)
    result *= term.getSize(label);
  return result;
}

/// Multiply two terms, and contract the labels that are not in `needed`.
static Term multiply(NodeContext &ctx, Term lhs, Term rhs, StringRef needed) {
  sumUnneeded(ctx, lhs, needed, rhs.labels);
  sumUnneeded(ctx, rhs, needed, lhs.labels);
  if (ctx.hasError())
    return {};
  Labels batch, contracted, rows, columns;
  SmallVector<int64_t> shape;
  for (char label : lhs.labels) {
    if (!rhs.has(label)) {
      rows.push_back(label);
      continue;
    }
    int64_t lhsSize = lhs.getSize(label), rhsSize = rhs.getSize(label);
    if (lhsSize != rhsSize) {
      ctx.emitError() << "label '" << StringRef(&label, 1)
                      << "' stands for sizes " << lhsSize << " and " << rhsSize;
      return {};
    }
    (needed.contains(label) ? batch : contracted).push_back(label);
  }
  for (char label : rhs.labels)
    if (!lhs.has(label))
      columns.push_back(label);

  auto concat = [](StringRef a, StringRef b, StringRef c) {
    Labels result = a;
    result += b;
    result += c;
    return result;
  };
  int64_t batches = getExtent(lhs, batch);
  Value left =
      ctx.reshape(arrange(ctx, lhs, concat(batch, rows, contracted)),
                  {batches, getExtent(lhs, rows), getExtent(lhs, contracted)});
  Value right = ctx.reshape(
      arrange(ctx, rhs, concat(batch, contracted, columns)),
      {batches, getExtent(rhs, contracted), getExtent(rhs, columns)});
  Term result;
  result.labels = concat(batch, rows, columns);
  for (char label : result.labels)
    shape.push_back(lhs.has(label) ? lhs.getSize(label) : rhs.getSize(label));
  result.value = ctx.reshape(buildMatMul(ctx, left, right), shape);
  return result;
}

/// Dimensions of an ellipsis broadcast. Labels of it that stand for 1 here and
/// for more elsewhere are expanded.
static void broadcastEllipses(NodeContext &ctx, MutableArrayRef<Term> terms) {
  llvm::DenseMap<char, int64_t> sizes;
  for (const Term &term : terms)
    for (char label : term.labels)
      if (llvm::isDigit(label) && term.getSize(label) != 1)
        sizes[label] = term.getSize(label);
  for (Term &term : terms) {
    SmallVector<int64_t> shape(getShape(term.value));
    for (auto [label, size] : llvm::zip_equal(term.labels, shape))
      if (llvm::isDigit(label) && size == 1)
        size = sizes.lookup_or(label, 1);
    term.value = ctx.broadcast(term.value, shape);
    if (ctx.hasError())
      return;
  }
}

/// Without an explicit result: the ellipsis, then all labels that occur once,
/// in alphabetical order.
static Labels getImplicitResult(ArrayRef<Labels> operands,
                                int64_t ellipsisRank) {
  std::map<char, int> counts;
  for (const Labels &labels : operands)
    for (char label : labels)
      ++counts[label];
  Labels result;
  for (int64_t i = ellipsisRank - 1; i >= 0; --i)
    result.push_back('0' + i);
  for (auto [label, count] : counts)
    if (llvm::isAlpha(label) && count == 1)
      result.push_back(label);
  return result;
}

static Value importEinsum(NodeContext &ctx) {
  StringRef equation = ctx.getString("equation", "");
  auto [left, right] = equation.split("->");
  SmallVector<StringRef> subscripts;
  left.split(subscripts, ',');
  if (subscripts.size() != ctx.getNumInputs()) {
    ctx.emitError() << "equation '" << equation << "' has " << subscripts.size()
                    << " terms for " << ctx.getNumInputs() << " operands";
    return {};
  }

  // Each ellipsis takes the dimensions that letters leave over.
  SmallVector<Labels> labels;
  int64_t ellipsisRank = 0;
  for (auto [i, subscript] : llvm::enumerate(subscripts)) {
    if (!ctx.checkRank(i, 0))
      return {};
    int64_t rank = getRank(ctx.input(i)) - countLetters(subscript);
    bool hasEllipsis = subscript.contains("...");
    if (rank < 0 || rank > 9 || (rank > 0 && !hasEllipsis) ||
        subscript.count("...") > 1) {
      ctx.emitError() << "term '" << subscript << "' does not fit operand #"
                      << i << " of " << ctx.input(i).getType();
      return {};
    }
    auto expanded = expandLabels(ctx, subscript, rank);
    if (!expanded)
      return {};
    labels.push_back(*expanded);
    ellipsisRank = std::max(ellipsisRank, rank);
  }
  std::optional<Labels> result = equation.contains("->")
                                     ? expandLabels(ctx, right, ellipsisRank)
                                     : getImplicitResult(labels, ellipsisRank);
  if (!result)
    return {};

  SmallVector<Term> terms;
  for (auto [value, termLabels] : llvm::zip_equal(ctx.getInputs(), labels)) {
    terms.push_back({value, termLabels});
    takeDiagonals(ctx, terms.back());
    if (ctx.hasError())
      return {};
  }
  broadcastEllipses(ctx, terms);

  Term product = terms.front();
  for (auto [i, term] : llvm::enumerate(ArrayRef(terms).drop_front())) {
    Labels needed = *result;
    for (const Term &later : ArrayRef(terms).drop_front(i + 2))
      needed += later.labels;
    if (ctx.hasError())
      return {};
    product = multiply(ctx, product, term, needed);
  }
  if (ctx.hasError())
    return {};
  sumUnneeded(ctx, product, *result, "");
  for (char label : *result) {
    if (product.has(label) && StringRef(*result).count(label) == 1)
      continue;
    ctx.emitError() << "label '" << StringRef(&label, 1)
                    << "' of the result must be in an operand, and once in the "
                       "result";
    return {};
  }
  if (ctx.hasError())
    return {};
  return arrange(ctx, product, *result);
}

void onnximport::registerEinsumOps(OpRegistry &registry) {
  registry.add("Einsum", {12}, {1, Arity::kVariadic}, importEinsum);
}

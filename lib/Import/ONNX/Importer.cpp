//===- Importer.cpp - Builds a module from an ONNX model ------------------===//

#include "Importer.h"

#include "GraphOrder.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Far above what any model has; small files can expand to more.
static constexpr int64_t kMaxNodes = 1 << 18;

/// Each level takes some of our own stack.
static constexpr size_t kMaxCallDepth = 256;

bool Environment::contains(StringRef name) const {
  return values.contains(name) || unknown.contains(name) ||
         (parent && parent->contains(name));
}

bool Environment::isUnknown(StringRef name) const {
  return !values.contains(name) &&
         (unknown.contains(name) || (parent && parent->isUnknown(name)));
}

Value Environment::lookup(StringRef name) const {
  auto it = values.find(name);
  if (it != values.end())
    return it->second;
  return parent ? parent->lookup(name) : Value();
}

std::optional<const onnx::AttributeProto *>
Environment::lookupAttribute(StringRef name) const {
  auto it = attributes.find(name);
  if (it != attributes.end())
    return it->second;
  return parent ? parent->lookupAttribute(name) : std::nullopt;
}

StringRef onnximport::normalizeDomain(StringRef domain) {
  return domain == "ai.onnx" ? "" : domain;
}

std::string Importer::describe(const onnx::NodeProto &node) {
  StringRef name = node.name();
  if (name.empty() && node.output_size() > 0)
    name = node.output(0);
  return "node '" + name.str() + "' (" + node.op_type() + ")";
}

Importer::Importer(ModelFile &file, const ImportOptions &options,
                   ImportReport &report)
    : file(file), options(options), report(report),
      builder(file.getLocation().getContext()), location(file.getLocation()) {}

Location Importer::getNodeLocation(const onnx::NodeProto &node,
                                   const Environment &environment) {
  StringRef name = node.name();
  if (name.empty() && node.output_size() > 0)
    name = node.output(0);
  return NameLoc::get(builder.getStringAttr(environment.prefix + name),
                      location);
}

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

FailureOr<OwningOpRef<ModuleOp>> Importer::run() {
  const onnx::GraphProto &graph = file.getModel().graph();
  if (failed(importOpsets(file.getModel().opset_import(), opsets)) ||
      failed(importFunctions()) || failed(checkOptions()))
    return failure();
  collectUnsupported(graph.node(), opsets);
  FailureOr<OwningOpRef<ModuleOp>> module = failure();
  {
    // What fails once operators are known to be missing is of no interest.
    std::optional<ScopedDiagnosticHandler> silence;
    if (!report.unsupportedOps.empty())
      silence.emplace(builder.getContext(),
                      [](Diagnostic &) { return success(); });
    module = importModule();
  }
  if (!report.unsupportedOps.empty())
    return emitUnsupportedOps();
  return module;
}

FailureOr<OwningOpRef<ModuleOp>> Importer::importModule() {
  const onnx::GraphProto &graph = file.getModel().graph();
  OwningOpRef<ModuleOp> module = ModuleOp::create(location);
  std::string name = options.modelName;
  if (name.empty())
    name = graph.name();
  (*module)->setAttr(kModelNameAttr, builder.getStringAttr(name));
  builder.setInsertionPointToEnd(module->getBody());
  entry = func::FuncOp::create(builder, location, kEntryFunction,
                               builder.getFunctionType({}, {}));
  builder.setInsertionPointToEnd(entry.addEntryBlock());

  Environment environment;
  environment.opsets = &opsets;
  if (failed(importInitializers(environment)) ||
      failed(importInputs(environment)) ||
      failed(importNodes(graph.node(), environment)) ||
      !report.unsupportedOps.empty() || failed(importOutputs(environment)))
    return failure();
  eraseDeadOps();
  if (failed(verify(*module)))
    return failure();
  return module;
}

LogicalResult Importer::importOpsets(
    const google::protobuf::RepeatedPtrField<onnx::OperatorSetIdProto> &list,
    OpsetVersions &versions) {
  for (const onnx::OperatorSetIdProto &opset : list) {
    StringRef domain = normalizeDomain(opset.domain());
    int64_t version = opset.version();
    if (domain.empty() && (version < 1 || version > kLastONNXOpset))
      return emitError(location)
             << "operator set " << version << " is not supported, only "
             << kFirstONNXOpset << " to " << kLastONNXOpset << " are";
    versions[domain] = version;
  }
  return success();
}

LogicalResult Importer::importFunctions() {
  // Default values of attributes came with IR version 9 as this field, which
  // our protobuf classes do not know.
  constexpr int attributeProtoField = 11;
  for (const onnx::FunctionProto &proto : file.getModel().functions()) {
    std::string key =
        (normalizeDomain(proto.domain()) + ":" + proto.name()).str();
    auto [it, isNew] = functions.try_emplace(key);
    if (!isNew)
      return emitError(location) << "function '" << key << "' is defined twice";
    Function &function = it->second;
    function.proto = &proto;
    if (failed(importOpsets(proto.opset_import(), function.opsets)))
      return failure();
    // A function may leave out what the model says.
    for (const auto &[domain, version] : opsets)
      function.opsets.try_emplace(domain, version);
    const auto &unknown = proto.unknown_fields();
    for (int i : llvm::seq(unknown.field_count())) {
      const google::protobuf::UnknownField &field = unknown.field(i);
      onnx::AttributeProto attribute;
      if (field.number() == attributeProtoField &&
          field.type() ==
              google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED &&
          attribute.ParseFromString(field.length_delimited()))
        function.defaults.push_back(std::move(attribute));
    }
  }
  return success();
}

LogicalResult Importer::importInitializers(Environment &environment) {
  onnx::GraphProto &graph = *file.getModel().mutable_graph();
  if (graph.sparse_initializer_size() > 0) {
    report.unsupportedFeatures.push_back("sparse initializer");
    return emitError(location) << "sparse initializers are not supported";
  }
  for (onnx::TensorProto &tensor : *graph.mutable_initializer()) {
    StringRef name = tensor.name();
    if (environment.contains(name))
      return emitError(location)
             << "initializer '" << name << "' is defined twice";
    auto emit = [&] {
      return emitError(location) << "initializer '" << name << "' ";
    };
    auto value = takeTensor(tensor, name, file.getExternalData(), emit);
    if (failed(value))
      return failure();
    Location loc = NameLoc::get(builder.getStringAttr(name), location);
    environment.values[name] = buildInitializer(*value, name, loc);
  }
  return success();
}

Value Importer::buildInitializer(ElementsAttr value, StringRef name,
                                 Location loc) {
  // Single numbers are parameters of ops (bounds, scales) rather than of the
  // model.
  auto type = cast<RankedTensorType>(value.getType());
  if (!isa<FloatType>(type.getElementType()) || type.getNumElements() <= 1)
    return ConstantOp::create(builder, loc, value);
  return WeightOp::create(builder, loc, type, name, value,
                          /*init=*/InitializerAttr());
}

void Importer::eraseDeadOps() {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(entry.getBody().front())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

SmallVector<StringRef> Importer::reportNonConstantInputs(Value value) {
  SetVector<Value> values;
  values.insert(value);
  SetVector<StringRef> names;
  for (size_t i = 0; i < values.size(); ++i) {
    if (auto argument = dyn_cast<BlockArgument>(values[i]))
      names.insert(argumentNames[argument.getArgNumber()]);
    else
      values.insert_range(values[i].getDefiningOp()->getOperands());
  }
  for (StringRef name : names)
    if (!llvm::is_contained(report.nonConstantInputs, name))
      report.nonConstantInputs.push_back(name.str());
  return names.takeVector();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

LogicalResult Importer::importNodes(const NodeList &nodes,
                                    Environment &environment) {
  auto order = orderNodes(nodes, environment, location);
  if (failed(order))
    return failure();
  for (const onnx::NodeProto *node : *order)
    if (failed(importNode(*node, environment)))
      return failure();
  return success();
}

/// Put `prefix` before the message of an error.
static void addPrefix(Diagnostic &diagnostic, const Twine &prefix) {
  Diagnostic result(diagnostic.getLocation(), diagnostic.getSeverity());
  result << prefix << diagnostic.str();
  for (Diagnostic &note : diagnostic.getNotes())
    result.attachNote(note.getLocation()) << note.str();
  diagnostic = std::move(result);
}

static LogicalResult checkArity(const NodeContext &ctx, Arity arity,
                                Location loc) {
  unsigned count = ctx.getNumInputs();
  if (count < arity.min)
    return emitError(loc) << "needs " << arity.min << " inputs, but has "
                          << count;
  if (count > arity.max)
    return emitError(loc) << "takes at most " << arity.max
                          << " inputs, but has " << count;
  // Operands of a list are all there, like those that are not optional.
  unsigned required = arity.max == Arity::kVariadic ? count : arity.min;
  for (unsigned i : llvm::seq(required))
    if (!ctx.hasInput(i))
      return emitError(loc) << "input #" << i << " is missing";
  return success();
}

LogicalResult Importer::importNode(const onnx::NodeProto &node,
                                   Environment &environment) {
  Location loc = getNodeLocation(node, environment);
  // Also the errors of verifiers should say which node they are about.
  ScopedDiagnosticHandler handler(
      builder.getContext(), [&](Diagnostic &diagnostic) {
        addPrefix(diagnostic, describe(node) + ": ");
        return failure();
      });

  if (++numNodes > kMaxNodes)
    return emitError(loc) << "the graph has more than " << kMaxNodes
                          << " nodes, with all functions and loops expanded";
  StringRef domain = normalizeDomain(node.domain());
  int64_t version = environment.opsets->lookup(domain);
  auto *opHandler = OpRegistry::get().find(domain, node.op_type(), version);
  const Function *function = opHandler ? nullptr : findFunction(node);
  if (!opHandler && !function)
    recordUnsupported(node, version);
  auto isUnknown = [&](const std::string &name) {
    return environment.isUnknown(name);
  };
  if ((!opHandler && !function) || llvm::any_of(node.input(), isUnknown)) {
    leaveOut(node, environment);
    return success();
  }
  NodeContext ctx(*this, node, environment, version, loc);
  LogicalResult result =
      function ? callFunction(*function, ctx) : callHandler(*opHandler, ctx);
  if (!ctx.isIncomplete())
    return result;
  leaveOut(node, environment);
  return success();
}

LogicalResult Importer::callHandler(const OpHandler &opHandler,
                                    NodeContext &ctx) {
  if (failed(checkArity(ctx, opHandler.inputs, ctx.getLoc())))
    return failure();
  opHandler.import(ctx);
  return ctx.finish();
}

LogicalResult Importer::define(StringRef name, Value value, StringRef what,
                               Environment &environment, Location loc) {
  if (environment.values.try_emplace(name, value).second)
    return success();
  return emitError(loc) << what << " '" << name << "' is defined twice";
}

LogicalResult Importer::callFunction(const Function &function,
                                     NodeContext &ctx) {
  if (llvm::is_contained(callStack, &function))
    return emitError(ctx.getLoc()) << "function calls itself";
  if (callStack.size() == kMaxCallDepth)
    return emitError(ctx.getLoc()) << "functions call each other more than "
                                   << kMaxCallDepth << " levels deep";
  const onnx::FunctionProto &proto = *function.proto;
  if (failed(checkArity(ctx, {0, unsigned(proto.input_size())}, ctx.getLoc())))
    return failure();
  if (int(ctx.getNumOutputs()) > proto.output_size())
    return emitError(ctx.getLoc())
           << "function has " << proto.output_size() << " outputs, but "
           << ctx.getNumOutputs() << " are used";

  Environment environment;
  environment.opsets = &function.opsets;
  environment.prefix = cast<NameLoc>(ctx.getLoc()).getName().str() + "/";
  for (auto [index, name] : llvm::enumerate(proto.input()))
    if (failed(define(name, ctx.input(index), "function input", environment,
                      ctx.getLoc())))
      return failure();
  for (const std::string &name : proto.attribute())
    environment.attributes[name] = ctx.findAttribute(name);
  for (const onnx::AttributeProto &attribute : function.defaults) {
    const onnx::AttributeProto *given = ctx.findAttribute(attribute.name());
    environment.attributes[attribute.name()] = given ? given : &attribute;
  }
  if (ctx.hasError())
    return failure();

  callStack.push_back(&function);
  llvm::scope_exit leave([&] { callStack.pop_back(); });
  if (failed(importNodes(proto.node(), environment)))
    return failure();
  for (unsigned i : llvm::seq(ctx.getNumOutputs())) {
    if (environment.isUnknown(proto.output(i))) {
      ctx.setIncomplete();
      return failure();
    }
    Value result = environment.lookup(proto.output(i));
    if (!result && ctx.hasOutput(i))
      return emitError(ctx.getLoc()) << "function does not define its output '"
                                     << proto.output(i) << "'";
    ctx.setOutput(i, result);
  }
  return ctx.finish();
}

FailureOr<SmallVector<Value>>
Importer::importSubgraph(const onnx::GraphProto &graph,
                         const Environment &outer, StringRef name,
                         ValueRange inputs, Location loc) {
  if (graph.input_size() != int(inputs.size()))
    return emitError(loc) << "subgraph '" << graph.name() << "' has "
                          << graph.input_size() << " inputs, expected "
                          << inputs.size();
  Environment environment;
  environment.parent = &outer;
  environment.opsets = outer.opsets;
  environment.prefix = (outer.prefix + name + "/").str();
  for (auto [input, value] : llvm::zip_equal(graph.input(), inputs))
    if (failed(define(input.name(), value, "input", environment, loc)))
      return failure();
  for (const onnx::TensorProto &tensor : graph.initializer()) {
    auto emit = [&] {
      return emitError(loc) << "initializer '" << tensor.name() << "' ";
    };
    std::string fullName = environment.prefix + tensor.name();
    auto value = importTensor(tensor, fullName, file.getExternalData(), emit);
    if (failed(value))
      return failure();
    if (failed(define(tensor.name(), buildInitializer(*value, fullName, loc),
                      "initializer", environment, loc)))
      return failure();
  }
  if (failed(importNodes(graph.node(), environment)))
    return failure();

  SmallVector<Value> results;
  for (const onnx::ValueInfoProto &output : graph.output()) {
    results.push_back(environment.lookup(output.name()));
    if (!results.back() && !environment.isUnknown(output.name()))
      return emitError(loc)
             << "subgraph '" << graph.name() << "' does not define its output '"
             << output.name() << "'";
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Public interface
//===----------------------------------------------------------------------===//

static FailureOr<OwningOpRef<ModuleOp>>
importFile(FailureOr<std::unique_ptr<ModelFile>> file,
           const ImportOptions &options, MLIRContext *context,
           ImportReport *report) {
  if (failed(file))
    return failure();
  context->loadDialect<FoveaDialect, func::FuncDialect>();
  ImportReport unused;
  return Importer(**file, options, report ? *report : unused).run();
}

FailureOr<OwningOpRef<ModuleOp>> fovea::importONNX(StringRef path,
                                                   const ImportOptions &options,
                                                   MLIRContext *context,
                                                   ImportReport *report) {
  return importFile(ModelFile::read(path, context), options, context, report);
}

FailureOr<OwningOpRef<ModuleOp>> fovea::importONNX(llvm::MemoryBufferRef buffer,
                                                   const ImportOptions &options,
                                                   MLIRContext *context,
                                                   ImportReport *report) {
  return importFile(ModelFile::read(buffer, context), options, context, report);
}

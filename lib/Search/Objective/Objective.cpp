//===- Objective.cpp - What a search looks for ----------------------------===//

#include "fovea/Search/Objective.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>
#include <cmath>

using namespace fovea;
using llvm::createStringError;
using llvm::StringRef;
using llvm::Twine;

/// The shortest text that reads back as the same number.
static std::string printNumber(double number) {
  char buffer[32];
  auto end = std::to_chars(std::begin(buffer), std::end(buffer), number).ptr;
  return std::string(buffer, end);
}

//===----------------------------------------------------------------------===//
// RewardForm
//===----------------------------------------------------------------------===//

static llvm::Expected<double> parseExponent(StringRef text) {
  double exponent;
  if (text.getAsDouble(exponent) || !std::isfinite(exponent))
    return createStringError(
        "'" + text +
        "' is no form of reward: one is soft, hard, an exponent, or two as "
        "in 0:-1");
  if (exponent > 0)
    return createStringError("exponent '" + text +
                             "' of the reward is above 0, which would reward "
                             "what is slow");
  return exponent;
}

llvm::Expected<RewardForm> RewardForm::parse(StringRef text) {
  if (text == "soft")
    return soft();
  if (text == "hard")
    return hard();
  auto [first, second] = text.split(':');
  auto within = parseExponent(first);
  if (!within)
    return within.takeError();
  if (!text.contains(':'))
    return RewardForm{*within, *within};
  auto beyond = parseExponent(second);
  if (!beyond)
    return beyond.takeError();
  return RewardForm{*within, *beyond};
}

std::string RewardForm::print() const {
  if (within == beyond)
    return printNumber(within);
  return printNumber(within) + ":" + printNumber(beyond);
}

//===----------------------------------------------------------------------===//
// Objective
//===----------------------------------------------------------------------===//

llvm::Expected<Objective> Objective::create(llvm::ArrayRef<MetricKind> terms,
                                            RewardForm form,
                                            std::optional<double> target) {
  if (terms.empty())
    return createStringError("an objective needs at least one metric");
  for (auto [i, term] : llvm::enumerate(terms))
    if (llvm::is_contained(terms.take_front(i), term))
      return createStringError("metric " + getName(term) +
                               " stands twice in the objective");
  if (target && !(*target > 0 && std::isfinite(*target)))
    return createStringError("target " + Twine(printNumber(*target)) +
                             " is not above 0");
  Objective objective(terms, form, target);
  std::optional<MetricKind> term = objective.getRewardTerm();
  if (term && !target && form.within != form.beyond)
    return createStringError("reward " + form.print() + " needs a target for " +
                             getName(*term) +
                             ", since it is another within it than beyond it");
  return objective;
}

/// `latency,quality`.
static llvm::Expected<std::vector<MetricKind>> parseTerms(StringRef text) {
  std::vector<MetricKind> terms;
  for (StringRef name : llvm::split(text, ',')) {
    auto kind = parseMetricKind(name);
    if (!kind)
      return kind.takeError();
    terms.push_back(*kind);
  }
  return terms;
}

llvm::Expected<Objective> Objective::parse(StringRef text) {
  auto [names, settings] = text.trim().split(' ');
  auto terms = parseTerms(names);
  if (!terms)
    return terms.takeError();
  RewardForm form = RewardForm::soft();
  std::optional<double> target;
  for (StringRef setting : llvm::split(settings, ' ')) {
    if (setting.empty())
      continue;
    double number;
    if (setting.consume_front("reward=")) {
      auto parsed = RewardForm::parse(setting);
      if (!parsed)
        return parsed.takeError();
      form = *parsed;
    } else if (setting.consume_front("target=") &&
               !setting.getAsDouble(number)) {
      target = number;
    } else {
      return createStringError("'" + setting + "' in objective '" + text +
                               "' is neither reward=FORM nor target=NUMBER");
    }
  }
  return create(*terms, form, target);
}

std::string Objective::print() const {
  std::string text = llvm::join(llvm::map_range(terms, getName), ",") +
                     " reward=" + form.print();
  if (target)
    text += " target=" + printNumber(*target);
  return text;
}

bool Objective::hasTerm(MetricKind kind) const {
  return llvm::is_contained(terms, kind);
}

std::optional<MetricKind> Objective::getRewardTerm() const {
  auto term = llvm::find_if_not(terms, isMaximized);
  if (term == terms.end())
    return std::nullopt;
  return *term;
}

double Objective::getRewardFactor(double value) const {
  double ratio = value / target.value_or(1);
  return std::pow(ratio, ratio <= 1 ? form.within : form.beyond);
}

/// The value of a term, or what is wrong with it.
static llvm::Expected<double> getValue(const Metrics &metrics,
                                       MetricKind kind) {
  std::optional<Measurement> metric = getMetric(metrics, kind);
  if (!metric)
    return createStringError("there is no " + getName(kind));
  if (!std::isfinite(metric->value))
    return createStringError(getName(kind) + " is not finite");
  // Below 0, R would grow with the latency.
  if (metric->value < 0)
    return createStringError(
        getName(kind) + " " + printNumber(metric->value) +
        " is below 0, and no reward can be computed of it");
  return metric->value;
}

llvm::Expected<Outcome> Objective::evaluate(const Metrics &metrics) const {
  Outcome outcome;
  outcome.reward = 1;
  std::optional<MetricKind> rewardTerm = getRewardTerm();
  for (MetricKind term : terms) {
    auto value = getValue(metrics, term);
    if (!value)
      return value.takeError();
    outcome.costs.push_back(isMaximized(term) ? -*value : *value);
    if (isMaximized(term))
      *outcome.reward *= *value;
    else if (term == rewardTerm)
      *outcome.reward *= getRewardFactor(*value);
  }
  // 0 seconds have no power below 0.
  if (!std::isfinite(*outcome.reward))
    return createStringError(getName(*rewardTerm) +
                             " is 0, and no reward can be computed of it");
  return outcome;
}

Outcome Objective::evaluate(const Trial &trial) const {
  if (trial.hasFailed())
    return {};
  auto outcome = evaluate(trial.metrics);
  if (outcome)
    return *outcome;
  llvm::consumeError(outcome.takeError());
  return {};
}

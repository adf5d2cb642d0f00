//===- Profile.cpp - Reports about the time of runs -----------------------===//

#include "Profile.h"

#include "Reports.h"

#include <algorithm>
#include <cinttypes>
#include <numeric>
#include <string_view>

using namespace fovea::app;

Latency fovea::app::summarizeLatency(std::vector<double> &samples) {
  std::sort(samples.begin(), samples.end());
  auto percentile = [&](double fraction) {
    double position = fraction * static_cast<double>(samples.size() - 1);
    auto below = static_cast<size_t>(position);
    size_t above = std::min(below + 1, samples.size() - 1);
    double weight = position - static_cast<double>(below);
    return samples[below] + weight * (samples[above] - samples[below]);
  };
  return {percentile(0.5), percentile(0.05), percentile(0.95), samples[0]};
}

static std::vector<fovea_kernel_profile>
collectKernels(const fovea_context *context) {
  std::vector<fovea_kernel_profile> kernels(fovea_profile_num_kernels(context));
  for (size_t i = 0; i < kernels.size(); ++i)
    fovea_profile_kernel(context, i, &kernels[i]);
  return kernels;
}

namespace {
/// What one call of a kernel reached. Work in units per nanosecond is work in
/// 10^9 units per second.
struct Rates {
  Rates(const fovea_kernel_profile &kernel, double ns, double leastNs) {
    if (ns <= 0)
      return;
    gflops = static_cast<double>(kernel.flops) / ns;
    gbytes = static_cast<double>(kernel.bytes) / ns;
    roofline = leastNs / ns;
  }
  double gflops = 0, gbytes = 0;
  double roofline = 0; ///< least possible time by the peaks / time taken
};
} // namespace

/// Whose peaks they are; empty if there are none.
static std::string rooflineName(const fovea_model &model, const Peak &peak) {
  return peak ? "--peak" : fovea_model_machine(&model);
}

/// The least time of a call of each kernel, in ns.
static std::vector<double>
leastTimes(const fovea_context *context,
           const std::vector<fovea_kernel_profile> &kernels, const Peak &peak) {
  std::vector<double> times;
  for (size_t i = 0; i < kernels.size(); ++i)
    times.push_back(
        peak ? std::max(static_cast<double>(kernels[i].flops) / (*peak)[0],
                        static_cast<double>(kernels[i].bytes) / (*peak)[1])
             : fovea_profile_roofline_ns(context, i));
  return times;
}

/// Time of one call of each kernel, in ns: the median, which a busy machine
/// disturbs less than the mean; the mean where no event was kept.
static std::vector<double>
timesPerCall(const fovea_context *context,
             const std::vector<fovea_kernel_profile> &kernels) {
  std::vector<std::vector<double>> samples(kernels.size());
  const fovea_event *events = nullptr;
  uint64_t count = fovea_profile_events(context, &events);
  for (uint64_t i = 0; i < count; ++i)
    samples[events[i].kernel].push_back(
        static_cast<double>(events[i].end_ns - events[i].start_ns));
  std::vector<double> times;
  for (size_t i = 0; i < kernels.size(); ++i) {
    auto calls = static_cast<double>(std::max<uint64_t>(kernels[i].calls, 1));
    times.push_back(samples[i].empty()
                        ? static_cast<double>(kernels[i].total_ns) / calls
                        : summarizeLatency(samples[i]).median);
  }
  return times;
}

std::string fovea::app::profileTable(const fovea_model &model,
                                     const fovea_context *context,
                                     const Peak &peak) {
  std::vector<fovea_kernel_profile> kernels = collectKernels(context);
  std::string machine = rooflineName(model, peak);
  std::vector<double> least = leastTimes(context, kernels, peak);
  std::vector<double> times = timesPerCall(context, kernels);
  double total = std::accumulate(times.begin(), times.end(), 0.0);
  std::vector<size_t> order(kernels.size());
  std::iota(order.begin(), order.end(), size_t(0));
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return times[a] != times[b] ? times[a] > times[b] : a < b;
  });
  size_t nameWidth = 6, opWidth = 2;
  for (const fovea_kernel_profile &kernel : kernels) {
    nameWidth = std::max(nameWidth, std::string_view(kernel.name).size());
    opWidth = std::max(opWidth, std::string_view(kernel.op).size());
  }
  auto widths = [](size_t width) { return static_cast<int>(width); };
  std::string table = formatString(
      "%-*s  %-*s  %8s  %11s  %6s  %9s  %8s%s\n", widths(nameWidth), "kernel",
      widths(opWidth), "op", "calls", "us per call", "share", "GFLOP/s", "GB/s",
      machine.empty() ? "" : "  roofline");
  for (size_t i : order) {
    const fovea_kernel_profile &kernel = kernels[i];
    Rates rates(kernel, times[i], least[i]);
    table += formatString(
        "%-*s  %-*s  %8" PRIu64 "  %11.3f  %5.1f%%  %9.2f  %8.2f",
        widths(nameWidth), kernel.name, widths(opWidth), kernel.op,
        kernel.calls, times[i] / 1e3, total > 0 ? 100 * times[i] / total : 0.0,
        rates.gflops, rates.gbytes);
    table += machine.empty()
                 ? "\n"
                 : formatString("  %7.1f%%\n", 100 * rates.roofline);
  }
  table += formatString("sum of all kernels, medians: %.3f ms", total / 1e6);
  if (machine.empty())
    return table + "\n";
  double bound = std::accumulate(least.begin(), least.end(), 0.0);
  return table + formatString("; %.1f%% of the roofline of %s\n",
                              total > 0 ? 100 * bound / total : 0.0,
                              machine.c_str());
}

std::string fovea::app::chromeTrace(const fovea_model &model,
                                    const fovea_context *context,
                                    const Peak &peak) {
  std::vector<fovea_kernel_profile> kernels = collectKernels(context);
  std::string machine = rooflineName(model, peak);
  std::vector<double> least = leastTimes(context, kernels, peak);
  const fovea_event *events = nullptr;
  uint64_t count = fovea_profile_events(context, &events);
  std::string trace =
      "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n"
      "{\"ph\": \"M\", \"pid\": 1, \"name\": \"process_name\", \"args\": "
      "{\"name\": " +
      jsonString(fovea_model_name(&model)) +
      ", \"roofline\": " + jsonString(machine) + "}}";
  for (uint64_t i = 0; i < count; ++i) {
    const fovea_event &event = events[i];
    const fovea_kernel_profile &kernel = kernels[event.kernel];
    auto ns = static_cast<double>(event.end_ns - event.start_ns);
    Rates rates(kernel, ns, least[event.kernel]);
    trace +=
        ",\n{\"ph\": \"X\", \"pid\": 1, \"tid\": 0, \"name\": " +
        jsonString(kernel.name) + ", \"cat\": " + jsonString(kernel.op) +
        formatString(", \"ts\": %.3f, \"dur\": %.3f, \"args\": "
                     "{\"flops\": %" PRIu64 ", \"bytes\": %" PRIu64
                     ", \"GFLOP/s\": %.3f, \"GB/s\": %.3f",
                     static_cast<double>(event.start_ns) / 1e3, ns / 1e3,
                     kernel.flops, kernel.bytes, rates.gflops, rates.gbytes);
    if (!machine.empty())
      trace += formatString(", \"roofline\": %.4f", rates.roofline);
    trace += "}}";
  }
  return trace + "\n]}\n";
}

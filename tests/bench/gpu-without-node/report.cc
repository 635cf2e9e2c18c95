#include "report.h"
#include <cmath>
#include <cstdio>

/** As printf. */
template <typename... Values> static std::string text(const char* format, Values... values) {
  char line[512];
  snprintf(line, sizeof(line), format, values...);
  return line;
}

static std::string version_of(int version, int major) { return text("%d.%d", version / major, version % major / (major > 10 ? major / 100 : 1)); }

std::string line_of(const Gpu& gpu, size_t number) {
  return text("GPU %zu: %s, %.1f GB, compute capability %s, driver for CUDA %s%s", number, gpu.name.c_str(), double(gpu.memory) / 1e9,
              version_of(gpu.capability, 10).c_str(), version_of(gpu.driver, 1000).c_str(), number == 0 ? "" : " (not used)");
}

std::string line_of(const Verdict& verdict) {
  const char* name = verdict.network.c_str();
  if (!verdict.failure.empty()) return text("%-10s  FAILED: %s", name, verdict.failure.c_str());
  return text("%-10s  %s, %.3g of the tolerance at most (%s)", name, verdict.passed() ? "passed" : "FAILED", verdict.worst,
              verdict.where.c_str());
}

std::string line_of(const Timing& timing) {
  const std::string begin = text("%-10s  %4d %s  ", timing.network.c_str(), timing.nets, timing.nets == 1 ? "net " : "nets");
  if (!timing.reason.empty()) return begin + (timing.wrong ? "FAILED: " : "not measured: ") + timing.reason;
  return begin + text("%.6f s an epoch, %.1f epochs of all nets a second (%d timed)", timing.seconds, timing.nets / timing.seconds,
                      timing.epochs);
}

static std::string quoted(const std::string& plain) {
  std::string all = "\"";
  for (const char c : plain) {
    if (c == '"' || c == '\\') all += '\\';
    if (static_cast<unsigned char>(c) >= ' ') all += c;
  }
  return all + '"';
}

/** JSON has no infinity. */
static std::string number(double x) { return std::isfinite(x) ? text("%.9g", x) : "null"; }

static std::string json_of(const Gpu& gpu) {
  return text("{\"name\":%s,\"memory\":%zu,\"capability\":\"%s\",\"driver\":\"%s\"}", quoted(gpu.name).c_str(), gpu.memory,
              version_of(gpu.capability, 10).c_str(), version_of(gpu.driver, 1000).c_str());
}

static std::string json_of(const Verdict& verdict) {
  return "{\"network\":" + quoted(verdict.network) + ",\"passed\":" + (verdict.passed() ? "true" : "false") +
         ",\"worst\":" + number(verdict.worst) + ",\"where\":" + quoted(verdict.where) + ",\"failure\":" + quoted(verdict.failure) + "}";
}

static std::string json_of(const Timing& timing) {
  return "{\"network\":" + quoted(timing.network) + text(",\"nets\":%d,\"pictures\":%d,\"epochs\":%d", timing.nets, timing.pictures, timing.epochs) +
         ",\"seconds\":" + (timing.reason.empty() ? number(timing.seconds) : "null") + ",\"reason\":" + quoted(timing.reason) + "}";
}

template <typename T> static std::string array_of(const std::vector<T>& all) {
  std::string array;
  for (const T& one : all) array += (array.empty() ? "" : ",") + json_of(one);
  return "[" + array + "]";
}

std::string json_of(const Findings& findings) {
  return "{\"gpus\":" + array_of(findings.gpus) + ",\"obstacle\":" + quoted(findings.obstacle) +
         ",\"conformance\":" + array_of(findings.verdicts) + ",\"timing\":" + array_of(findings.timings) + "}";
}

/** The results as lines for a person and as one JSON object. */
#pragma once
#include <string>
#include <vector>
#include "conformance.h"
#include "timing.h"

struct Gpu {
  std::string name;
  size_t memory = 0;
  /** 10 * major + minor, and 1000 * major + 10 * minor of CUDA. */
  int capability = 0, driver = 0;
};

struct Findings {
  std::vector<Gpu> gpus;
  /** Why no GPU can be used, as a sentence; else empty. */
  std::string obstacle;
  std::vector<Verdict> verdicts;
  std::vector<Timing> timings;
};

std::string line_of(const Gpu& gpu, size_t number);
std::string line_of(const Verdict& verdict);
std::string line_of(const Timing& timing);
std::string json_of(const Findings& findings);

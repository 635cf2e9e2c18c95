/** Shared by all tests of the kernels: CHECK, seeded random numbers, sums in double precision with their error bounds. */
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

/** The current case; printed when it fails, and when a sanitizer ends the program. */
inline std::string& running_case() {
  static std::string text;
  return text;
}

#define CHECK(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      std::fprintf(stderr, "%s:%d: %s\n  in %s\n", __FILE__, __LINE__, #condition, running_case().c_str());  \
      std::exit(1);                                                                                          \
    }                                                                                                        \
  } while (false)

/** The same numbers on every machine: the generator is fixed by the standard, the distributions are not. */
class Random {
 public:
  explicit Random(uint32_t seed) : generator_(seed) {}
  uint32_t word() { return generator_(); }
  int whole(int low, int high) { return low + int(word() % uint32_t(high - low + 1)); }
  bool coin() { return whole(0, 1) == 1; }
  template <typename Number>
  Number pick(std::initializer_list<Number> list) {
    return list.begin()[whole(0, int(list.size()) - 1)];
  }
  /** In [-1, 1). */
  float number() { return float(int(word() >> 8) - (1 << 23)) / (1 << 23); }
  /** Arrays are exactly as long as their content, so that the sanitizer detects an access to the first number after them. */
  std::vector<float> numbers(size_t count) {
    std::vector<float> all(count);
    for (float& one : all) one = number();
    return all;
  }
  /** Small integers, whose sums are exact in any order: equal values are equal to the bit. */
  std::vector<float> whole_numbers(size_t count, int low, int high) {
    std::vector<float> all(count);
    for (float& one : all) one = float(whole(low, high));
    return all;
  }

 private:
  std::mt19937 generator_;
};

/**
 * A sum in double precision, and the error bound of the same sum in floats in any order: terms * u * sum(|term|) with
 * u = 2^-24 (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 4.2; the terms
 * are products, hence one more).
 */
struct Sum {
  double value = 0, magnitude = 0;
  int terms = 0;

  void add(double term) {
    value += term;
    magnitude += std::fabs(term);
    terms++;
  }
  double error() const { return (terms + 2) * 0x1p-24 * magnitude; }
  bool near(float got) const { return std::fabs(double(got) - value) <= error(); }
};

/** Within `ulps` units of 2^-24 of the larger magnitude. */
inline bool near(double got, double want, double ulps) {
  return std::fabs(got - want) <= ulps * 0x1p-24 * std::fmax(std::fabs(want), std::fabs(got));
}

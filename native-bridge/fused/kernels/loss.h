/**
 * Softmax cross-entropy with label smoothing. exp and log are our own, in double, so that every build gives the same
 * numbers and WebAssembly needs no library.
 */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

/** e^x for x <= 0, to about 1e-15: x = n ln 2 + r with |r| <= ln 2 / 2, then Taylor's series to r^13 / 13!. */
static double exponential(double x) {
  if (!(x > -708)) return x != x ? x : 0; // below, the result is no normal number
  const double n = double(int64_t(x * 1.4426950408889634 - 0.5));
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10; // ln 2 in two parts
  double series = 1;
  for (int i = 13; i > 0; i--) series = 1 + r / i * series;
  const int64_t bits = (int64_t(n) + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof(power));
  return series * power;
}

/** ln x for normal x > 0, to about 1e-15: x = 2^n m with m near 1, then 2 atanh((m - 1) / (m + 1)). */
static double logarithm(double x) {
  if (!(x < __builtin_inf())) return x;
  int64_t bits;
  memcpy(&bits, &x, sizeof(bits));
  int64_t n = ((bits >> 52) & 0x7ff) - 1023;
  bits = (bits & 0xfffffffffffff) | (int64_t(1023) << 52);
  double m;
  memcpy(&m, &bits, sizeof(m));
  if (m > 1.4142135623730951) {
    m /= 2;
    n++;
  }
  const double t = (m - 1) / (m + 1); // |t| < 0.172
  double series = 0;
  for (int i = 21; i > 0; i -= 2) series = series * t * t + 1.0 / i;
  return double(n) * 0.6931471805599453 + 2 * t * series;
}

/**
 * One picture's cross-entropy against (1 - smoothing) * one-hot + smoothing / classes, the row's maximum taken out so that
 * nothing overflows. A negative label is no class: all targets are 1 / classes, as with smoothing 1.
 * @param g (classes) d(loss)/d(logit) times `share`, the picture's share of the mini-batch
 */
static double softmax_cross_entropy(const float* logits, int classes, int label, double smoothing, double share, float* g) {
  if (label < 0) smoothing = 1;
  double top = logits[0], sum = 0, mean = 0;
  for (int k = 1; k < classes; k++) top = logits[k] > top ? logits[k] : top;
  for (int k = 0; k < classes; k++) {
    sum += exponential(logits[k] - top);
    mean += logits[k] / double(classes);
  }
  for (int k = 0; k < classes; k++) {
    const double target = (k == label ? 1 - smoothing : 0) + smoothing / classes;
    g[k] = float((exponential(logits[k] - top) / sum - target) * share);
  }
  const double likelihood = label < 0 ? 0 : (1 - smoothing) * logits[label];
  return logarithm(sum) + top - likelihood - smoothing * mean;
}

/** Whether the label has the largest logit, the first of equals. */
INLINE bool is_right(const float* logits, int classes, int label) {
  int best = 0;
  for (int k = 1; k < classes; k++) best = logits[k] > logits[best] ? k : best;
  return best == label;
}

} // namespace FUSED_TARGET

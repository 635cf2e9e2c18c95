/**
 * Weights as whole numbers, for kernels that multiply the bytes of pictures: w = scale * (d0 * 2^14 + d1 * 2^7 + d2) by a
 * scale of the filter's own, each digit a signed byte. Sums of products are then exact, so what is lost is the rounding of
 * the weights alone: 2^-22 of the filter's largest, as much as a float32 sum of some 50 terms loses. Kernels of different
 * instructions take the same digits and put the same sums together the same way: they give the same bits.
 */
#pragma once
#include "dot.h"
#include "matrix.h"
#include "memory.h"

namespace FUSED_TARGET {

/** Whether this target has a kernel of whole numbers: matrices (bytes.h) or dot products (dots.h). */
#define FUSED_BYTES (FUSED_MATRIX || FUSED_DOT)

constexpr int DIGITS = 3;
/** The most filters, and numbers in a window, that these kernels take: they bound every sum, and the room for digits. */
constexpr int MOST_BYTE_FILTERS = 16;
constexpr int MOST_BYTE_TAPS = 64;
static_assert(BYTE_WEIGHTS == DIGITS * MOST_BYTE_TAPS * MOST_BYTE_FILTERS / 4 + MOST_BYTE_FILTERS);

/** What the stages have in common that these kernels compute. */
INLINE bool has_byte_window(const Stage& stage) {
  return stage.kind == CONVOLUTION && stage.stride == 1 && stage.kernel <= 4 && stage.channels <= 4 && stage.pool > 1 &&
         stage.kernel * stage.kernel * stage.channels <= MOST_BYTE_TAPS && stage.out_channels <= MOST_BYTE_FILTERS;
}

#if FUSED_BYTES
constexpr int32_t LARGEST_WEIGHT = 127 << 14;

/** What the kernels read: a stage's digits in the kernel's own order, and a scale for every filter (or column). */
struct ByteWeights {
  int8_t* digits;
  float* scale; // (MOST_BYTE_FILTERS)
};
/** Both lie in the stage's `forward`. */
INLINE ByteWeights byte_weights(float* forward) {
  return {reinterpret_cast<int8_t*>(forward), forward + BYTE_WEIGHTS - MOST_BYTE_FILTERS};
}

/**
 * One filter's whole numbers: put(digit, tap, value) for each. w: (kernel, kernel, channels, out_channels).
 * @returns the filter's scale, for bytes of 0 to 255; no number where a weight is none.
 */
template <typename Put>
static float split_weights(const Stage& stage, const float* w, int filter, Put put) {
  const int taps = stage.kernel * stage.kernel * stage.channels;
  const auto weight = [&](int tap) { return w[int64_t(tap) * stage.out_channels + filter]; };
  float largest = 0;
  for (int tap = 0; tap < taps; tap++) {
    const float size = __builtin_fabsf(weight(tap));
    if (!(size <= largest)) largest = size; // also what is no number: the scale then carries it
  }
  const bool usable = largest > 0 && largest < __builtin_inff();
  const double step = usable ? double(largest) / LARGEST_WEIGHT : 1;
  for (int tap = 0; tap < taps; tap++) {
    int32_t whole = usable ? int32_t(__builtin_floor(weight(tap) / step + 0.5)) : 0;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      const int32_t rest = digit == 0 ? whole : ((whole + 64) & 127) - 64;
      put(digit, tap, int8_t(rest));
      whole = (whole - rest) / 128;
    }
  }
  return usable || largest == 0 ? float(step * UNIT) : __builtin_nanf("");
}

/** d0 * 2^14 + d1 * 2^7 + d2 of the digits' sums; the first two together stay below 2^31. */
INLINE V combine_digits(I first, I second, I third) {
  return fma(to_float((first << 7) + second), splat(128.0f), to_float(third));
}
#endif

} // namespace FUSED_TARGET

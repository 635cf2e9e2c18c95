/**
 * The two passes of resize.ts in WebAssembly SIMD, with the same bytes. A weight of 22 bits is 2^15 high + low, two
 * signed 16-bit numbers, so that one instruction multiplies and adds eight pixels. Intermediate sums may wrap at 32 bits,
 * because the final sum fits. JavaScript allocates the addresses (quick-resize.ts); no C library is linked.
 */
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {

constexpr int kPrecisionBits = 22;
constexpr int kLowBits = 15;
constexpr int32_t kHalf = 1 << (kPrecisionBits - 1);
/** Outputs are RGB. */
constexpr int kChannels = 3;

/** For one output: the first source pixel, the number of pairs of taps, and the index of their weights. */
struct Output {
  int32_t first;
  int32_t pairs;
  int32_t begin;
};

/** Weights of two neighbours, high and low, 32 bits each for a splat. */
struct Pair {
  int16_t high[2];
  int16_t low[2];
};

struct Sums {
  v128_t high = wasm_i32x4_splat(0);
  v128_t low = wasm_i32x4_splat(kHalf);

  void add(v128_t pixels, v128_t high_weights, v128_t low_weights) {
    high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(pixels, high_weights));
    low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(pixels, low_weights));
  }
  v128_t rounded() const {
    return wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_shl(high, kLowBits), low), kPrecisionBits);
  }
};

/** Two pixels with interleaved channels, as 16 bits: r0 r1 g0 g1 b0 b1 and two that are ignored. */
template <int channels>
v128_t two_pixels(const uint8_t* at) {
  const v128_t bytes = wasm_v128_load64_zero(at);
  const v128_t zero = wasm_i32x4_splat(0);
  if (channels == 3)
    return wasm_i8x16_shuffle(bytes, zero, 0, 16, 3, 16, 1, 16, 4, 16, 2, 16, 5, 16, 16, 16, 16, 16);
  return wasm_i8x16_shuffle(bytes, zero, 0, 16, 4, 16, 1, 16, 5, 16, 2, 16, 6, 16, 16, 16, 16, 16);
}

void store_pixel(uint8_t* to, v128_t sums) {
  to[0] = uint8_t(wasm_i32x4_extract_lane(sums, 0));
  to[1] = uint8_t(wasm_i32x4_extract_lane(sums, 1));
  to[2] = uint8_t(wasm_i32x4_extract_lane(sums, 2));
}

/** `lines` rows at once: they share the loads of the weights. */
template <int channels, int lines>
void along_rows(const uint8_t* source, int stride, const Output* outputs, const Pair* weights, int width, uint8_t* out) {
  for (int column = 0; column < width; column++) {
    const Output output = outputs[column];
    const Pair* pair = weights + output.begin;
    const uint8_t* from = source + output.first * channels;
    Sums sums[lines];
    for (int k = 0; k < output.pairs; k++, pair++, from += 2 * channels) {
      const v128_t high = wasm_v128_load32_splat(pair->high);
      const v128_t low = wasm_v128_load32_splat(pair->low);
      for (int line = 0; line < lines; line++) sums[line].add(two_pixels<channels>(from + line * stride), high, low);
    }
    for (int line = 0; line < lines; line++) {
      store_pixel(out + (line * width + column) * kChannels, sums[line].rounded());
    }
  }
}

template <int channels>
void all_rows(const uint8_t* source, int height, int stride, const Output* outputs, const Pair* weights, int width, uint8_t* out) {
  constexpr int kLines = 4;
  int row = 0;
  for (; row + kLines <= height; row += kLines) {
    along_rows<channels, kLines>(source + row * stride, stride, outputs, weights, width, out + row * width * kChannels);
  }
  for (; row < height; row++) {
    along_rows<channels, 1>(source + row * stride, stride, outputs, weights, width, out + row * width * kChannels);
  }
}

}  // namespace

/** (height,part width,channels) -> (height,width,3). Up to 8 bytes after a row are read and ignored. */
EXPORT(rows)
void rows(const uint8_t* source, int height, int stride, int channels, const Output* outputs, const Pair* weights, int width,
          uint8_t* out) {
  if (channels == 3) all_rows<3>(source, height, stride, outputs, weights, width, out);
  else all_rows<4>(source, height, stride, outputs, weights, width, out);
}

/** (from,stride) -> (height,stride), stride in bytes; up to a row and 16 bytes after the end of both are accessed. */
EXPORT(columns)
void columns(const uint8_t* source, int stride, const Output* outputs, const Pair* weights, int height, uint8_t* out) {
  for (int row = 0; row < height; row++) {
    const Output output = outputs[row];
    for (int i = 0; i < stride; i += 16) {
      const uint8_t* from = source + output.first * stride + i;
      const Pair* pair = weights + output.begin;
      Sums sums[4];
      for (int k = 0; k < output.pairs; k++, pair++, from += 2 * stride) {
        const v128_t upper = wasm_v128_load(from);
        const v128_t lower = wasm_v128_load(from + stride);
        const v128_t left = wasm_i8x16_shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const v128_t right = wasm_i8x16_shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const v128_t high = wasm_v128_load32_splat(pair->high);
        const v128_t low = wasm_v128_load32_splat(pair->low);
        sums[0].add(wasm_u16x8_extend_low_u8x16(left), high, low);
        sums[1].add(wasm_u16x8_extend_high_u8x16(left), high, low);
        sums[2].add(wasm_u16x8_extend_low_u8x16(right), high, low);
        sums[3].add(wasm_u16x8_extend_high_u8x16(right), high, low);
      }
      // Weights are positive and add up to one, so no sum exceeds 255 by enough to wrap.
      const v128_t first = wasm_i16x8_narrow_i32x4(sums[0].rounded(), sums[1].rounded());
      const v128_t second = wasm_i16x8_narrow_i32x4(sums[2].rounded(), sums[3].rounded());
      wasm_v128_store(out + row * stride + i, wasm_u8x16_narrow_i16x8(first, second));
    }
  }
}

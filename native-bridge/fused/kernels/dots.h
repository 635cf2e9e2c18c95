/**
 * The first convolution in whole numbers, by dot products of four bytes. The lanes are neighbouring pixels, as in wide.h; a
 * pixel's dword holds a column of the window, the bytes of one channel from four rows. The dwords of a row of pixels
 * lie side by side, so a window's next column is the same memory one dword further, and the row below needs one byte more:
 * every dword moves by a byte and takes that of the new row in.
 */
#pragma once
#include "digits.h"

namespace FUSED_TARGET {

#if FUSED_DOT
/** Filters and vectors of pixels whose sums are in registers at once. */
constexpr int DOT_FILTERS = 2;
constexpr int DOT_VECTORS = 2;
/** Rows and columns of a window: as many as a dword has bytes. */
constexpr int DOT_KERNEL = 4;

/** Whether a first stage is of the kind that this kernel computes, and sooner than others. */
static bool fits_bytes(const Stage& stage) {
  // Three digits of a smaller window, whose dwords are not full, cost as much as its floats.
  return has_byte_window(stage) && stage.kernel == DOT_KERNEL && stage.pool_pad_left == 0;
}

/** One filter's digits (filters / DOT_FILTERS, channels, columns, DIGITS, DOT_FILTERS, 4 rows), and its scale. */
static void prepare_bytes(const Stage& stage, const float* w, int filter, float* forward) {
  const ByteWeights to = byte_weights(forward);
  const int k = stage.kernel, channels = stage.channels;
  to.scale[filter] = split_weights(stage, w, filter, [&](int digit, int tap, int8_t value) {
    const int y = tap / (k * channels), x = tap / channels % k, c = tap % channels;
    const int column = (filter / DOT_FILTERS * channels + c) * k + x;
    to.digits[((column * DIGITS + digit) * DOT_FILTERS + filter % DOT_FILTERS) * 4 + y] = value;
  });
}

/** Pixels of one row in whole tiles, and the dwords under them with the kernel's reach. */
INLINE int64_t dot_line(const Stage& stage) { return round_up(stage.conv_width, LANES * DOT_VECTORS); }
INLINE int64_t dword_line(const Stage& stage) { return round_up(dot_line(stage) + stage.kernel, LANES); }
/** A row of maxima, followed by numbers that never win. */
INLINE int64_t dot_spacing(const Stage& stage) { return dot_line(stage) + 64 + LANES; }

/** Numbers of scratch that the kernel needs: dwords of the rows under one row of the pool, maxima, the bytes of a row. */
static int64_t bytes_scratch(const Stage& stage) {
  const int64_t dwords = stage.channels * dword_line(stage);
  return dwords * stage.pool + 2 * MOST_BYTE_FILTERS * dot_spacing(stage) + dwords * 2 / 4;
}

typedef uint32_t U __attribute__((vector_size(LANES * 4)));

/** The bytes of one row of a picture by channels (channels, dword_line); the border stays zeros. */
INLINE void split_bytes(const Stage& stage, const uint8_t* from, uint8_t* to) {
  const int pixels = smaller(stage.width, stage.padded_width - stage.pad_left), channels = stage.channels;
  const int64_t line = dword_line(stage);
  to += stage.pad_left;
  int x = 0;
  for (; channels == 3 && x + 16 <= pixels; x += 16) {
    uint8_t planes[3][16];
    deinterleave(from + x * 3, planes);
    for (int c = 0; c < 3; c++) memcpy(to + c * line + x, planes[c], 16);
  }
  for (int c = 0; c < channels; c++) {
    for (int i = x; i < pixels; i++) to[c * line + i] = from[i * channels + c];
  }
}

/** A picture's rows on their way into dwords. */
struct DwordRows {
  const Stage& stage;
  const uint8_t* picture;
  /** (pool, channels, dword_line): the dwords of row y of the convolution at y % pool. */
  int32_t* dwords;
  /** (channels, dword_line) each: the row that comes in, and zeros. */
  uint8_t *entering, *zeros;

  int64_t size() const { return stage.channels * dword_line(stage); }
  int32_t* row(int y) const { return dwords + y % stage.pool * size(); }

  /** Every dword of `above` by a byte further, with the bytes of the padded picture's row `padded`. */
  INLINE_MEMBER void enter(int padded, const int32_t* above, int32_t* to) const {
    const int y = padded - stage.pad_top;
    const bool inside = y >= 0 && y < stage.height;
    if (inside) split_bytes(stage, picture + int64_t(y) * stage.width * stage.channels, entering);
    const uint8_t* bytes = inside ? entering : zeros;
    constexpr int LAST = 8 * (DOT_KERNEL - 1);
    const int64_t count = size();
    for (int64_t i = 0; i < count; i += LANES) {
      const U moved = reinterpret_cast<U>(load(above + i)) >> 8;
      store(to + i, reinterpret_cast<I>(moved | reinterpret_cast<U>(whole_bytes(bytes + i)) << LAST));
    }
  }

  /** What is above the first row. */
  void begin() const {
    memset(entering, 0, size_t(2 * size()));
    int32_t* above = row(stage.pool - 1);
    memset(above, 0, size_t(size()) * sizeof(int32_t));
    for (int padded = 0; padded < stage.kernel - 1; padded++) enter(padded, above, above);
  }
};

/** The sums of one tile: DOT_FILTERS filters of DOT_VECTORS vectors of pixels. */
INLINE void dot_tile(const int32_t* dwords, int64_t line, int channels, const int8_t* digits,
                     V (&z)[DOT_FILTERS][DOT_VECTORS]) {
  I total[DIGITS][DOT_FILTERS][DOT_VECTORS] = {};
  for (int c = 0; c < channels; c++, dwords += line) {
    UNROLL for (int x = 0; x < DOT_KERNEL; x++, digits += DIGITS * DOT_FILTERS * 4) {
      I pixels[DOT_VECTORS];
      UNROLL for (int r = 0; r < DOT_VECTORS; r++) pixels[r] = load(dwords + x + r * LANES);
      UNROLL for (int d = 0; d < DIGITS; d++) {
        UNROLL for (int f = 0; f < DOT_FILTERS; f++) {
          int32_t weight;
          memcpy(&weight, digits + (d * DOT_FILTERS + f) * 4, 4);
          UNROLL for (int r = 0; r < DOT_VECTORS; r++) total[d][f][r] = dot(total[d][f][r], pixels[r], splat(weight));
        }
      }
    }
  }
  UNROLL for (int f = 0; f < DOT_FILTERS; f++) {
    UNROLL for (int r = 0; r < DOT_VECTORS; r++) z[f][r] = combine_digits(total[0][f][r], total[1][f][r], total[2][f][r]);
  }
}

/** The maxima of every column of a strip, and where they were, for the pixels from `x` on and the filters from `filter` on. */
template <bool TRAINING>
INLINE void dot_columns(const Stage& stage, const DwordRows& from, Rows rows, int x, int filter, const int8_t* digits,
                        Maxima maxima) {
  V best[DOT_FILTERS][DOT_VECTORS];
  I where[DOT_FILTERS][DOT_VECTORS] = {};
  for (int r = 0; r < rows.count; r++) {
    V z[DOT_FILTERS][DOT_VECTORS];
    dot_tile(from.row(rows.first + r) + x, dword_line(stage), stage.channels, digits, z);
    const I row_at = splat(int32_t(r * stage.row));
    UNROLL for (int f = 0; f < DOT_FILTERS; f++) {
      UNROLL for (int v = 0; v < DOT_VECTORS; v++) {
        if (r == 0) {
          best[f][v] = z[f][v];
          continue;
        }
        if (TRAINING) where[f][v] = z[f][v] > best[f][v] ? row_at : where[f][v];
        best[f][v] = maximum(z[f][v], best[f][v]);
      }
    }
  }
  const int32_t base = window_offset(stage, rows.first, 0);
  UNROLL for (int v = 0; v < DOT_VECTORS; v++) {
    const I column = lane_numbers() + splat(x + v * LANES);
    const I outside = column >= splat(stage.conv_width);
    UNROLL for (int f = 0; f < DOT_FILTERS; f++) {
      const int64_t to = (filter + f) * maxima.spacing + x + v * LANES;
      store(maxima.best + to, outside ? splat(-__builtin_inff()) : best[f][v]);
      if (TRAINING) store(maxima.at + to, outside ? splat(INT32_MAX) : where[f][v] + column * stage.channels + base);
    }
  }
}

/** Every second lane of two vectors one after the other, from lane `first` on. */
template <typename Vector>
INLINE Vector every_second(Vector a, Vector b, int first) {
#if defined(__clang__)
  Vector lanes;
  UNROLL for (int i = 0; i < LANES; i++) lanes[i] = i < LANES / 2 ? a[2 * i + first] : b[2 * i + first - LANES];
  return lanes;
#else
  return __builtin_shuffle(a, b, lane_numbers() * 2 + first);
#endif
}

/** Maxima of pools of a power of two, packed: entry x of `count` becomes that of the pool x. */
template <bool TRAINING>
INLINE void halve_maxima(int pool, int64_t count, float* best, int32_t* at) {
  for (; pool > 1; pool /= 2, count /= 2) {
    for (int64_t x = 0; 2 * x < count; x += LANES) {
      const V a = load(best + 2 * x), b = load(best + 2 * x + LANES);
      V value = every_second(a, b, 0);
      const V other = every_second(a, b, 1);
      if (TRAINING) {
        const I at_a = load(at + 2 * x), at_b = load(at + 2 * x + LANES);
        I where = every_second(at_a, at_b, 0);
        take_larger(value, where, other, every_second(at_a, at_b, 1));
        store(at + x, where);
      } else {
        value = maximum(other, value);
      }
      store(best + x, value);
    }
  }
}

/** The maxima of a row of pools, from those of its columns. @returns how far apart they then lie. */
template <bool TRAINING>
INLINE int pool_columns(const Stage& stage, Maxima maxima) {
  if ((stage.pool & (stage.pool - 1)) != 0) {
    maxima_along<TRAINING>(stage, maxima);
    return stage.pool;
  }
  for (int f = 0; f < stage.out_channels; f++) {
    halve_maxima<TRAINING>(stage.pool, maxima.line, maxima.best + f * maxima.spacing, maxima.at + f * maxima.spacing);
  }
  return 1;
}

/** As `convolve`, from a picture's bytes. forward: what `prepare_bytes` wrote; scratch: `bytes_scratch` numbers. */
template <bool TRAINING>
static void convolve_bytes_any(const Stage& stage, const uint8_t* picture, float* forward, const float* bias,
                               float* scratch, float* out, int32_t* at) {
  const ByteWeights weights = byte_weights(forward);
  const int64_t spacing = dot_spacing(stage), line = dot_line(stage), filters = stage.out_channels;
  const Maxima maxima = {scratch, reinterpret_cast<int32_t*>(scratch + spacing * MOST_BYTE_FILTERS), spacing, line};
  int32_t* dwords = reinterpret_cast<int32_t*>(scratch + 2 * spacing * MOST_BYTE_FILTERS);
  uint8_t* bytes = reinterpret_cast<uint8_t*>(dwords + stage.pool * stage.channels * dword_line(stage));
  const DwordRows from = {stage, picture, dwords, bytes, bytes + stage.channels * dword_line(stage)};
  from.begin();
  bound_maxima(stage, maxima);
  for (int y = 0; y < stage.out_height; y++) {
    const Rows rows = rows_under(stage.pool, stage.pool_pad_top, y, stage.conv_height);
    for (int r = rows.first; r < rows.first + rows.count; r++) {
      from.enter(r + stage.kernel - 1, from.row(r + stage.pool - 1), from.row(r));
    }
    for (int x = 0; x < line; x += DOT_VECTORS * LANES) {
      const int8_t* digits = weights.digits;
      for (int f = 0; f < filters; f += DOT_FILTERS, digits += stage.channels * DOT_KERNEL * DIGITS * DOT_FILTERS * 4) {
        dot_columns<TRAINING>(stage, from, rows, x, f, digits, maxima);
      }
    }
    const int64_t step = pool_columns<TRAINING>(stage, maxima);
    const int64_t width = stage.out_width, row = y * width * filters;
    const float floor = stage.relu ? 0 : -__builtin_inff();
    for (int64_t f = 0; f < filters; f++) {
      const float scale = weights.scale[f], start = bias[f];
      for (int64_t x = 0; x < width; x++) {
        const float value = __builtin_fmaf(maxima.best[f * spacing + x * step], scale, start);
        out[row + x * filters + f] = value < floor ? floor : value;
        if (TRAINING) at[row + x * filters + f] = maxima.at[f * spacing + x * step];
      }
    }
  }
}

#endif

} // namespace FUSED_TARGET

/**
 * Pools of their own, relu, dropout and batch norm: one picture at a time, channels in the lanes. Where the channels are
 * no whole vectors, a pixel's last vector reaches into the next pixel: values are written from the first pixel to the
 * last, so what was written too much is written over, and every picture's memory has LANES numbers of slack after it.
 */
#pragma once
#include "convolution.h"
#include "philox.h"

namespace FUSED_TARGET {

/** The part of a window that is on the picture, along one axis. */
INLINE Rows window_along(int index, int size, int stride, int pad, int length) {
  const int begin = index * stride - pad;
  const int from = larger(begin, 0);
  return {from, smaller(begin + size, length) - from};
}

/** Calls visit(pixel, rows, columns) for every window of a pool. */
template <typename Visit>
INLINE void each_window(const Stage& stage, Visit visit) {
  for (int y = 0; y < stage.out_height; y++) {
    const Rows rows = window_along(y, stage.kernel, stage.stride, stage.pad_top, stage.height);
    for (int x = 0; x < stage.out_width; x++) {
      visit(int64_t(y) * stage.out_width + x, rows,
            window_along(x, stage.kernel, stage.stride, stage.pad_left, stage.width));
    }
  }
}

/** Offset of a pixel of the input. */
INLINE int64_t pixel(const Stage& stage, int y, int x) { return (int64_t(y) * stage.width + x) * stage.channels; }

/** The first of equal maxima, and its offset in the picture. Windows may overlap. */
static void max_pool(const Stage& stage, const float* in, float* out, int32_t* at) {
  each_window(stage, [&](int64_t to, Rows rows, Rows columns) {
    for (int64_t c = 0; c < stage.channels; c += LANES) {
      V best = load(in + pixel(stage, rows.first, columns.first) + c);
      I where = splat(int32_t(pixel(stage, rows.first, columns.first)));
      for (int y = rows.first; y < rows.first + rows.count; y++) {
        for (int x = columns.first; x < columns.first + columns.count; x++) {
          const V z = load(in + pixel(stage, y, x) + c);
          where = z > best ? splat(int32_t(pixel(stage, y, x))) : where;
          best = maximum(z, best);
        }
      }
      store(out + to * stage.channels + c, best);
      store(at + to * stage.channels + c, where);
    }
  });
}

static void max_pool_gradient(const Stage& stage, const float* g, const int32_t* at, float* to) {
  memset(to, 0, size_t(stage.in_size) * sizeof(float));
  for (int64_t i = 0; i < stage.out_size; i += stage.channels) {
    for (int64_t c = 0; c < stage.channels; c++) to[at[i + c] + c] += g[i + c];
  }
}

/** Entries of the padding are not counted, as in TensorFlow. */
static void average_pool(const Stage& stage, const float* in, float* out) {
  each_window(stage, [&](int64_t to, Rows rows, Rows columns) {
    for (int64_t c = 0; c < stage.channels; c += LANES) {
      V total = {};
      for (int y = rows.first; y < rows.first + rows.count; y++) {
        for (int x = columns.first; x < columns.first + columns.count; x++) total += load(in + pixel(stage, y, x) + c);
      }
      store(out + to * stage.channels + c, total / splat(float(rows.count * columns.count)));
    }
  });
}

static void average_pool_gradient(const Stage& stage, const float* g, float* to) {
  memset(to, 0, size_t(stage.in_size) * sizeof(float));
  each_window(stage, [&](int64_t from, Rows rows, Rows columns) {
    const float share = 1.0f / float(rows.count * columns.count);
    for (int y = rows.first; y < rows.first + rows.count; y++) {
      for (int x = columns.first; x < columns.first + columns.count; x++) {
        float* pixels = to + pixel(stage, y, x);
        for (int c = 0; c < stage.channels; c++) pixels[c] += g[from * stage.channels + c] * share;
      }
    }
  });
}

static void relu(int64_t size, const float* in, float* out) {
  for (int64_t i = 0; i < size; i += LANES) store(out + i, maximum(V{}, load(in + i)));
}

/** g where the output was positive, else 0; `to` may be `g`. */
static void relu_gradient(int64_t size, const float* out, const float* g, float* to) {
  for (int64_t i = 0; i < size; i += LANES) store(to + i, load(out + i) > V{} ? load(g + i) : V{});
}

/** The seed of the masks, and the optimizer steps taken before this one. */
struct Drawing {
  uint32_t seed_low, seed_high, step;
};

/**
 * x times the mask of picture `row` of the mini-batch: convnet/dropout.ts names the counters. Each block of four numbers
 * has its own counter, and a picture may begin inside one.
 */
static void dropout(const Stage& stage, Drawing drawing, int64_t row, const float* in, float* out) {
  const double threshold = stage.real[0] * double(1 << 23);
  const float scale = float(1 / (1 - stage.real[0]));
  const int64_t first = row * stage.in_size;
  uint32_t word[4];
  int64_t block = -1;
  for (int64_t i = 0; i < stage.in_size; i++) {
    const int64_t n = first + i;
    if (n >> 2 != block) {
      block = n >> 2;
      philox(drawing.seed_low, drawing.seed_high, uint32_t(block), uint32_t(stage.layer), drawing.step, word);
    }
    out[i] = double(word[n & 3] & 0x7fffff) >= threshold ? in[i] * scale : 0;
  }
}

/** out = (in - mean) * scale + beta, a channel at a time; the mean is taken off first, since it may be far from 0. */
static void batch_norm(const Stage& stage, const float* mean, const float* scale, const float* beta, const float* in,
                       float* out) {
  for (int64_t i = 0; i < stage.in_size; i += stage.channels) {
    for (int64_t c = 0; c < stage.channels; c += LANES) {
      store(out + i + c, fma(load(in + i + c) - load(mean + c), load(scale + c), load(beta + c)));
    }
  }
}

/** Adds each channel's sum over (size / channels, channels) to `to`; lanes after the last channel mean nothing. */
INLINE void channel_sums(int64_t size, int64_t channels, const float* in, float* to) {
  for (int64_t c = 0; c < channels; c += LANES) {
    V total = load(to + c);
    for (int64_t i = 0; i < size; i += channels) total += load(in + i + c);
    store(to + c, total);
  }
}

/** Adds each channel's sum of squared distances from `mean`. */
static void channel_squares(const Stage& stage, const float* in, const float* mean, float* to) {
  for (int64_t c = 0; c < stage.channels; c += LANES) {
    V total = load(to + c);
    const V middle = load(mean + c);
    for (int64_t i = 0; i < stage.in_size; i += stage.channels) {
      const V distance = load(in + i + c) - middle;
      total = fma(distance, distance, total);
    }
    store(to + c, total);
  }
}

/** Adds sum(g) to `beta` and sum(g * (x - mean)) * rstd to `gamma`, a channel each. */
static void batch_norm_sums(const Stage& stage, const float* x, const float* mean, const float* rstd, const float* g,
                            float* gamma, float* beta) {
  for (int64_t c = 0; c < stage.channels; c += LANES) {
    V sums = {}, products = {};
    const V middle = load(mean + c);
    for (int64_t i = 0; i < stage.in_size; i += stage.channels) {
      const V gradient = load(g + i + c);
      sums += gradient;
      products = fma(gradient, load(x + i + c) - middle, products);
    }
    store(beta + c, load(beta + c) + sums);
    store(gamma + c, load(gamma + c) + products * load(rstd + c));
  }
}

/**
 * The gradient through the mini-batch's statistics: gamma * rstd * (g - mean(g) - xhat * mean(g * xhat)), written as
 * g * a + (x - mean) * b + d with a channel's numbers.
 */
static void batch_norm_gradient(const Stage& stage, const float* x, const float* mean, const float* a, const float* b,
                                const float* d, const float* g, float* to) {
  for (int64_t i = 0; i < stage.in_size; i += stage.channels) {
    for (int64_t c = 0; c < stage.channels; c += LANES) {
      const V distance = load(x + i + c) - load(mean + c);
      store(to + i + c, fma(load(g + i + c), load(a + c), fma(distance, load(b + c), load(d + c))));
    }
  }
}

} // namespace FUSED_TARGET

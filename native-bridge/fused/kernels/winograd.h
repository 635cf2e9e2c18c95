/**
 * 3x3 convolutions of many channels by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016): a tile of 4x4
 * outputs needs 36 products for each pair of channels where the definition needs 144. With the matrices below, for a
 * picture's 6x6 numbers d, a filter's 3x3 weights w and the 4x4 outputs y,
 *
 *     y = A' [ (G w G') * (B' d B) ] A                * element by element, summed over the channels
 *
 * and, since that is linear in each of d and w, with g = d(loss)/d(y)
 *
 *     d(w) = G' [ sum over tiles of (A g A') * (B' d B) ] G        d(d) = B [ sum over filters of (A g A') * (G w G') ] B'
 *
 * so that both directions share A g A'. For each of the 36 places the sums are a product of matrices (tile.h), over a
 * block of tiles that stays in the second cache. A gradient that a 2x2 pool lets through is put where the maximum was as
 * the tile is read, and the pool is taken as the tile is written: neither exists in memory at the convolution's size.
 *
 * The points are 0, 1, -1, 2, -2 and infinity; what rounding adds stays near that of a plain sum (tests/native measures it).
 */
#pragma once
#include "convolution.h"

namespace FUSED_TARGET {

constexpr int WINOGRAD_OUT = 4, WINOGRAD_IN = 6;
constexpr int WINOGRAD_PLACES = WINOGRAD_IN * WINOGRAD_IN;
/** Tiles in one block, in whole register tiles of each width (tile.h). */
constexpr int WINOGRAD_BLOCK = 24;

/** Whether a stage is computed so: where the channels fill the lanes, and their products outweigh the transforms. */
static bool prefers_winograd(const Stage& stage) {
  return stage.kind == CONVOLUTION && stage.kernel == 3 && stage.stride == 1 && stage.pool <= 2 && stage.pool_pad_top == 0 &&
         stage.pool_pad_left == 0 && stage.channels >= 16 && stage.out_channels >= 16 && stage.channels % LANES == 0 &&
         stage.out_channels % LANES == 0 && int64_t(stage.channels) * stage.out_channels <= 128 * 128;
}

/** B' applied to six numbers. */
INLINE void input_transform(const V (&d)[6], V (&to)[6]) {
  const V four = splat(4.0f), five = splat(5.0f);
  const V even = d[4] - four * d[2], odd = d[3] - four * d[1];
  const V near = d[4] - d[2], far = (d[3] - d[1]) + (d[3] - d[1]);
  to[0] = fma(four, d[0], d[4] - five * d[2]);
  to[1] = even + odd;
  to[2] = even - odd;
  to[3] = near + far;
  to[4] = near - far;
  to[5] = fma(four, d[1], d[5] - five * d[3]);
}

/** B, the transpose. */
INLINE void input_transpose(const V (&m)[6], V (&to)[6]) {
  const V two = splat(2.0f), four = splat(4.0f), five = splat(5.0f);
  const V p = m[1] + m[2], q = m[1] - m[2], r = m[3] + m[4], s = m[3] - m[4];
  to[0] = four * m[0];
  to[1] = fma(four, m[5] - q, -(s + s));
  to[2] = -fma(five, m[0], fma(four, p, r));
  to[3] = fma(two, s, q - five * m[5]);
  to[4] = m[0] + p + r;
  to[5] = m[5];
}

/** A': six numbers to four outputs. */
INLINE void output_transform(const V (&m)[6], V (&to)[4]) {
  const V p = m[1] + m[2], q = m[1] - m[2], r = m[3] + m[4], s = m[3] - m[4];
  to[0] = m[0] + p + r;
  to[1] = fma(splat(2.0f), s, q);
  to[2] = fma(splat(4.0f), r, p);
  to[3] = fma(splat(8.0f), s, q + m[5]);
}

/** A, the transpose. */
INLINE void output_transpose(const V (&g)[4], V (&to)[6]) {
  const V even = g[0] + g[2], odd = g[1] + g[3];
  const V far_even = fma(splat(4.0f), g[2], g[0]), far_odd = fma(splat(8.0f), g[3], g[1] + g[1]);
  to[0] = g[0];
  to[1] = even + odd;
  to[2] = even - odd;
  to[3] = far_even + far_odd;
  to[4] = far_even - far_odd;
  to[5] = g[3];
}

/** G: three weights to six numbers. */
INLINE void weight_transform(const V (&w)[3], V (&to)[6]) {
  const V sixth = splat(1.0f / 6), twelfth = splat(1.0f / 12);
  const V outer = (w[0] + w[2]) * sixth, middle = w[1] * sixth;
  const V far = fma(w[0], splat(1.0f / 24), w[2] * sixth), far_middle = w[1] * twelfth;
  to[0] = w[0] * splat(0.25f);
  to[1] = -(outer + middle);
  to[2] = middle - outer;
  to[3] = far + far_middle;
  to[4] = far - far_middle;
  to[5] = w[2];
}

/** G', the transpose. */
INLINE void weight_transpose(const V (&m)[6], V (&to)[3]) {
  const V sixth = splat(1.0f / 6), twelfth = splat(1.0f / 12);
  const V p = m[1] + m[2], q = m[2] - m[1], r = m[3] + m[4], s = m[3] - m[4];
  to[0] = fma(m[0], splat(0.25f), fma(r, splat(1.0f / 24), -(p * sixth)));
  to[1] = fma(q, sixth, s * twelfth);
  to[2] = fma(r - p, sixth, m[5]);
}

/** The tiles of a picture, and of a block of them. */
INLINE int tiles_across(const Stage& stage) { return part_count(stage.conv_width, WINOGRAD_OUT); }
INLINE int tiles_down(const Stage& stage) { return part_count(stage.conv_height, WINOGRAD_OUT); }
INLINE int tiles_of(const Stage& stage) { return tiles_across(stage) * tiles_down(stage); }

/** From one place's numbers (tiles, channels) to the next; the vector between keeps 36 of them off the same cache lines. */
INLINE int64_t place_size(int64_t channels) { return WINOGRAD_BLOCK * channels + 16; }
INLINE int64_t block_numbers(int64_t channels) { return WINOGRAD_PLACES * place_size(channels); }
/** Weights of a stage in either order, and the sums of their gradients. */
INLINE int64_t winograd_weights(const Stage& stage) { return int64_t(WINOGRAD_PLACES) * stage.channels * stage.out_channels; }

/** A thread's own memory. */
struct WinogradScratch {
  float *x, *dx, *y; // (places, block, channels) twice, (places, block, out_channels)
  float* sums;       // (places, channels, out_channels)
  float *zeros, *rest; // what is outside of a picture: to read, and to write
};
INLINE int64_t winograd_scratch(const Stage& stage) {
  return 2 * block_numbers(stage.channels) + block_numbers(stage.out_channels) + winograd_weights(stage) + 2 * stage.channels;
}
INLINE WinogradScratch cut_winograd(const Stage& stage, float* scratch) {
  WinogradScratch to;
  to.x = scratch;
  to.dx = to.x + block_numbers(stage.channels);
  to.y = to.dx + block_numbers(stage.channels);
  to.sums = to.y + block_numbers(stage.out_channels);
  to.zeros = to.sums + winograd_weights(stage);
  to.rest = to.zeros + stage.channels;
  memset(to.zeros, 0, size_t(stage.channels) * sizeof(float));
  return to;
}

/** A tile's place: the picture it is of, and its first output. */
struct TilePlace {
  int picture, y, x;
};
INLINE TilePlace tile_place(const Stage& stage, int tile) {
  const int of = tiles_of(stage), across = tiles_across(stage), at = tile % of;
  return {tile / of, at / across * WINOGRAD_OUT, at % across * WINOGRAD_OUT};
}

/** Where the 6x6 numbers under a tile lie in a picture (height, width, channels), and `outside` for those that do not. */
INLINE void list_inputs(const Stage& stage, TilePlace at, float* picture, float* outside, float* (&to)[WINOGRAD_PLACES]) {
  for (int i = 0; i < WINOGRAD_IN; i++) {
    const int y = at.y + i - stage.pad_top;
    float* row = picture + int64_t(y) * stage.width * stage.channels;
    for (int j = 0; j < WINOGRAD_IN; j++) {
      const int x = at.x + j - stage.pad_left;
      const bool inside = y >= 0 && y < stage.height && x >= 0 && x < stage.width;
      to[i * WINOGRAD_IN + j] = inside ? row + int64_t(x) * stage.channels : outside;
    }
  }
}

/** B' d B of one tile; `to` is its first place. */
INLINE void transform_input(const Stage& stage, float* const (&from)[WINOGRAD_PLACES], float* to) {
  const int64_t place = place_size(stage.channels);
  for (int c = 0; c < stage.channels; c += LANES) {
    V half[6][6];
    UNROLL for (int j = 0; j < 6; j++) {
      V column[6], down[6];
      UNROLL for (int i = 0; i < 6; i++) column[i] = load(from[i * 6 + j] + c);
      input_transform(column, down);
      UNROLL for (int i = 0; i < 6; i++) half[i][j] = down[i];
    }
    UNROLL for (int i = 0; i < 6; i++) {
      V across[6];
      input_transform(half[i], across);
      UNROLL for (int j = 0; j < 6; j++) store(to + (i * 6 + j) * place + c, across[j]);
    }
  }
}

/** B m B' of one tile, added to the gradient of its inputs. */
INLINE void add_input_gradient(const Stage& stage, const float* from, float* const (&to)[WINOGRAD_PLACES]) {
  const int64_t place = place_size(stage.channels);
  for (int c = 0; c < stage.channels; c += LANES) {
    V half[6][6];
    UNROLL for (int j = 0; j < 6; j++) {
      V column[6], down[6];
      UNROLL for (int i = 0; i < 6; i++) column[i] = load(from + (i * 6 + j) * place + c);
      input_transpose(column, down);
      UNROLL for (int i = 0; i < 6; i++) half[i][j] = down[i];
    }
    UNROLL for (int i = 0; i < 6; i++) {
      V across[6];
      input_transpose(half[i], across);
      UNROLL for (int j = 0; j < 6; j++) store(to[i * 6 + j] + c, load(to[i * 6 + j] + c) + across[j]);
    }
  }
}

/** A' m A: the outputs of one tile, one vector of filters. */
INLINE void outputs_of(const float* from, int64_t place, V (&to)[4][4]) {
  V half[4][6];
  UNROLL for (int j = 0; j < 6; j++) {
    V column[6], down[4];
    UNROLL for (int i = 0; i < 6; i++) column[i] = load(from + (i * 6 + j) * place);
    output_transform(column, down);
    UNROLL for (int i = 0; i < 4; i++) half[i][j] = down[i];
  }
  UNROLL for (int i = 0; i < 4; i++) output_transform(half[i], to[i]);
}

/** Writes a tile's outputs with bias and relu; at the picture's edge, those that exist. */
INLINE void write_tile(const Stage& stage, TilePlace at, const float* from, const float* bias, float* out) {
  const int64_t place = place_size(stage.out_channels);
  const int rows = smaller(4, stage.conv_height - at.y), columns = smaller(4, stage.conv_width - at.x);
  const V least = stage.relu ? V{} : splat(-__builtin_inff());
  float* corner = out + (int64_t(at.y) * stage.conv_width + at.x) * stage.out_channels;
  for (int f = 0; f < stage.out_channels; f += LANES) {
    V z[4][4];
    outputs_of(from + f, place, z);
    const V start = load(bias + f);
    UNROLL for (int i = 0; i < 4; i++) {
      UNROLL for (int j = 0; j < 4; j++) {
        if (i >= rows || j >= columns) continue;
        float* to = corner + (int64_t(i) * stage.conv_width + j) * stage.out_channels + f;
        store(to, stage.relu ? maximum(least, z[i][j] + start) : z[i][j] + start);
      }
    }
  }
}

/** Writes the maxima of a tile's 2x2 windows and where they were; of equal ones the first. */
template <bool TRAINING>
INLINE void write_pooled(const Stage& stage, TilePlace at, const float* from, const float* bias, float* out, int32_t* where) {
  const int64_t place = place_size(stage.out_channels);
  const int rows = smaller(4, stage.conv_height - at.y), columns = smaller(4, stage.conv_width - at.x);
  for (int f = 0; f < stage.out_channels; f += LANES) {
    V z[4][4];
    outputs_of(from + f, place, z);
    const V start = load(bias + f);
    UNROLL for (int i = 0; i < 4; i += 2) {
      UNROLL for (int j = 0; j < 4; j += 2) {
        const int y = (at.y + i) / 2, x = (at.x + j) / 2;
        if (y >= stage.out_height || x >= stage.out_width) continue;
        V best = z[i][j];
        const int32_t base = window_offset(stage, at.y + i, at.x + j);
        I best_at = splat(base);
        const auto take = [&](V value, int32_t offset) {
          if (TRAINING) best_at = value > best ? splat(offset) : best_at;
          best = maximum(value, best);
        };
        if (j + 1 < columns) take(z[i][j + 1], base + stage.channels);
        if (i + 1 < rows) take(z[i + 1][j], base + int32_t(stage.row));
        if (i + 1 < rows && j + 1 < columns) take(z[i + 1][j + 1], base + int32_t(stage.row) + stage.channels);
        const int64_t to = (int64_t(y) * stage.out_width + x) * stage.out_channels + f;
        store(out + to, stage.relu ? maximum(V{}, best + start) : best + start);
        if (TRAINING) store(where + to, best_at);
      }
    }
  }
}

/** A g A' of one vector of filters. */
INLINE void transpose_outputs(const V (&g)[4][4], int64_t place, float* to) {
  V half[6][4];
  UNROLL for (int j = 0; j < 4; j++) {
    const V column[4] = {g[0][j], g[1][j], g[2][j], g[3][j]};
    V down[6];
    output_transpose(column, down);
    UNROLL for (int i = 0; i < 6; i++) half[i][j] = down[i];
  }
  UNROLL for (int i = 0; i < 6; i++) {
    V across[6];
    output_transpose(half[i], across);
    UNROLL for (int j = 0; j < 6; j++) store(to + (i * 6 + j) * place, across[j]);
  }
}

/** A g A' of one tile; where there is a pool, g (out_height, out_width, out_channels) belongs at `where`. */
INLINE void transform_gradient(const Stage& stage, TilePlace at, const float* g, const int32_t* where, float* to) {
  const int64_t place = place_size(stage.out_channels);
  for (int f = 0; f < stage.out_channels; f += LANES) {
    V tile[4][4] = {};
    if (stage.pool == 1) {
      const float* corner = g + (int64_t(at.y) * stage.conv_width + at.x) * stage.out_channels + f;
      UNROLL for (int i = 0; i < 4; i++) {
        UNROLL for (int j = 0; j < 4; j++) {
          if (at.y + i >= stage.conv_height || at.x + j >= stage.conv_width) continue;
          tile[i][j] = load(corner + (int64_t(i) * stage.conv_width + j) * stage.out_channels);
        }
      }
    } else {
      UNROLL for (int i = 0; i < 4; i += 2) {
        UNROLL for (int j = 0; j < 4; j += 2) {
          const int y = (at.y + i) / 2, x = (at.x + j) / 2;
          if (y >= stage.out_height || x >= stage.out_width) continue;
          const int64_t from = (int64_t(y) * stage.out_width + x) * stage.out_channels + f;
          const V value = load(g + from);
          const I offset = load(where + from) - window_offset(stage, at.y + i, at.x + j);
          const int32_t row = int32_t(stage.row), column = stage.channels;
          tile[i][j] = offset == splat(0) ? value : V{};
          tile[i][j + 1] = offset == splat(column) ? value : V{};
          tile[i + 1][j] = offset == splat(row) ? value : V{};
          tile[i + 1][j + 1] = offset == splat(row + column) ? value : V{};
        }
      }
    }
    transpose_outputs(tile, place, to + f);
  }
}

/** (places, rows, inner) times (places, inner, columns), `rows` tiles of a block. */
static void multiply_places(int rows, const float* x, int inner, const float* w, int columns, float* to) {
  TileJob job = {};
  job.x_position = inner;
  job.x_step = 1;
  job.w_stride = columns;
  job.segments = 1;
  job.length = inner;
  job.out_stride = columns;
  for (int k = 0; k < WINOGRAD_PLACES; k++) {
    job.x = x + k * place_size(inner);
    job.w = w + int64_t(k) * inner * columns;
    job.out = to + k * place_size(columns);
    product(rows, columns / LANES, job);
  }
}

/** Adds x' g of every place to (places, channels, out_channels). */
static void add_weight_sums(const Stage& stage, int rows, const WinogradScratch& scratch) {
  TileJob job = {};
  job.x_position = 1;
  job.x_step = stage.channels;
  job.w_stride = stage.out_channels;
  job.segments = 1;
  job.length = rows;
  job.out_stride = stage.out_channels;
  job.adds = true;
  for (int k = 0; k < WINOGRAD_PLACES; k++) {
    job.x = scratch.x + k * place_size(stage.channels);
    job.w = scratch.y + k * place_size(stage.out_channels);
    job.out = scratch.sums + int64_t(k) * stage.channels * stage.out_channels;
    product(stage.channels, stage.out_channels / LANES, job);
  }
}

/** Numbers of some pictures of a mini-batch, each `spaced` from the next. */
struct WinogradPictures {
  int count;
  float* in;
  int64_t in_spacing;
  float* out;
  int32_t* at;
  int64_t out_spacing;

  float* input(int picture) const { return in + picture * in_spacing; }
  float* output(int picture) const { return out + picture * out_spacing; }
  int32_t* maxima(int picture) const { return at + picture * out_spacing; }
};

/** Calls visit(first, count) for blocks of the pictures' tiles, as even as can be. */
template <typename Visit>
INLINE void each_tile_block(const Stage& stage, int pictures, Visit visit) {
  const int tiles = pictures * tiles_of(stage), blocks = part_count(tiles, WINOGRAD_BLOCK);
  int first = 0;
  for (int b = 0; b < blocks; b++) {
    const int count = part_size(tiles, blocks, b);
    visit(first, count);
    first += count;
  }
}

/** Brings what no tile before it has read nearer: 4x4 pixels of a tile to come. */
INLINE void prefetch_inputs(const Stage& stage, const WinogradPictures& pictures, int tile) {
  if (tile >= pictures.count * tiles_of(stage)) return;
  const TilePlace at = tile_place(stage, tile);
  const int x = at.x + 2 - stage.pad_left;
  for (int i = 2; i < WINOGRAD_IN; i++) {
    const int y = smaller(at.y + i - stage.pad_top, stage.height - 1);
    const float* from = pictures.input(at.picture) + (int64_t(y) * stage.width + x) * stage.channels;
    for (int c = 0; c < 4 * stage.channels; c += 16) __builtin_prefetch(from + c);
  }
}

INLINE void transform_inputs(const Stage& stage, const WinogradPictures& pictures, int first, int count,
                             const WinogradScratch& scratch) {
  for (int t = 0; t < count; t++) {
    prefetch_inputs(stage, pictures, first + t + 2);
    const TilePlace at = tile_place(stage, first + t);
    float* from[WINOGRAD_PLACES];
    list_inputs(stage, at, pictures.input(at.picture), scratch.zeros, from);
    transform_input(stage, from, scratch.x + t * stage.channels);
  }
}

/** Forward: w (places, channels, out_channels). `keeps`: where the pool's maxima were is written. */
static void convolve_winograd(const Stage& stage, const WinogradPictures& pictures, const float* w, const float* bias,
                              bool keeps, float* memory) {
  const WinogradScratch scratch = cut_winograd(stage, memory);
  each_tile_block(stage, pictures.count, [&](int first, int count) {
    transform_inputs(stage, pictures, first, count, scratch);
    multiply_places(count, scratch.x, stage.channels, w, stage.out_channels, scratch.y);
    for (int t = 0; t < count; t++) {
      const TilePlace at = tile_place(stage, first + t);
      const float* from = scratch.y + t * stage.out_channels;
      float* out = pictures.output(at.picture);
      if (stage.pool == 1) write_tile(stage, at, from, bias, out);
      else if (keeps) write_pooled<true>(stage, at, from, bias, out, pictures.maxima(at.picture));
      else write_pooled<false>(stage, at, from, bias, out, nullptr);
    }
  });
}

/** Adds G' s G of the places' sums to d(w) (kernel, kernel, channels, out_channels). */
static void add_weight_gradient(const Stage& stage, const float* sums, float* to) {
  const int64_t size = int64_t(stage.channels) * stage.out_channels;
  for (int64_t i = 0; i < size; i += LANES) {
    V half[3][6];
    UNROLL for (int j = 0; j < 6; j++) {
      V column[6], down[3];
      UNROLL for (int k = 0; k < 6; k++) column[k] = load(sums + (k * 6 + j) * size + i);
      weight_transpose(column, down);
      UNROLL for (int k = 0; k < 3; k++) half[k][j] = down[k];
    }
    UNROLL for (int k = 0; k < 3; k++) {
      V across[3];
      weight_transpose(half[k], across);
      UNROLL for (int j = 0; j < 3; j++) {
        float* place = to + (k * 3 + j) * size + i;
        store(place, load(place) + across[j]);
      }
    }
  }
}

/**
 * Backward: pictures.in are the inputs, pictures.out the gradients of the outputs after relu.
 * @param w (places, out_channels, channels)
 * @param dw (kernel, kernel, channels, out_channels), added to
 * @param dx the inputs' gradients, spaced as the inputs, or null where nobody wants them
 */
static void winograd_gradients(const Stage& stage, const WinogradPictures& pictures, const float* w, float* dw, float* dx,
                               float* memory) {
  const WinogradScratch scratch = cut_winograd(stage, memory);
  memset(scratch.sums, 0, size_t(winograd_weights(stage)) * sizeof(float));
  memset(scratch.rest, 0, size_t(stage.channels) * sizeof(float));
  each_tile_block(stage, pictures.count, [&](int first, int count) {
    transform_inputs(stage, pictures, first, count, scratch);
    for (int t = 0; t < count; t++) {
      const TilePlace at = tile_place(stage, first + t);
      const int32_t* where = stage.pool == 1 ? nullptr : pictures.maxima(at.picture);
      transform_gradient(stage, at, pictures.output(at.picture), where, scratch.y + t * stage.out_channels);
    }
    add_weight_sums(stage, count, scratch);
    if (!dx) return;
    multiply_places(count, scratch.y, stage.out_channels, w, stage.channels, scratch.dx);
    for (int t = 0; t < count; t++) {
      const TilePlace at = tile_place(stage, first + t);
      float* to[WINOGRAD_PLACES];
      float* picture = dx + at.picture * pictures.in_spacing;
      if ((first + t) % tiles_of(stage) == 0) memset(picture, 0, size_t(stage.in_size) * sizeof(float));
      list_inputs(stage, at, picture, scratch.rest, to);
      add_input_gradient(stage, scratch.dx + t * stage.channels, to);
    }
  });
  add_weight_gradient(stage, scratch.sums, dw);
}

/** G w G' of LANES weights for each of the 9 taps, to places that lie `place` apart. */
INLINE void transform_weights(const V (&taps)[3][3], int64_t place, float* to) {
  V half[6][3];
  UNROLL for (int j = 0; j < 3; j++) {
    const V column[3] = {taps[0][j], taps[1][j], taps[2][j]};
    V down[6];
    weight_transform(column, down);
    UNROLL for (int i = 0; i < 6; i++) half[i][j] = down[i];
  }
  UNROLL for (int i = 0; i < 6; i++) {
    V across[6];
    weight_transform(half[i], across);
    UNROLL for (int j = 0; j < 6; j++) store(to + (i * 6 + j) * place, across[j]);
  }
}

/** forward (places, channels, out_channels) and backward (places, out_channels, channels) of filters [first, end). */
static void prepare_winograd(const Stage& stage, const float* w, int first, int end, float* forward, float* backward) {
  const int channels = stage.channels, filters = stage.out_channels;
  const int64_t size = int64_t(channels) * filters;
  V taps[3][3];
  for (int c = 0; c < channels; c++) {
    for (int f = first; f < end; f += LANES) {
      UNROLL for (int k = 0; k < 9; k++) taps[k / 3][k % 3] = load(w + k * size + int64_t(c) * filters + f);
      transform_weights(taps, size, forward + int64_t(c) * filters + f);
    }
  }
  for (int f = first; f < end; f++) {
    for (int c = 0; c < channels; c += LANES) {
      for (int k = 0; k < 9; k++) {
        float lanes[LANES];
        for (int i = 0; i < LANES; i++) lanes[i] = w[k * size + int64_t(c + i) * filters + f];
        taps[k / 3][k % 3] = load(lanes);
      }
      transform_weights(taps, size, backward + int64_t(f) * channels + c);
    }
  }
}

} // namespace FUSED_TARGET

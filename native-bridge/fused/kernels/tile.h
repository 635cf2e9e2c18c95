/**
 * The inner product that convolutions and dense layers share. A tile is P positions times N vectors of outputs, held in
 * registers while the sum runs:
 *
 *     out[p][n] = start[n] + sum over s < segments, k < length of x[p * x_position + s * x_segment + k * x_step] * w[s * length + k][n]
 *
 * For a convolution a position is one output pixel and a segment one row of the kernel, whose kernel * channels numbers
 * lie side by side in an NHWC picture; for a dense layer a position is a picture and there is one segment. Each step
 * costs N loads of weights and P broadcasts for P * N multiply-adds, so a processor that does two loads and two
 * multiply-adds a cycle stays at its multiply-adds as soon as P and N are 2 or more.
 */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

struct TileJob {
  const float* x;
  ptrdiff_t x_position, x_segment, x_step;
  /** (segments * length, w_stride), w_stride >= N * LANES */
  const float* w;
  ptrdiff_t w_stride;
  int segments, length;
  /** N * LANES numbers, or null for 0. */
  const float* start;
  /** (P, out_stride) */
  float* out;
  ptrdiff_t out_stride;
  /** The sums are added to what `out` holds; `start` is null. */
  bool adds;
};

template <int P, int N>
static void tile(const TileJob& job) {
  V total[P][N];
  UNROLL for (int n = 0; n < N; n++) {
    const V start = job.start ? load(job.start + n * LANES) : V{};
    UNROLL for (int p = 0; p < P; p++) total[p][n] = start;
  }
  if (job.adds) {
    UNROLL for (int p = 0; p < P; p++) {
      UNROLL for (int n = 0; n < N; n++) total[p][n] = load(job.out + p * job.out_stride + n * LANES);
    }
  }
  // A processor has fewer address registers than P: every fourth position has a pointer, those between an offset.
  constexpr int POINTERS = (P + 3) / 4;
  const ptrdiff_t offset[4] = {0, job.x_position, 2 * job.x_position, 3 * job.x_position};
  const float* w = job.w;
  for (int s = 0; s < job.segments; s++) {
    const float* x[POINTERS];
    UNROLL for (int q = 0; q < POINTERS; q++) x[q] = job.x + s * job.x_segment + 4 * q * job.x_position;
    for (int k = 0; k < job.length; k++) {
      V weights[N];
      UNROLL for (int n = 0; n < N; n++) weights[n] = load(w + n * LANES);
      UNROLL for (int p = 0; p < P; p++) {
        const V value = splat(x[p / 4][offset[p % 4]]);
        UNROLL for (int n = 0; n < N; n++) total[p][n] = fma(value, weights[n], total[p][n]);
      }
      UNROLL for (int q = 0; q < POINTERS; q++) x[q] += job.x_step;
      w += job.w_stride;
    }
  }
  UNROLL for (int p = 0; p < P; p++) {
    UNROLL for (int n = 0; n < N; n++) store(job.out + p * job.out_stride + n * LANES, total[p][n]);
  }
}

/** Vectors of outputs in one tile, and the most positions for each number of them, by what the registers hold. */
constexpr int MOST_VECTORS = 3;
constexpr int MOST_POSITIONS[MOST_VECTORS + 1] = {0, REGISTERS == 32 ? 16 : 12, REGISTERS == 32 ? 12 : 6,
                                                  REGISTERS == 32 ? 8 : 4};

typedef void (*Tile)(const TileJob&);

/** The tiles of N vectors, by the number of positions from 1. */
template <int N, int P = 1>
struct Tiles {
  static constexpr void list(Tile* to) {
    to[P] = tile<P, N>;
    if constexpr (P < MOST_POSITIONS[N]) Tiles<N, P + 1>::list(to);
  }
};

struct TileTable {
  Tile tile[MOST_VECTORS + 1][MOST_POSITIONS[1] + 1] = {};
  constexpr TileTable() {
    Tiles<1>::list(tile[1]);
    Tiles<2>::list(tile[2]);
    Tiles<3>::list(tile[3]);
  }
};
static constexpr TileTable TILES;

/** Splits `count` into the fewest parts of at most `most`, as even as can be: the size of part `index`. */
INLINE int part_size(int count, int parts, int index) { return count / parts + (index < count % parts ? 1 : 0); }
INLINE int part_count(int count, int most) { return (count + most - 1) / most; }

/** Any number of positions and vectors of outputs; `job` describes the first tile. */
static void product(int positions, int vectors, const TileJob& job) {
  const int columns = part_count(vectors, MOST_VECTORS);
  int first_vector = 0;
  for (int c = 0; c < columns; c++) {
    const int n = part_size(vectors, columns, c);
    const int rows = part_count(positions, MOST_POSITIONS[n]);
    int first_position = 0;
    for (int r = 0; r < rows; r++) {
      const int p = part_size(positions, rows, r);
      TileJob part = job;
      part.x += first_position * job.x_position;
      part.w += first_vector * LANES;
      if (part.start) part.start += first_vector * LANES;
      part.out += first_position * job.out_stride + first_vector * LANES;
      TILES.tile[n][p](part);
      first_position += p;
    }
    first_vector += n;
  }
}

} // namespace FUSED_TARGET

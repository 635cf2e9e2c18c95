/**
 * Matrix tiles of bytes: the one place that knows Intel's AMX. A tile has up to 16 rows of 64 bytes; one instruction adds
 * to 16 x 16 sums the products of 16 rows of 64 unsigned bytes with 16 columns of 64 signed bytes, in 16 cycles: 32 times
 * the multiply-adds of a 16-lane vector instruction.
 */
#pragma once
#include "vector.h"

#if defined(__AMX_INT8__) && defined(__AVX512VBMI__)
#define FUSED_MATRIX 1
#else
#define FUSED_MATRIX 0
#endif

namespace FUSED_TARGET {

constexpr int MATRIX_ROWS = 16;
constexpr int MATRIX_BYTES = 64;
/** Numbers of 32 bits in one row of sums. */
constexpr int MATRIX_COLUMNS = 16;

#if FUSED_MATRIX
/**
 * What the processor wants to know of all tiles before their use (Intel SDM, LDTILECFG). Tile 0 holds the rows, 1 to 3 the
 * columns, 4 to 6 the sums of three products.
 */
struct alignas(64) MatrixShapes {
  uint8_t palette = 1, start = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};

  /** @param bytes of a row of tile 0, a multiple of 4 */
  explicit MatrixShapes(int bytes) {
    for (int i = 0; i < 7; i++) {
      row_bytes[i] = uint16_t(i == 0 ? bytes : MATRIX_BYTES);
      rows[i] = uint8_t(i >= 1 && i <= 3 ? bytes / 4 : MATRIX_ROWS);
    }
  }
};

INLINE void begin_matrix(const MatrixShapes& shapes) { _tile_loadconfig(&shapes); }
INLINE void end_matrix() { _tile_release(); }

/** Columns of every digit: (3, MATRIX_ROWS, MATRIX_BYTES); byte k of column n is at [k / 4][n][k % 4]. */
INLINE void load_columns(const int8_t* from) {
  _tile_loadd(1, from, MATRIX_BYTES);
  _tile_loadd(2, from + MATRIX_ROWS * MATRIX_BYTES, MATRIX_BYTES);
  _tile_loadd(3, from + 2 * MATRIX_ROWS * MATRIX_BYTES, MATRIX_BYTES);
}

/** sums[digit][row][column] of 16 rows that begin `stride` bytes apart. */
INLINE void multiply_rows(const uint8_t* rows, int64_t stride, int32_t (*sums)[MATRIX_ROWS][MATRIX_COLUMNS]) {
  _tile_zero(4);
  _tile_zero(5);
  _tile_zero(6);
  _tile_loadd(0, rows, stride);
  _tile_dpbusd(4, 0, 1);
  _tile_dpbusd(5, 0, 2);
  _tile_dpbusd(6, 0, 3);
  _tile_stored(4, sums[0], MATRIX_BYTES);
  _tile_stored(5, sums[1], MATRIX_BYTES);
  _tile_stored(6, sums[2], MATRIX_BYTES);
}

/** Byte i of the result is byte order[i] of four pieces of 16 bytes, which begin `stride` apart. */
INLINE void shuffle_pieces(const uint8_t* from, int64_t stride, const uint8_t* order, uint8_t* to) {
  const auto piece = [&](int i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i * stride)); };
  __m512i all = _mm512_castsi128_si512(piece(0));
  all = _mm512_inserti32x4(all, piece(1), 1);
  all = _mm512_inserti32x4(all, piece(2), 2);
  all = _mm512_inserti32x4(all, piece(3), 3);
  _mm512_storeu_si512(to, _mm512_permutexvar_epi8(_mm512_loadu_si512(order), all));
}

/** Lanes 8 to 15, then 0 to 7. */
INLINE V swap_halves(V a) { return _mm512_shuffle_f32x4(a, a, 0x4e); }
INLINE I swap_halves(I a) { return reinterpret_cast<I>(_mm512_shuffle_i32x4(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(a), 0x4e)); }
#endif

} // namespace FUSED_TARGET

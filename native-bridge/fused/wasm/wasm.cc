/**
 * The kernels as a WebAssembly module: api.h under plain names, over addresses in the module's memory, which JavaScript
 * returns (backends/fused-wasm/engine.ts). Nothing of a C library is linked.
 */
#include "wasm.h"
#include "api.h"

namespace fused_wasm { extern const FusedApi api; }
using fused_wasm::api;

/** A double holds every size that a 4 GiB memory can have, and JavaScript has no other whole number so large. */
EXPORT(state_bytes) double state_bytes(const int32_t* words, int word_count, const double* reals, int real_count) {
  return double(api.state_bytes(words, word_count, reals, real_count));
}
EXPORT(create) FusedSession* create(void* memory, const int32_t* words, int word_count, const double* reals, int real_count) {
  return api.create(memory, wasm_team(), words, word_count, reals, real_count);
}
EXPORT(workspace_bytes) double workspace_bytes(const FusedSession* session, int batch) {
  return double(api.workspace_bytes(session, batch));
}
EXPORT(place) void place(FusedSession* session, void* memory, int batch) { api.place(session, memory, batch); }
EXPORT(pictures) bool pictures(FusedSession* session, const uint8_t* images, const int32_t* labels, int count) {
  return api.pictures(session, images, labels, count);
}
EXPORT(vary) bool vary(FusedSession* session, const int8_t* noise, const uint8_t* masks) {
  return api.vary(session, noise, masks);
}
EXPORT(tensor) float* tensor(FusedSession* session, int block, int index) {
  int64_t size;
  return api.tensor(session, block, index, &size);
}
EXPORT(prepare) void prepare(FusedSession* session) { api.prepare(session); }
EXPORT(train)
double train(FusedSession* session, const int32_t* indices, int rows, const int32_t* recipes, const double* step,
             uint32_t seed_low, uint32_t seed_high, uint32_t steps, bool update) {
  double loss = 0;
  // A mini-batch that does not fit is no loss: JavaScript has checked it, and says so where it has not.
  if (!api.train(session, indices, rows, recipes, step, {seed_low, seed_high, steps}, update, &loss)) __builtin_trap();
  return loss;
}
EXPORT(right) int right(const FusedSession* session) { return api.right(session); }
EXPORT(infer) bool infer(FusedSession* session, const uint8_t* images, int rows, float* logits) {
  return api.infer(session, images, rows, logits);
}
EXPORT(stage) bool stage(FusedSession* session, const int32_t* indices, int rows, int index, bool backward) {
  return api.stage(session, indices, rows, index, backward);
}
EXPORT(peak) double peak(double rounds) { return api.peak(wasm_team(), int64_t(rounds)); }

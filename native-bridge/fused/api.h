/**
 * What a host (addon.cc, wasm.cc) calls: plain functions over memory that the host gives, so that one host serves every
 * target. No function allocates, throws or reads a file.
 */
#pragma once
#include <stdint.h>
#include <atomic>
#include "team.h"

/** Numbers of a training step, in the order of kernels/optimizer.h. */
constexpr int FUSED_STEP_NUMBERS = 11;
/** Whole numbers of a recipe, in the order of kernels/recipe.h, and of the noise table. */
constexpr int FUSED_RECIPE_WORDS = 83;
constexpr int FUSED_NOISE_LENGTH = 32768;

/** An opaque session; it is at the start of its own memory. */
struct FusedSession;

/** Which numbers `tensor` returns. */
enum FusedBlock { FUSED_PARAMETER, FUSED_GRADIENT, FUSED_SLOT_1, FUSED_SLOT_2, FUSED_BLOCKS };

struct FusedDropout {
  uint32_t seed_low, seed_high, step;
};

/** Steps one after another: the arguments of `FusedApi::train`, an entry a step. */
struct FusedSteps {
  const int32_t *indices, *rows;
  int64_t count;
  const int32_t* recipes;
  const double* numbers;
  /** Of the first step; `step` counts up from there. */
  FusedDropout dropout;
  bool update;
};

struct FusedApi {
  /** `AVX-512`, `NEON`, ... */
  const char* target;
  int lanes;
  /** Bytes that `create` needs; -1 where the words describe no network that can be computed. */
  int64_t (*state_bytes)(const int32_t* words, int64_t word_count, const double* reals, int64_t real_count);
  /** `memory` is 64-byte aligned and zeros. The words have been through `state_bytes`. */
  FusedSession* (*create)(void* memory, Team* team, const int32_t* words, int64_t word_count, const double* reals,
                          int64_t real_count);
  /** Bytes that mini-batches of up to `batch` pictures need. */
  int64_t (*workspace_bytes)(const FusedSession*, int batch);
  /** `memory` is 64-byte aligned and of that size; what the session had before is no longer used. */
  void (*place)(FusedSession*, void* memory, int batch);
  /** The training set; both stay the host's. False where a label is no class of the network. */
  bool (*pictures)(FusedSession*, const uint8_t* images, const int32_t* labels, int64_t count);
  /**
   * From now on mini-batches may bring recipes; before the workspace is measured. `masks` (pictures, 64, 64) is null where
   * no background is replaced. Both stay the host's. False where pictures are not 64 x 64 RGB.
   */
  bool (*vary)(FusedSession*, const int8_t* noise, const uint8_t* masks);
  /** Parameter `index` in a block; null where there is none. `size` becomes its length. */
  float* (*tensor)(FusedSession*, int block, int index, int64_t* size);
  /** After parameters were written. */
  void (*prepare)(FusedSession*);
  /**
   * A training step (`update`) or its gradients alone; false where an index or number is out of range. `recipes`
   * (rows, FUSED_RECIPE_WORDS) is null for pictures as they are.
   */
  bool (*train)(FusedSession*, const int32_t* indices, int rows, const int32_t* recipes, const double* step, FusedDropout,
                bool update, double* loss);
  /** How many pictures of the last training step or gradients were right before it, as that pass saw them. */
  int (*right)(const FusedSession*);
  /** Whether so many bytes are `count` pictures and so many floats their logits. */
  bool (*shape_fits)(const FusedSession*, int64_t bytes, int64_t count, int64_t floats);
  /** (rows, classes) of (rows, height, width, channels) bytes, at most the workspace's batch at once. */
  bool (*infer)(FusedSession*, const uint8_t* images, int rows, float* logits);
  /**
   * Measurements: one stage alone in one direction, false where no training step of so many rows came before; multiply-adds
   * done by `rounds` rounds on every thread.
   */
  bool (*stage)(FusedSession*, const int32_t* indices, int rows, int index, bool backward);
  double (*peak)(Team*, int64_t rounds);

  // What a GPU has beside these; null on the processor.
  /** Gives back what is not in the host's memory. */
  void (*destroy)(FusedSession*);
  /** Why the device does not go on, as a sentence; null while it does. */
  const char* (*failure)(const FusedSession*);
  /** Pictures [from, to) of the training set were written again; where they are not read in place. False: no such pictures. */
  bool (*renew)(FusedSession*, int64_t from, int64_t to);
  /** All steps in one go; false as `train`, where the device failed, or where it was cancelled, which it looks at now and then. */
  bool (*steps)(FusedSession*, const FusedSteps&, double* losses, int32_t* right, const std::atomic<bool>* cancelled);
};

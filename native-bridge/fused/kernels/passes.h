/** One stage for some pictures of the mini-batch, forward and backward. */
#pragma once
#include "layers.h"
#include "loss.h"
#include "prepare.h"

namespace FUSED_TARGET {

struct Session {
  Plan plan;
  State state;
  Workspace space;
  Team* team;
  /** The training set: (pictures, height, width, channels) bytes, and a class each. */
  const uint8_t* images;
  const int32_t* labels;
  int64_t pictures;
  int64_t picture_bytes;
  /** Rows of the workspace that training steps have filled since it was placed. */
  int trained_rows;
  /** Whether pictures are varied before they are trained on; then the noise, and masks where backgrounds are replaced. */
  bool varies;
  const int8_t* noise;
  const uint8_t* masks;
  /** Right answers of the last training pass. */
  int right;
};

/** The pictures of one pass: row r is picture indices[r] of the set, or picture r where there are no indices. */
struct Batch {
  const uint8_t* images;
  const int32_t* indices;
  int rows;
  bool training;
  Drawing drawing;
  /** (rows), or null: pictures as they are. */
  const Recipe* recipes = nullptr;
};

INLINE const uint8_t* picture_of(const Session& session, const Batch& batch, int row) {
  if (batch.recipes) return session.space.varied + row * VARIED_PICTURE;
  return batch.images + (batch.indices ? batch.indices[row] : row) * session.picture_bytes;
}

/** Brings a picture of the set nearer, of which a mini-batch has every time others. */
INLINE void prefetch(const uint8_t* picture) {
  for (int at = 0; at < PICTURE; at += 64) __builtin_prefetch(picture + at);
}

/** Makes what `picture_of` then gives. */
static void vary_pictures(const Session& session, const Batch& batch, int first, int end, int worker) {
  if (!batch.recipes) return;
  for (int row = first; row < end; row++) {
    const int64_t picture = batch.indices[row];
    if (row + 1 < end) prefetch(batch.images + batch.indices[row + 1] * session.picture_bytes);
    const uint8_t* mask = session.masks ? session.masks + picture * PIXELS : nullptr;
    const Recipe& recipe = batch.recipes[row];
    const auto source = [&](int64_t at) -> Source {
      return {batch.images + at * session.picture_bytes, at == session.pictures - 1};
    };
    augment(source(picture), recipe.background == PIECE ? source(recipe.piece) : Source{}, mask, recipe, session.noise,
            session.space.variation + worker * AUGMENT_SCRATCH, session.space.varied + row * VARIED_PICTURE);
  }
}

INLINE float* input_of(const Session& session, int index, int64_t row) {
  const float* base = index == 0 ? session.space.input : session.space.out[index - 1];
  return const_cast<float*>(base) + row * spaced(session.plan.stage[index].in_size);
}
INLINE float* output_of(const Session& session, int index, int64_t row) {
  return session.space.out[index] + row * spaced(session.plan.stage[index].out_size);
}
INLINE float* gradient_of(const Session& session, int index, int64_t row) {
  return session.space.gradient[index] + row * spaced(session.plan.stage[index].out_size);
}
INLINE int32_t* maxima_of(const Session& session, int index, int64_t row) {
  int32_t* base = session.space.at[index];
  return base ? base + row * spaced(session.plan.stage[index].out_size) : nullptr;
}

/** A thread's own memory. */
struct Scratch {
  float *padded, *gradient, *strip;
};
INLINE Scratch scratch_of(const Session& session, int worker) {
  const Workspace& space = session.space;
  float* base = space.scratch + worker * space.scratch_numbers;
  return {base, base + space.padded_numbers, base + 2 * space.padded_numbers};
}

static void forward_convolution(const Session& session, const Batch& batch, int index, int row, Scratch scratch) {
  const Stage& stage = session.plan.stage[index];
  const float* w = session.state.forward[index];
  const float* bias = session.state.bias[index];
  float* out = output_of(session, index, row);
  int32_t* at = maxima_of(session, index, row);
  const bool keeps = batch.training && at;
#if FUSED_BYTES
  if (stage.bytes) {
    float* digits = session.state.forward[index];
    const uint8_t* picture = picture_of(session, batch, row);
    if (keeps) convolve_bytes_any<true>(stage, picture, digits, bias, scratch.strip, out, at);
    else convolve_bytes_any<false>(stage, picture, digits, bias, scratch.strip, out, at);
    return;
  }
#endif
  if (stage.wide) {
    if (index == 0) split_planes(stage, picture_of(session, batch, row), scratch.padded);
    else split_planes(stage, input_of(session, index, row), scratch.padded);
    if (keeps) convolve_wide<true>(stage, scratch.padded, w, bias, scratch.strip, out, at);
    else convolve_wide<false>(stage, scratch.padded, w, bias, scratch.strip, out, at);
  } else {
    if (index == 0) pad_picture(stage, picture_of(session, batch, row), scratch.padded);
    else pad_picture(stage, input_of(session, index, row), scratch.padded);
    if (keeps) convolve<true>(stage, scratch.padded, w, bias, scratch.strip, out, at);
    else convolve<false>(stage, scratch.padded, w, bias, scratch.strip, out, at);
  }
}

/** x w + b for rows [first, end). */
static void forward_dense(const Session& session, int index, int first, int end) {
  const Stage& stage = session.plan.stage[index];
  TileJob job = {};
  job.x = input_of(session, index, first);
  job.x_position = spaced(stage.in_size);
  job.x_step = 1;
  job.w = session.state.forward[index];
  job.w_stride = stage.out_padded;
  job.segments = 1;
  job.length = int(stage.in_size);
  job.start = session.state.bias[index];
  job.out = output_of(session, index, first);
  job.out_stride = spaced(stage.out_size);
  // A picture's slack takes the last vector's lanes after the units.
  product(end - first, int(stage.out_padded / LANES), job);
}

/** g w^T for rows [first, end). */
static void backward_dense(const Session& session, int index, int first, int end) {
  const Stage& stage = session.plan.stage[index];
  const int64_t width = round_up(stage.in_size, LANES);
  TileJob job = {};
  job.x = gradient_of(session, index, first);
  job.x_position = spaced(stage.out_size);
  job.x_step = 1;
  job.w = session.state.backward[index];
  job.w_stride = width;
  job.segments = 1;
  job.length = stage.out_channels;
  job.out = gradient_of(session, index - 1, first);
  job.out_stride = spaced(stage.in_size);
  product(end - first, int(width / LANES), job);
}

/** Rows [first, end) of a stage as winograd.h takes them; `out`: its outputs or their gradients. */
static WinogradPictures winograd_pictures(const Session& session, int index, int first, int end, float* out) {
  const Stage& stage = session.plan.stage[index];
  return {end - first, input_of(session, index, first), spaced(stage.in_size), out, maxima_of(session, index, first),
          spaced(stage.out_size)};
}

static void forward_winograd(const Session& session, const Batch& batch, int index, int first, int end, Scratch scratch) {
  convolve_winograd(session.plan.stage[index], winograd_pictures(session, index, first, end, output_of(session, index, first)),
                    session.state.forward[index], session.state.bias[index], batch.training, scratch.strip);
}

static void forward_stage(const Session& session, const Batch& batch, int index, int first, int end, Scratch scratch) {
  const Stage& stage = session.plan.stage[index];
  if (stage.kind == DENSE) return forward_dense(session, index, first, end);
  if (stage.winograd) return forward_winograd(session, batch, index, first, end, scratch);
  for (int row = first; row < end; row++) {
    if (stage.kind == CONVOLUTION) {
      forward_convolution(session, batch, index, row, scratch);
      continue;
    }
    const float* in = input_of(session, index, row);
    float* out = output_of(session, index, row);
    switch (stage.kind) {
      case MAX_POOL: max_pool(stage, in, out, maxima_of(session, index, row)); break;
      case AVERAGE_POOL: average_pool(stage, in, out); break;
      case RELU: relu(stage.in_size, in, out); break;
      case BATCH_NORM:
        batch_norm(stage, session.state.mean[index], session.state.scale[index], session.state.shift[index], in, out);
        break;
      case DROPOUT:
        if (batch.training) dropout(stage, batch.drawing, row, in, out);
        else memcpy(out, in, size_t(stage.in_size) * sizeof(float));
        break;
      default: break;
    }
  }
}

static void backward_convolution(const Session& session, const Batch& batch, int index, int row, int shard, Scratch scratch) {
  const Stage& stage = session.plan.stage[index];
  float* g = gradient_of(session, index, row);
  if (stage.relu) relu_gradient(stage.out_size, output_of(session, index, row), g, g);
  Sources from = {};
  from.count = int64_t(stage.out_height) * stage.out_width;
  from.g = g;
  from.g_step = stage.out_channels;
  const int32_t* maxima = maxima_of(session, index, row);
  from.at = maxima ? maxima : session.state.positions[index];
  from.at_step = maxima ? stage.out_channels : 1;
  from.at_filter = maxima ? 1 : 0;
  float* to = session.space.shard_gradients + shard * session.space.shard_numbers + session.space.stage_offset[index];
  if (index == 0) pad_picture(stage, picture_of(session, batch, row), scratch.padded);
  else pad_picture(stage, input_of(session, index, row), scratch.padded);
  filter_gradients(stage, from, scratch.padded, to);
  if (stage.bias >= 0) {
    channel_sums(stage.out_size, stage.out_channels, g, to + stage.out_channels * filter_numbers(stage));
  }
  if (!stage.needs_input_gradient) return;
  memset(scratch.gradient, 0, size_t(stage.row * stage.padded_height) * sizeof(float));
  scatter_gradients(stage, from, session.state.backward[index], scratch.gradient);
  crop_picture(stage, scratch.gradient, gradient_of(session, index - 1, row));
}

static void backward_winograd(const Session& session, int index, int first, int end, int shard, Scratch scratch) {
  const Stage& stage = session.plan.stage[index];
  float* to = session.space.shard_gradients + shard * session.space.shard_numbers + session.space.stage_offset[index];
  for (int row = first; row < end; row++) {
    float* g = gradient_of(session, index, row);
    if (stage.relu) relu_gradient(stage.out_size, output_of(session, index, row), g, g);
    if (stage.bias < 0) continue;
    channel_sums(stage.out_size, stage.out_channels, g, to + stage.out_channels * filter_numbers(stage));
  }
  float* dx = stage.needs_input_gradient ? gradient_of(session, index - 1, first) : nullptr;
  winograd_gradients(stage, winograd_pictures(session, index, first, end, gradient_of(session, index, first)),
                     session.state.backward[index], to, dx, scratch.strip);
}

/** From the gradient of what leaves a stage to its parameters' and to that of what enters it. Not for batch norms. */
static void backward_stage(const Session& session, const Batch& batch, int index, int first, int end, int shard,
                           Scratch scratch) {
  const Stage& stage = session.plan.stage[index];
  if (stage.kind != CONVOLUTION && !stage.needs_input_gradient) return; // a dense layer's own: reduce_dense
  if (stage.kind == DENSE) return backward_dense(session, index, first, end);
  if (stage.winograd) return backward_winograd(session, index, first, end, shard, scratch);
  for (int row = first; row < end; row++) {
    if (stage.kind == CONVOLUTION) {
      backward_convolution(session, batch, index, row, shard, scratch);
      continue;
    }
    const float* g = gradient_of(session, index, row);
    float* to = gradient_of(session, index - 1, row);
    switch (stage.kind) {
      case MAX_POOL: max_pool_gradient(stage, g, maxima_of(session, index, row), to); break;
      case AVERAGE_POOL: average_pool_gradient(stage, g, to); break;
      case RELU: relu_gradient(stage.in_size, output_of(session, index, row), g, to); break;
      case DROPOUT: dropout(stage, batch.drawing, row, g, to); break;
      default: break;
    }
  }
}

/** Each picture's loss and the gradient of its logits; counts right answers. @returns the sum of the losses. */
static double loss_of(const Session& session, const Batch& batch, const double smoothing, int first, int end, int32_t& right) {
  const int last = session.plan.stages - 1;
  double sum = 0;
  right = 0;
  for (int row = first; row < end; row++) {
    const int label = session.labels[batch.indices[row]];
    right += is_right(output_of(session, last, row), session.plan.classes, label);
    sum += softmax_cross_entropy(output_of(session, last, row), session.plan.classes, label, smoothing, 1.0 / batch.rows,
                                 gradient_of(session, last, row));
  }
  return sum;
}

} // namespace FUSED_TARGET

/** Softmax cross-entropy with label smoothing, L2, the norm of the gradients, and the optimizer's step on all parameters. */
#pragma once
#include "device.cuh"

namespace gpu {

/** Values of `Step::rule` (kernels/optimizer.h). */
constexpr int32_t SGD = 2;

} // namespace gpu

/** Each picture's cross-entropy, and d(mean loss)/d(logits). The row's maximum is taken out, so that nothing overflows. */
KERNEL(cross_entropy) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int row = item(), classes = stage.out_channels;
  if (row >= step.rows) return;
  const Global<const float> logits = output_of(net, stage) + int64_t(row) * classes;
  const Global<float> gradient = output_gradient(net, stage) + int64_t(row) * classes;
  const int label = net.labels[step.first + row];
  float top = logits[0], sum = 0, mean = 0;
  int best = 0;
  for (int k = 1; k < classes; k++) {
    const float logit = logits[k];
    if (!(logit > top)) continue;
    top = logit;
    best = k;
  }
  for (int k = 0; k < classes; k++) {
    const float logit = logits[k];
    sum += expf(logit - top);
    mean += logit / float(classes);
  }
  // A negative label is no class: all targets are 1 / classes.
  const float smoothing = label < 0 ? 1.0f : step.smoothing;
  for (int k = 0; k < classes; k++) {
    const float target = (k == label ? 1.0f - smoothing : 0.0f) + smoothing / float(classes);
    gradient[k] = (expf(logits[k] - top) / sum - target) / float(step.rows);
  }
  net.row_right[row] = best == label;
  const float likelihood = label < 0 ? 0.0f : (1.0f - smoothing) * logits[label];
  net.row_loss[row] = logf(sum) + top - likelihood - smoothing * mean;
}

/**
 * The mini-batch's mean at the step's place in `losses`, the pictures that were right in `rights`. After a loss that is not
 * finite no further step of an epoch is taken: `halted` says so of the steps before this one and of this one.
 */
BLOCK_KERNEL(mean_loss) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  if (step.rows == 0) return;
  float sum = 0, right = 0; // whole numbers to 2^24 are exact
  for (int row = int(threadIdx.x); row < step.rows; row += BLOCK) {
    sum += net.row_loss[row];
    right += float(net.row_right[row]);
  }
  const float mean = total(sum) / float(step.rows), all_right = total(right);
  if (threadIdx.x != 0) return;
  net.losses[step.slot] = mean;
  net.rights[step.slot] = int(all_right);
  net.scale[0] = 1.0f;
  net.halted[0] = net.halted[1];
  if (!isfinite(mean)) net.halted[1] = 1;
}

/**
 * Adds l2 * w to the kernels' gradients and l2 / 2 * sum(w^2) to the loss; `scale` becomes what clipping leaves of the
 * gradients (Pascanu et al. 2013). Launched only where some net asks for one of both.
 */
BLOCK_KERNEL(penalty_and_norm) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  if (step.rows == 0 || (step.l2 == 0.0f && step.clip_norm == 0.0f)) return; // other nets of the launch may want it
  float squares = 0, norm = 0;
  for (int p = int(threadIdx.x); p < net.count; p += BLOCK) {
    const int flags = net.flags[p];
    if (!(flags & TRAINED)) continue;
    float gradient = net.gradients[p];
    if (flags & KERNEL_WEIGHTS) {
      const float weight = net.weights[p];
      squares += weight * weight;
      gradient += step.l2 * weight;
      net.gradients[p] = gradient;
    }
    if (net.rates[p] > 0.0f) norm += gradient * gradient;
  }
  const float all_squares = total(squares), all_norm = sqrtf(total(norm));
  if (threadIdx.x != 0) return;
  net.losses[step.slot] += step.l2 / 2.0f * all_squares;
  // A norm that is not finite must not become a factor of 0, which would hide it.
  if (step.clip_norm > 0.0f && !(all_norm <= step.clip_norm)) net.scale[0] = isfinite(all_norm) ? step.clip_norm / all_norm : NAN;
}

/** backends/backend.ts has the formulas and their sources. AdamW's decay is 0 for Adam; kernels alone decay. */
KERNEL(optimizer_step) {
  using namespace gpu;
  const Net net = nets[blockIdx.y];
  const Step step = step_of(net);
  const int i = item();
  if (i >= net.count || step.rows == 0 || !step.commit || net.halted[0]) return;
  const int flags = net.flags[i];
  const float times = net.rates[i];
  if (!(flags & TRAINED) || times == 0.0f) return;
  const float gradient = net.gradients[i] * net.scale[0];
  if (step.rule == SGD) {
    const float velocity = step.momentum * net.slot1[i] + gradient;
    net.slot1[i] = velocity;
    net.weights[i] -= step.rate * times * velocity;
    return;
  }
  const float decay = flags & KERNEL_WEIGHTS ? 1.0f - step.rate * times * step.weight_decay : 1.0f;
  const float first = net.slot1[i] * step.beta1 + gradient * step.one_minus_beta1;
  const float second = net.slot2[i] * step.beta2 + gradient * gradient * step.one_minus_beta2;
  net.slot1[i] = first;
  net.slot2[i] = second;
  net.weights[i] = net.weights[i] * decay - step.step_size * times * first / (sqrtf(second) + step.epsilon);
}

/** The last kernel of a step: the next launch of the same kernels takes the next step, as long as there is one. */
KERNEL(next_step) {
  const gpu::Net net = nets[blockIdx.y];
  if (gpu::item() == 0 && step_of(net).rows > 0) net.cursor[0] += 1;
}

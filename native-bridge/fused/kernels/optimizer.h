/** One optimizer step on a block of parameters; backends/backend.ts has the formulas and their sources. */
#pragma once
#include "vector.h"

namespace FUSED_TARGET {

/** Values of `Step::rule` (engine.ts: RULES). */
constexpr double ADAM = 0, ADAM_W = 1, SGD = 2;

/** A step's numbers; TypeScript gives them as doubles in this order (engine.ts: STEP_NUMBERS). */
struct Step {
  double rule;
  double rate;      // learning rate
  double step_size; // Adam's rate * sqrt(1 - beta2^t) / (1 - beta1^t); else the rate
  double beta1, beta2, epsilon;
  double momentum, weight_decay;
  double l2, smoothing;
  double clip_norm; // 0: never
};
constexpr int STEP_NUMBERS = sizeof(Step) / sizeof(double);

/** m, v and w from g; `count` in whole vectors. `decay` is what weight decay leaves of w. */
INLINE void adam(const Step& step, float decay, float scale, int64_t count, const float* g, float* w, float* m, float* v) {
  const float beta1 = float(step.beta1), beta2 = float(step.beta2);
  const V rate = splat(float(step.step_size)), epsilon = splat(float(step.epsilon));
  for (int64_t i = 0; i < count; i += LANES) {
    const V gradient = load(g + i) * scale;
    const V first = load(m + i) * beta1 + gradient * float(1 - step.beta1);
    const V second = load(v + i) * beta2 + gradient * gradient * float(1 - step.beta2);
    store(m + i, first);
    store(v + i, second);
    store(w + i, load(w + i) * decay - rate * first / (square_root(second) + epsilon));
  }
}

INLINE void sgd(const Step& step, float scale, int64_t count, const float* g, float* w, float* u) {
  const V momentum = splat(float(step.momentum)), rate = splat(float(step.rate));
  for (int64_t i = 0; i < count; i += LANES) {
    const V velocity = fma(momentum, load(u + i), load(g + i) * scale);
    store(u + i, velocity);
    store(w + i, load(w + i) - rate * velocity);
  }
}

} // namespace FUSED_TARGET

/**
 * The emulated GPU with one wrong kernel, chosen by SIGNS_LAB_WRONG_KERNEL, which a check of the GPU must detect. Most are the
 * right kernel with one wrong number in its stage. Without the variable it is the emulated GPU as it is.
 */
#include "driver.cc"

static const char* named(const char* mistake, const char* kernel) {
  const char* wanted = getenv("SIGNS_LAB_WRONG_KERNEL");
  return wanted && strcmp(wanted, mistake) == 0 ? kernel : "";
}

/** Registered after the right kernel of the same name, and therefore found first. */
#define WRONG(mistake, kernel, together)                                                         \
  static void mistake(Global<const gpu::Net> nets, gpu::Stage stage);                            \
  static emulation::Kernel kernel_##mistake(named(#mistake, #kernel), mistake, together);        \
  static void mistake([[maybe_unused]] Global<const gpu::Net> nets, [[maybe_unused]] gpu::Stage stage)

WRONG(bias_forgotten, dense_forward, false) {
  stage.bias_at = -1;
  dense_forward(nets, stage);
}
WRONG(pixel_off, convolution_kernel_gradient_4, true) {
  stage.pad_left++;
  convolution_kernel_gradient_4(nets, stage);
}
WRONG(relu_forgotten, convolution_relu_backward, false) {}
WRONG(epsilon_doubled, batch_statistics, true) {
  stage.epsilon *= 2;
  batch_statistics(nets, stage);
}
WRONG(statistics_constant, normalise_input_gradient, false) {
  stage.frozen = 1;
  normalise_input_gradient(nets, stage);
}
WRONG(penalty_forgotten, penalty_and_norm, true) {}

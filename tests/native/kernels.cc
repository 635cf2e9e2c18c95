/**
 * The kernels' own tests, compared with loops in double precision: a program, so that a sanitizer can check every load and
 * store (sanitizers.test.ts builds and runs it). It contains one target, that of its compiler's flags: trial.h includes
 * kernels/target.cc.
 *
 *     kernels SEED WORK [SECTION...]
 *
 * WORK scales the number of cases, 1 is the least. It ends with status 0, or prints the case that failed.
 */
#include "augment-test.h"
#include "bytes-test.h"
#include "convolution-test.h"
#include "layer-test.h"
#include "mutation-test.h"
#include "number-test.h"
#include "pool-test.h"
#include "product-test.h"
#include "session-test.h"
#include "winograd-test.h"
#include <chrono>
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WATCHED
#endif
#endif
#ifdef WATCHED
#include <sanitizer/common_interface_defs.h>
#endif

#if FUSED_MATRIX
#include <sys/syscall.h>
#include <unistd.h>
#endif

using namespace kernel_tests;

/** Linux grants matrix tiles to a process on request (addon.cc). */
static bool has_matrices() {
#if FUSED_MATRIX
  return syscall(SYS_arch_prctl, 0x1023, 18) == 0;
#else
  return true;
#endif
}

struct Section {
  const char* name;
  void (*run)(Random& random, int work);
};
constexpr Section SECTIONS[] = {
    {"philox", test_philox},
    {"exponential", test_exponential},
    {"cross-entropy", test_cross_entropy},
    {"optimizers", test_optimizers},
    {"team", test_team},
    {"products", test_products},
    {"convolutions", test_convolutions},
    {"wide", test_wide},
    {"winograd", test_winograd},
    {"bytes", test_bytes},
    {"pools", test_pools},
    {"relu", test_relu},
    {"dropout", test_dropout},
    {"norms", test_norms},
    {"sessions", test_sessions},
    {"learning", test_learning},
    {"pool", test_pool},
    {"epochs", test_epochs},
    {"memory", test_memory},
    {"refusals", test_refusals},
    {"augmentation", test_augmentation},
    {"parameters", test_parameters},
    {"shared parameters", test_shared_parameters},
    {"large plans", test_large_plans},
    {"mutations", test_mutations},
};

static bool wanted(const char* name, int count, char** names) {
  for (int i = 0; i < count; i++) {
    if (std::string(names[i]) == name) return true;
  }
  return count == 0;
}

int main(int count, char** arguments) {
  if (count < 3) return 2;
  if (!has_matrices()) {
    std::puts("Linux does not give this process matrix tiles");
    return 0;
  }
  const uint32_t seed = uint32_t(std::strtoul(arguments[1], nullptr, 10));
  const int work = std::atoi(arguments[2]);
#ifdef WATCHED
  __sanitizer_set_death_callback([] { std::fprintf(stderr, "  in %s\n", running_case().c_str()); });
#endif
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 12); // output is visible however the program ends
  std::printf("%s, seed %u\n", TARGET_NAME, seed);
  for (const Section& section : SECTIONS) {
    if (!wanted(section.name, count - 3, arguments + 3)) continue;
    const auto began = std::chrono::steady_clock::now();
    Random random(seed);
    running_case() = section.name;
    section.run(random, work);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    std::printf("%s: %.1f s\n", section.name, seconds.count());
  }
  return 0;
}

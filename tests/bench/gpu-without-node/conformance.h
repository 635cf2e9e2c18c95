/** Whether training on the GPU gives the results of the float64 reference. */
#pragma once
#include <string>
#include "cases.h"

struct Verdict {
  std::string network;
  /** The largest difference as a share of the tolerance, and where it is: `loss 2`, `logits`, `W1`. */
  double worst = 0;
  std::string where;
  /** A sentence if the GPU failed; else empty. */
  std::string failure;

  bool passed() const { return failure.empty() && worst <= 1; }
};

Verdict check(const Case& one);

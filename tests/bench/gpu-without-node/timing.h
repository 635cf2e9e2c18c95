/** How long an epoch takes, for one net and for many at once. */
#pragma once
#include <chrono>
#include <string>
#include "net.h"

using Clock = std::chrono::steady_clock;

struct Timing {
  std::string network;
  int nets = 0, pictures = 0;
  /** Timed epochs, and their median: the seconds in which every net trains one epoch. */
  int epochs = 0;
  double seconds = 0;
  /** Why nothing was measured, as a sentence. `wrong`: the GPU or its numbers failed; short memory or time is no failure. */
  std::string reason;
  bool wrong = false;
};

/** Starts no epoch after the deadline. */
Timing time_epochs(const Network& network, const Pictures& pictures, int nets, Clock::time_point deadline);

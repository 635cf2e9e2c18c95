/** Between the threads (emulation.cc) and the driver's functions (driver.cc) of the emulated GPU. */
#pragma once
#include "emulation.h"

namespace emulation {

Kernel* kernels();
void launch(const Kernel& kernel, unsigned grid_x, unsigned grid_y, Global<const gpu::Net> nets, const gpu::Stage& stage);

} // namespace emulation

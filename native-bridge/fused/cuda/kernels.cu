/** All kernels: compiled by nvcc into kernels.fatbin (build.ts), and as C++ by the tests. */
#include "convolution.cuh"
#include "layers.cuh"
#include "learning.cuh"
#include "normalise.cuh"
#include "pooling.cuh"

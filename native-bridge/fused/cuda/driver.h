/**
 * The functions of NVIDIA's driver that the backend uses, found in the driver's own library when the program runs: nothing of
 * CUDA is needed to build this, and a machine without the driver only lacks the backend.
 * CUDA Driver API reference: docs.nvidia.com/cuda/cuda-driver-api.
 */
#pragma once
#include <cstddef>
#include <cstdint>

namespace gpu {

typedef int Result; // CUresult
constexpr Result SUCCESS = 0, OUT_OF_MEMORY = 2, NO_DEVICE = 100, NO_BINARY_FOR_GPU = 209, NOT_READY = 600;
constexpr int ATTRIBUTE_MAJOR = 75, ATTRIBUTE_MINOR = 76; // of the compute capability
constexpr unsigned NON_BLOCKING_STREAM = 1;
constexpr int CAPTURE_THREAD_LOCAL = 1;
typedef uint64_t Address; // CUdeviceptr

#define FUSED_CUDA_FUNCTIONS(F)                                                                                       \
  F(initialise, cuInit, (unsigned flags))                                                                             \
  F(driver_version, cuDriverGetVersion, (int* version))                                                               \
  F(device_count, cuDeviceGetCount, (int* count))                                                                     \
  F(device_get, cuDeviceGet, (int* device, int ordinal))                                                              \
  F(device_name, cuDeviceGetName, (char* name, int length, int device))                                               \
  F(device_memory, cuDeviceTotalMem_v2, (size_t * bytes, int device))                                                 \
  F(device_attribute, cuDeviceGetAttribute, (int* value, int attribute, int device))                                  \
  F(context_retain, cuDevicePrimaryCtxRetain, (void** context, int device))                                           \
  F(context_set, cuCtxSetCurrent, (void* context))                                                                    \
  F(module_load, cuModuleLoadData, (void** module, const void* image))                                                \
  F(module_function, cuModuleGetFunction, (void** function, void* module, const char* name))                          \
  F(allocate, cuMemAlloc_v2, (Address * to, size_t bytes))                                                            \
  F(release, cuMemFree_v2, (Address from))                                                                            \
  F(clear, cuMemsetD8Async, (Address at, unsigned char value, size_t bytes, void* stream))                            \
  F(upload, cuMemcpyHtoDAsync_v2, (Address to, const void* from, size_t bytes, void* stream))                         \
  F(download, cuMemcpyDtoHAsync_v2, (void* to, Address from, size_t bytes, void* stream))                             \
  F(stream_create, cuStreamCreate, (void** stream, unsigned flags))                                                   \
  F(stream_destroy, cuStreamDestroy_v2, (void* stream))                                                               \
  F(stream_query, cuStreamQuery, (void* stream))                                                                      \
  F(capture_begin, cuStreamBeginCapture_v2, (void* stream, int mode))                                                 \
  F(capture_end, cuStreamEndCapture, (void* stream, void** graph))                                                    \
  F(graph_instantiate, cuGraphInstantiateWithFlags, (void** executable, void* graph, unsigned long long flags))       \
  F(graph_launch, cuGraphLaunch, (void* executable, void* stream))                                                    \
  F(graph_destroy, cuGraphDestroy, (void* graph))                                                                     \
  F(executable_destroy, cuGraphExecDestroy, (void* executable))                                                       \
  F(launch, cuLaunchKernel,                                                                                           \
    (void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,           \
     unsigned block_z, unsigned shared_bytes, void* stream, void** parameters, void** extra))                         \
  F(error_text, cuGetErrorString, (Result result, const char** text))

struct Driver {
#define FUSED_CUDA_MEMBER(member, name, parameters) Result(*member) parameters = nullptr;
  FUSED_CUDA_FUNCTIONS(FUSED_CUDA_MEMBER)
#undef FUSED_CUDA_MEMBER

  /** @returns null, or what is missing: the library, or the name of a function that it lacks. */
  const char* load(const char* library);
};

} // namespace gpu

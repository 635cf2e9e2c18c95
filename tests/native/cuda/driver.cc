/**
 * The emulated GPU as NVIDIA's driver shows one: a library with the functions of native-bridge/fused/cuda/driver.h, which the
 * addon loads in the place of libcuda.so.1. What it is and how it fails are read from SIGNS_LAB_EMULATED_GPU, pairs of
 * `name=number`: driver (12040), capability (61), count (0), memory (bytes), lost or hung (after so many launches).
 */
#include "driver.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>
#include "cuda/driver.h"
#include "cuda/layout.h"

using gpu::Address;
using gpu::Result;

namespace {

constexpr Result INVALID = 1, LAUNCH_FAILED = 719, NOT_FOUND = 500;

int64_t setting(const char* name, int64_t otherwise) {
  const char* all = getenv("SIGNS_LAB_EMULATED_GPU");
  const char* at = all ? strstr(all, (std::string(name) + "=").c_str()) : nullptr;
  return at ? atoll(at + strlen(name) + 1) : otherwise;
}

std::recursive_mutex mutex;
typedef std::lock_guard<std::recursive_mutex> Lock;
int64_t launches = 0, taken = 0;
bool happened(const char* fault) { return launches >= setting(fault, INT64_MAX); }

struct Buffer {
  char* at = nullptr;
  emulation::Shadow* shadows = nullptr;
  uint64_t bytes = 0;
};
std::vector<Buffer> buffers = {{}}; // the first is no address
constexpr int OFFSET_BITS = 40;

Buffer* buffer_of(Address address) {
#if defined(FUSED_CUDA_WATCHED)
  const uint64_t number = address >> OFFSET_BITS;
  return number < buffers.size() && buffers[number].at ? &buffers[number] : nullptr;
#else
  for (Buffer& buffer : buffers) {
    const Address begin = reinterpret_cast<Address>(buffer.at);
    if (buffer.at && address >= begin && address < begin + buffer.bytes) return &buffer;
  }
  return nullptr;
#endif
}

uint64_t offset_in([[maybe_unused]] const Buffer& buffer, Address address) {
#if defined(FUSED_CUDA_WATCHED)
  return address & ((uint64_t(1) << OFFSET_BITS) - 1);
#else
  return address - reinterpret_cast<Address>(buffer.at);
#endif
}

/** The bytes of a copy of the host's; null where they are not all within one buffer. `written`: all of them are, from now on. */
char* bytes_at(Address address, size_t bytes, bool written) {
  Buffer* buffer = buffer_of(address);
  if (!buffer || offset_in(*buffer, address) + bytes > buffer->bytes) return nullptr;
  const uint64_t offset = offset_in(*buffer, address);
  if (buffer->shadows && written) {
    for (uint64_t word = offset / 4; word * 4 < offset + bytes; word++) buffer->shadows[word].written = true;
  }
  return buffer->at + offset;
}

struct Launch {
  const emulation::Kernel* kernel;
  unsigned grid_x, grid_y;
  Global<const gpu::Net> nets;
  gpu::Stage stage;
};
struct Graph {
  std::vector<Launch> launches;
};
struct Stream {
  Graph* captured = nullptr;
};

Result run(const Launch& one) {
  launches++;
  if (happened("lost")) return LAUNCH_FAILED;
  if (!happened("hung")) emulation::launch(*one.kernel, one.grid_x, one.grid_y, one.nets, one.stage);
  return gpu::SUCCESS;
}

} // namespace

#if defined(FUSED_CUDA_WATCHED)
emulation::Found emulation::find(uint64_t address, uint64_t bytes) {
  const Buffer* buffer = buffer_of(address);
  if (!buffer) report("an address of no buffer");
  const uint64_t offset = offset_in(*buffer, address);
  if (offset + bytes > buffer->bytes) report("a place outside of its buffer");
  return {buffer->at + offset, buffer->shadows + offset / 4};
}
#endif

extern "C" {

Result cuInit(unsigned) { return setting("count", 1) == 0 ? gpu::NO_DEVICE : gpu::SUCCESS; }
Result cuDriverGetVersion(int* version) { return *version = int(setting("driver", 13000)), gpu::SUCCESS; }
Result cuDeviceGetCount(int* count) { return *count = int(setting("count", 1)), gpu::SUCCESS; }
Result cuDeviceGet(int* device, int) { return *device = 0, gpu::SUCCESS; }
Result cuDeviceGetName(char* name, int length, int) {
  return snprintf(name, size_t(length), "Emulated GPU (no GPU: the kernels as C++)"), gpu::SUCCESS;
}
Result cuDeviceTotalMem_v2(size_t* bytes, int) { return *bytes = size_t(setting("memory", int64_t(1) << 32)), gpu::SUCCESS; }
Result cuDeviceGetAttribute(int* value, int attribute, int) {
  const int capability = int(setting("capability", 90));
  *value = attribute == gpu::ATTRIBUTE_MAJOR ? capability / 10 : capability % 10;
  return gpu::SUCCESS;
}
Result cuDevicePrimaryCtxRetain(void** context, int) { return *context = &mutex, gpu::SUCCESS; }
Result cuCtxSetCurrent(void*) { return gpu::SUCCESS; }
/** What the addon brings must be a fat binary (its magic number); it is not looked at further. */
Result cuModuleLoadData(void** module, const void* image) {
  uint32_t magic;
  memcpy(&magic, image, sizeof(magic));
  if (magic != 0xba55ed50u) return gpu::NO_BINARY_FOR_GPU;
  return *module = &buffers, gpu::SUCCESS;
}
Result cuModuleGetFunction(void** function, void*, const char* name) {
  for (emulation::Kernel* kernel = emulation::kernels(); kernel; kernel = kernel->next) {
    if (strcmp(kernel->name, name) == 0) return *function = kernel, gpu::SUCCESS;
  }
  return NOT_FOUND;
}

Result cuMemAlloc_v2(Address* to, size_t bytes) {
  const Lock lock(mutex);
  if (taken + int64_t(bytes) > setting("memory", int64_t(1) << 32)) return gpu::OUT_OF_MEMORY;
  taken += int64_t(bytes);
  Buffer buffer = {static_cast<char*>(malloc(bytes)), nullptr, bytes};
  memset(buffer.at, 0xff, bytes); // not a number
#if defined(FUSED_CUDA_WATCHED)
  buffer.shadows = static_cast<emulation::Shadow*>(calloc(bytes / 4 + 1, sizeof(emulation::Shadow)));
  *to = uint64_t(buffers.size()) << OFFSET_BITS;
#else
  *to = reinterpret_cast<Address>(buffer.at);
#endif
  buffers.push_back(buffer);
  return gpu::SUCCESS;
}
Result cuMemFree_v2(Address from) {
  const Lock lock(mutex);
  Buffer* buffer = buffer_of(from);
  if (!buffer || offset_in(*buffer, from) != 0) return INVALID;
  taken -= int64_t(buffer->bytes);
  free(buffer->at);
  free(buffer->shadows);
  *buffer = {};
  return gpu::SUCCESS;
}
Result cuMemsetD8Async(Address at, unsigned char value, size_t bytes, void*) {
  const Lock lock(mutex);
  char* to = bytes_at(at, bytes, true);
  return to ? (memset(to, value, bytes), gpu::SUCCESS) : INVALID;
}
Result cuMemcpyHtoDAsync_v2(Address to, const void* from, size_t bytes, void*) {
  const Lock lock(mutex);
  char* at = bytes_at(to, bytes, true);
  return at ? (memcpy(at, from, bytes), gpu::SUCCESS) : INVALID;
}
Result cuMemcpyDtoHAsync_v2(void* to, Address from, size_t bytes, void*) {
  const Lock lock(mutex);
  if (happened("lost")) return LAUNCH_FAILED;
  const char* at = bytes_at(from, bytes, false);
  return at ? (memcpy(to, at, bytes), gpu::SUCCESS) : INVALID;
}

Result cuStreamCreate(void** stream, unsigned) { return *stream = new Stream, gpu::SUCCESS; }
Result cuStreamDestroy_v2(void* stream) { return delete static_cast<Stream*>(stream), gpu::SUCCESS; }
Result cuStreamQuery(void*) {
  const Lock lock(mutex);
  return happened("lost") ? LAUNCH_FAILED : happened("hung") ? gpu::NOT_READY : gpu::SUCCESS;
}
Result cuStreamBeginCapture_v2(void* stream, int) {
  static_cast<Stream*>(stream)->captured = new Graph;
  return gpu::SUCCESS;
}
Result cuStreamEndCapture(void* stream, void** graph) {
  *graph = static_cast<Stream*>(stream)->captured;
  static_cast<Stream*>(stream)->captured = nullptr;
  return gpu::SUCCESS;
}
Result cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  return *executable = new Graph(*static_cast<Graph*>(graph)), gpu::SUCCESS;
}
Result cuGraphDestroy(void* graph) { return delete static_cast<Graph*>(graph), gpu::SUCCESS; }
Result cuGraphExecDestroy(void* executable) { return delete static_cast<Graph*>(executable), gpu::SUCCESS; }
Result cuGraphLaunch(void* executable, void*) {
  const Lock lock(mutex);
  for (const Launch& one : static_cast<Graph*>(executable)->launches) {
    if (const Result result = run(one)) return result;
  }
  return gpu::SUCCESS;
}
Result cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
                      unsigned block_z, unsigned, void* stream, void** parameters, void**) {
  const Lock lock(mutex);
  if (grid_x == 0 || grid_y == 0 || grid_y > 65535 || grid_z != 1 || block_x != gpu::BLOCK || block_y != 1 || block_z != 1) return INVALID;
  Launch one = {static_cast<emulation::Kernel*>(function), grid_x, grid_y, {}, {}};
  memcpy(&one.nets, parameters[0], sizeof(one.nets));
  memcpy(&one.stage, parameters[1], sizeof(one.stage));
  Graph* captured = static_cast<Stream*>(stream)->captured;
  if (captured) return captured->launches.push_back(one), gpu::SUCCESS;
  return run(one);
}
Result cuGetErrorString(Result result, const char** text) {
  *text = result == LAUNCH_FAILED ? "unspecified launch failure" : result == gpu::OUT_OF_MEMORY ? "out of memory" : "an error";
  return gpu::SUCCESS;
}

} // extern "C"

#include "cuda/kernels.cu"

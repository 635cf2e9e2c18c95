/** Kernels with one mistake each: `wrong-kernels NAME` launches it, and the emulated GPU must say what it is. */
#include "driver.cc"

KERNEL(two_write) {
  const gpu::Net net = nets[0];
  net.losses[0] = float(gpu::item());
}
KERNEL(neighbours) {
  const gpu::Net net = nets[0];
  net.losses[gpu::item()] = net.slot1[gpu::item()];
  net.slot1[(gpu::item() + 1) % gpu::BLOCK] = 1.0f;
}
KERNEL(unwritten) {
  const gpu::Net net = nets[0];
  if (gpu::item() == 0) net.slot1[0] = net.losses[0];
}
KERNEL(outside) {
  const gpu::Net net = nets[0];
  net.losses[gpu::item() + 1] = 0.0f;
}
KERNEL(not_together) { gpu::total(1.0f); }
BLOCK_KERNEL(no_barrier) {
  const gpu::Net net = nets[0];
  SHARED(float, numbers, gpu::BLOCK);
  numbers[int(threadIdx.x)] = 1.0f;
  net.losses[int(threadIdx.x)] = numbers[int(threadIdx.x + 1) % gpu::BLOCK];
}
BLOCK_KERNEL(apart) {
  if (threadIdx.x < 64) __syncthreads();
}
/** The same with a barrier, and the sum of 0 to 127. */
BLOCK_KERNEL(right) {
  const gpu::Net net = nets[0];
  SHARED(float, numbers, gpu::BLOCK);
  numbers[int(threadIdx.x)] = float(threadIdx.x);
  __syncthreads();
  const float sum = gpu::total(numbers[int(threadIdx.x + 1) % gpu::BLOCK]);
  net.losses[int(threadIdx.x)] = sum;
}

int main(int, char** arguments) {
  const auto buffer = [](auto& to, size_t bytes) { cuMemAlloc_v2(reinterpret_cast<Address*>(&to), bytes); };
  gpu::Net net;
  buffer(net.losses, gpu::BLOCK * 4);
  buffer(net.slot1, gpu::BLOCK * 4);
  Address slot1, losses, nets;
  memcpy(&slot1, &net.slot1, sizeof(slot1));
  memcpy(&losses, &net.losses, sizeof(losses));
  cuMemsetD8Async(slot1, 0, gpu::BLOCK * 4, nullptr);
  cuMemAlloc_v2(&nets, sizeof(net));
  cuMemcpyHtoDAsync_v2(nets, &net, sizeof(net), nullptr);
  void *function = nullptr, *stream = nullptr;
  if (cuModuleGetFunction(&function, nullptr, arguments[1]) != gpu::SUCCESS) return 2;
  cuStreamCreate(&stream, 0);
  gpu::Stage stage = {};
  void* parameters[] = {&nets, &stage};
  cuLaunchKernel(function, 1, 1, 1, gpu::BLOCK, 1, 1, 0, stream, parameters, nullptr);
  float sums[gpu::BLOCK];
  cuMemcpyDtoHAsync_v2(sums, losses, sizeof(sums), stream);
  for (float sum : sums) {
    if (sum != 127 * 64) return 3;
  }
  return 0;
}

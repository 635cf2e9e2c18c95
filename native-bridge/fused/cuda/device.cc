#include "cuda/device.h"

namespace gpu {

Device& device() {
  static Device* one = new Device; // never destroyed: threads may still use it while the process ends
  return *one;
}

static std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string Device::text_of(Result result) const {
  const char* text = nullptr;
  if (driver_.error_text(result, &text) == SUCCESS && text) return text;
  return "CUDA error " + std::to_string(result);
}

Device::Obstacle Device::open(const char* library, std::vector<char> kernels, double patience, std::string& reason) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (module_) return NONE;
  patience_ = patience;
  if (const char* missing = driver_.load(library)) {
    const bool whole = std::string(missing) == library;
    reason = whole ? "No NVIDIA driver was found: there is no " + std::string(library) + "."
                   : "The NVIDIA driver is too old: it has no " + std::string(missing) + ".";
    return whole ? NO_DRIVER : OLD_DRIVER;
  }
  const Obstacle obstacle = look(reason);
  if (obstacle != NONE || kernels.empty()) return obstacle;
  kernels_ = std::move(kernels);
  Result result = driver_.context_retain(&context_, device_);
  if (result == SUCCESS) result = driver_.context_set(context_);
  if (result == SUCCESS) result = driver_.module_load(&module_, kernels_.data());
  if (result == SUCCESS) return NONE;
  module_ = nullptr;
  reason = facts_.name + " could not be started: " + text_of(result) + ".";
  return FAILED;
}

Device::Obstacle Device::look(std::string& reason) {
  Result result = driver_.initialise(0);
  int count = 0;
  if (result == SUCCESS) result = driver_.device_count(&count);
  if (result == NO_DEVICE || (result == SUCCESS && count == 0)) {
    reason = "The NVIDIA driver sees no GPU.";
    return NO_GPU;
  }
  if (result == SUCCESS) result = driver_.driver_version(&facts_.driver_version);
  if (result == SUCCESS) result = driver_.device_get(&device_, 0);
  char name[256] = {};
  int major = 0, minor = 0;
  if (result == SUCCESS) result = driver_.device_name(name, sizeof(name) - 1, device_);
  if (result == SUCCESS) result = driver_.device_memory(&facts_.memory, device_);
  if (result == SUCCESS) result = driver_.device_attribute(&major, ATTRIBUTE_MAJOR, device_);
  if (result == SUCCESS) result = driver_.device_attribute(&minor, ATTRIBUTE_MINOR, device_);
  if (result != SUCCESS) {
    reason = "The NVIDIA driver does not answer: " + text_of(result) + ".";
    return FAILED;
  }
  facts_.name = name;
  facts_.capability = 10 * major + minor;
  if (facts_.driver_version < KERNELS_VERSION) {
    reason = "The NVIDIA driver knows CUDA " + version_text(facts_.driver_version) + "; the kernels need CUDA " +
             version_text(KERNELS_VERSION) + ".";
    return OLD_DRIVER;
  }
  if (facts_.capability >= OLDEST_CAPABILITY) return NONE;
  reason = facts_.name + " has compute capability " + std::to_string(major) + "." + std::to_string(minor) +
           "; the kernels need 7.5.";
  return OLD_GPU;
}

void* Device::function(const char* name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  void*& known = functions_[name];
  if (!known && driver_.module_function(&known, module_, name) != SUCCESS) known = nullptr;
  return known;
}

} // namespace gpu

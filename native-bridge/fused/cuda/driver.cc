#include "cuda/driver.h"
#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace gpu {

#if defined(_WIN32)
static void* open_library(const char* name) {
  // The driver's own folder alone: not the program's, where anyone may have put a file of that name.
  return reinterpret_cast<void*>(LoadLibraryExA(name, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32));
}
static void* find(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(reinterpret_cast<HMODULE>(library), name));
}
#else
static void* open_library(const char* name) { return dlopen(name, RTLD_NOW | RTLD_LOCAL); }
static void* find(void* library, const char* name) { return dlsym(library, name); }
#endif

const char* Driver::load(const char* name) {
  void* library = open_library(name);
  if (!library) return name;
#define FUSED_CUDA_FIND(member, function, parameters)                           \
  member = reinterpret_cast<Result(*) parameters>(find(library, #function));    \
  if (!member) return #function;
  FUSED_CUDA_FUNCTIONS(FUSED_CUDA_FIND)
#undef FUSED_CUDA_FIND
  return nullptr; // the library stays as long as the process
}

} // namespace gpu

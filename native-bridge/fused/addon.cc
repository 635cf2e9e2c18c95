/** The kernels as a Node-API addon (epochs: addon-epoch.cc). It checks what JavaScript gives and owns the memory; engine.ts is its other side. */
#include <cstring>
#include <string>
#include <vector>
#include "addon.h"
#include "cuda/device.h"

// The targets that build.gyp compiles, each in its namespace.
#if defined(FUSED_AMX)
#include <sys/syscall.h>
#include <unistd.h>
namespace fused_amx { extern const FusedApi api; }
#endif
#if defined(FUSED_X64)
#include <cpuid.h>
namespace fused_avx512_vnni { extern const FusedApi api; }
namespace fused_avx512 { extern const FusedApi api; }
namespace fused_avx2_vnni { extern const FusedApi api; }
namespace fused_avx2 { extern const FusedApi api; }
#endif
namespace fused_baseline { extern const FusedApi api; }
namespace fused_cuda { extern const FusedApi api; }

void Holder::close(napi_env env) {
  for (napi_ref* held : {&pictures, &labels, &noise, &masks}) {
    if (*held) napi_delete_reference(env, *held);
    *held = nullptr;
  }
  if (session && api->destroy) api->destroy(session);
  if (team) team_destroy(team);
  team = nullptr;
  session = nullptr;
  state.release();
  workspace.release();
  batch = 0;
}

namespace {

#if defined(FUSED_AMX)
/** Matrix tiles are large state, so Linux gives them to a process that asks. */
bool asks_for_matrices() {
  constexpr unsigned REQUEST = 0x1023, TILES = 18; // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned AMX_TILE = 1u << 24, AMX_INT8 = 1u << 25; // of leaf 7, EDX
  if (!(d & AMX_TILE) || !(d & AMX_INT8) || !__builtin_cpu_supports("avx512vbmi")) return false;
  static const bool given = syscall(SYS_arch_prctl, REQUEST, TILES) == 0;
  return given;
}
#endif

#if defined(FUSED_X64)
/** Dot products of bytes in 256 bits, which not every compiler has a name for. */
bool has_avx_vnni() {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4));
}
#endif

std::vector<const FusedApi*> targets_here() {
  std::vector<const FusedApi*> targets;
#if defined(FUSED_X64)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#if defined(FUSED_AMX)
  if (avx512 && asks_for_matrices()) targets.push_back(&fused_amx::api);
#endif
  if (avx512 && __builtin_cpu_supports("avx512vnni")) targets.push_back(&fused_avx512_vnni::api);
  if (avx512) targets.push_back(&fused_avx512::api);
  if (avx2 && has_avx_vnni()) targets.push_back(&fused_avx2_vnni::api);
  if (avx2) targets.push_back(&fused_avx2::api);
#endif
  targets.push_back(&fused_baseline::api);
  return targets;
}

/** The processor's targets are counted from 0; the GPU, once `useGpu` has opened it, is this one. */
constexpr int64_t GPU_TARGET = -1;
/** Null where there is none of that number. */
const FusedApi* target_at(int64_t index) {
  if (index == GPU_TARGET) return gpu::device().opened() ? &fused_cuda::api : nullptr;
  const auto all = targets_here();
  return index >= 0 && index < int64_t(all.size()) ? all[size_t(index)] : nullptr;
}

/** targets(): [{ name, lanes }], the best first. */
napi_value targets(napi_env env, napi_callback_info) {
  napi_value list;
  napi_create_array(env, &list);
  uint32_t index = 0;
  for (const FusedApi* api : targets_here()) {
    napi_value entry, name;
    napi_create_object(env, &entry);
    napi_create_string_utf8(env, api->target, NAPI_AUTO_LENGTH, &name);
    napi_set_named_property(env, entry, "name", name);
    napi_set_named_property(env, entry, "lanes", number(env, api->lanes));
    napi_set_element(env, list, index++, entry);
  }
  return list;
}

/**
 * useGpu(library, kernels, patience): looks for the GPU, and opens it where `kernels` is not empty. @returns obstacle (a number
 * of gpu::Device::Obstacle), reason, name, memory, driver and capability; see cuda/device.h.
 */
napi_value use_gpu(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  char library[4096];
  size_t length = 0;
  uint8_t* kernels = nullptr;
  int64_t bytes = 0;
  double patience = 0;
  if (napi_get_value_string_utf8(env, given.value[0], library, sizeof(library), &length) != napi_ok ||
      !given.array(1, napi_uint8_array, kernels, bytes) || !given.number(2, patience)) {
    return fail(env, "useGpu(library, kernels, patience)");
  }
  std::string reason;
  const auto obstacle = gpu::device().open(library, {kernels, kernels + bytes}, patience, reason);
  const gpu::Facts& facts = gpu::device().facts();
  napi_value result, text, name;
  napi_create_object(env, &result);
  napi_create_string_utf8(env, reason.c_str(), NAPI_AUTO_LENGTH, &text);
  napi_create_string_utf8(env, facts.name.c_str(), NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, result, "obstacle", number(env, obstacle));
  napi_set_named_property(env, result, "reason", text);
  napi_set_named_property(env, result, "name", name);
  napi_set_named_property(env, result, "memory", number(env, double(facts.memory)));
  napi_set_named_property(env, result, "driver", number(env, facts.driver_version));
  napi_set_named_property(env, result, "capability", number(env, facts.capability));
  return result;
}

/** stateBytes(target, words, reals): bytes, or -1 for words that describe no network. */
napi_value state_bytes(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  int64_t target = 0, word_count = 0, real_count = 0;
  int32_t* words = nullptr;
  double* reals = nullptr;
  if (!given.whole(0, GPU_TARGET, 99, target) || !target_at(target) || !given.array(1, napi_int32_array, words, word_count) ||
      !given.array(2, napi_float64_array, reals, real_count)) {
    return fail(env, "stateBytes(target, words, reals)");
  }
  return number(env, double(target_at(target)->state_bytes(words, word_count, reals, real_count)));
}

/** Whether the device failed; then that is thrown. */
bool failed(napi_env env, const Holder& holder) {
  const char* failure = holder.api->failure ? holder.api->failure(holder.session) : nullptr;
  if (failure) napi_throw_error(env, GPU_FAILED, failure);
  return failure != nullptr;
}

void drop(napi_env env, void* data, void*) {
  Holder* holder = static_cast<Holder*>(data);
  holder->close(env);
  delete holder;
}

/** open(target, threads, words, reals, images, labels): a session. */
napi_value open(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  int64_t target = 0, threads = 0, word_count = 0, real_count = 0, bytes = 0, count = 0;
  int32_t *words = nullptr, *labels = nullptr;
  double* reals = nullptr;
  uint8_t* images = nullptr;
  if (!given.whole(0, GPU_TARGET, 99, target) || !target_at(target) || !given.whole(1, 1, 256, threads) ||
      !given.array(2, napi_int32_array, words, word_count) || !given.array(3, napi_float64_array, reals, real_count) ||
      !given.array(4, napi_uint8_array, images, bytes) || !given.array(5, napi_int32_array, labels, count)) {
    return fail(env, "open(target, threads, words, reals, images, labels)");
  }
  const FusedApi* api = target_at(target);
  const int64_t needed = api->state_bytes(words, word_count, reals, real_count);
  if (needed < 0) return fail(env, "these words describe no network");
  if (bytes != count * int64_t(words[0]) * words[1] * words[2]) return fail(env, "images and labels do not go together");
  Holder* holder = new Holder(api, instance_of(env)->store);
  holder->count = count;
  holder->picture_bytes = int64_t(words[0]) * words[1] * words[2];
  holder->classes = words[3];
  if (!holder->state.resize(needed, true)) {
    drop(env, holder, nullptr);
    return fail(env, "no memory for the parameters");
  }
  holder->team = team_create(int(threads));
  holder->session = api->create(holder->state.data(), holder->team, words, word_count, reals, real_count);
  if (!api->pictures(holder->session, images, labels, count)) {
    drop(env, holder, nullptr);
    return fail(env, "a label is no class of the network");
  }
  if (failed(env, *holder)) return drop(env, holder, nullptr), nullptr;
  napi_create_reference(env, given.value[4], 1, &holder->pictures);
  napi_create_reference(env, given.value[5], 1, &holder->labels);
  napi_value result;
  napi_create_external(env, holder, drop, nullptr, &result);
  return result;
}

/** vary(session, noise, masks): mini-batches may bring recipes; before `reserve`. No masks where the array is empty. */
napi_value vary(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int8_t* noise = nullptr;
  uint8_t* masks = nullptr;
  int64_t length = 0, bytes = 0;
  if (!holder || holder->batch != 0 || !given.array(1, napi_int8_array, noise, length) || length != FUSED_NOISE_LENGTH ||
      !given.array(2, napi_uint8_array, masks, bytes) || (bytes != 0 && bytes != holder->count * 64 * 64)) {
    return fail(env, "vary(session, noise, masks)");
  }
  if (!holder->api->vary(holder->session, noise, bytes == 0 ? nullptr : masks)) {
    return fail(env, "pictures of 64 x 64 RGB alone can be varied");
  }
  napi_create_reference(env, given.value[1], 1, &holder->noise);
  napi_create_reference(env, given.value[2], 1, &holder->masks);
  return nullptr;
}

/** workspaceBytes(session, batch) */
napi_value workspace_bytes(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  const Holder* holder = given.holder();
  int64_t batch = 0;
  if (!holder || !given.whole(1, 1, 1 << 20, batch)) return fail(env, "workspaceBytes(session, batch)");
  return number(env, double(holder->api->workspace_bytes(holder->session, int(batch))));
}

/** reserve(session, batch): makes room for mini-batches of that size. */
napi_value reserve(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int64_t batch = 0;
  if (!holder || !given.whole(1, 1, 1 << 20, batch)) return fail(env, "reserve(session, batch)");
  holder->batch = 0;
  if (!holder->workspace.resize(holder->api->workspace_bytes(holder->session, int(batch)), false)) {
    holder->api->place(holder->session, nullptr, 0);
    return fail(env, "no memory for a mini-batch of that size");
  }
  holder->api->place(holder->session, holder->workspace.data(), int(batch));
  if (!failed(env, *holder)) holder->batch = int(batch);
  return nullptr;
}

/** The floats of a parameter or slot; false after an error was thrown. */
bool tensor_of(const Arguments& given, const char* usage, Holder*& holder, float*& numbers, float*& array, int64_t& size) {
  int64_t block = 0, index = 0, length = 0;
  holder = given.holder();
  if (!holder || !given.whole(1, 0, FUSED_BLOCKS - 1, block) || !given.whole(2, 0, 1 << 20, index) ||
      !given.array(3, napi_float32_array, array, length)) {
    fail(given.env, usage);
    return false;
  }
  numbers = holder->api->tensor(holder->session, int(block), int(index), &size);
  if (failed(given.env, *holder)) return false;
  if (numbers && size == length) return true;
  fail(given.env, "no such parameter, or one of another length");
  return false;
}

/** read(session, block, index, into) */
napi_value read(napi_env env, napi_callback_info info) {
  Holder* holder;
  float *numbers, *array;
  int64_t size;
  if (tensor_of(Arguments(env, info), "read(session, block, index, into)", holder, numbers, array, size)) {
    std::memcpy(array, numbers, size_t(size) * sizeof(float));
  }
  return nullptr;
}

/** write(session, block, index, from); `prepare` follows. */
napi_value write(napi_env env, napi_callback_info info) {
  Holder* holder;
  float *numbers, *array;
  int64_t size;
  if (tensor_of(Arguments(env, info), "write(session, block, index, from)", holder, numbers, array, size)) {
    std::memcpy(numbers, array, size_t(size) * sizeof(float));
  }
  return nullptr;
}

napi_value prepare(napi_env env, napi_callback_info info) {
  Holder* holder = Arguments(env, info).holder();
  if (!holder) return fail(env, "prepare(session)");
  holder->api->prepare(holder->session);
  failed(env, *holder);
  return nullptr;
}

/**
 * train(session, indices, recipes, step, dropout, update): the loss. `recipes` is empty for pictures as they are; `dropout`
 * is [seed low, seed high, step] as Uint32Array.
 */
napi_value train(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int32_t *indices = nullptr, *recipes = nullptr;
  double* step = nullptr;
  uint32_t* dropout = nullptr;
  int64_t rows = 0, numbers = 0, words = 0, drawn = 0;
  bool update = false;
  if (!holder || !given.array(1, napi_int32_array, indices, rows) || !given.array(2, napi_int32_array, recipes, drawn) ||
      (drawn != 0 && drawn != rows * FUSED_RECIPE_WORDS) || !given.array(3, napi_float64_array, step, numbers) ||
      numbers != FUSED_STEP_NUMBERS || !given.array(4, napi_uint32_array, dropout, words) || words != 3 ||
      napi_get_value_bool(env, given.value[5], &update) != napi_ok) {
    return fail(env, "train(session, indices, recipes, step, dropout, update)");
  }
  double loss = 0;
  if (rows > holder->batch ||
      !holder->api->train(holder->session, indices, int(rows), drawn == 0 ? nullptr : recipes, step,
                          {dropout[0], dropout[1], dropout[2]}, update, &loss)) {
    if (failed(env, *holder)) return nullptr;
    return fail(env, "a mini-batch that is empty, too large, names no picture of the set, or has no recipe for it");
  }
  return number(env, loss);
}

/** right(session): right answers of the last `train`. */
napi_value right(napi_env env, napi_callback_info info) {
  const Holder* holder = Arguments(env, info).holder();
  if (!holder) return fail(env, "right(session)");
  return number(env, holder->api->right(holder->session));
}

/** infer(session, images, count, logits) */
napi_value infer(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  uint8_t* images = nullptr;
  float* logits = nullptr;
  int64_t bytes = 0, count = 0, length = 0;
  if (!holder || !given.array(1, napi_uint8_array, images, bytes) || !given.whole(2, 1, holder->batch, count) ||
      !given.array(3, napi_float32_array, logits, length) ||
      !holder->api->shape_fits(holder->session, bytes, count, length)) {
    return fail(env, "infer(session, images, count, logits)");
  }
  holder->api->infer(holder->session, images, int(count), logits);
  failed(env, *holder);
  return nullptr;
}

/** renew(session, from, to): pictures [from, to) of the training set were written again. */
napi_value renew(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int64_t from = 0, to = 0;
  if (!holder || !given.whole(1, 0, holder->count, from) || !given.whole(2, from, holder->count, to)) {
    return fail(env, "renew(session, from, to)");
  }
  if (holder->api->renew && !holder->api->renew(holder->session, from, to)) return fail(env, "no such pictures");
  failed(env, *holder);
  return nullptr;
}

/** stage(session, indices, index, backward): one mini-batch through one stage alone; false where that cannot be. */
napi_value stage(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int32_t* indices = nullptr;
  int64_t rows = 0, index = 0, backward = 0;
  if (!holder || !given.array(1, napi_int32_array, indices, rows) || rows > holder->batch ||
      !given.whole(2, 0, 1 << 20, index) || !given.whole(3, 0, 1, backward)) {
    return fail(env, "stage(session, indices, index, backward)");
  }
  napi_value result;
  napi_get_boolean(env, holder->api->stage(holder->session, indices, int(rows), int(index), backward != 0), &result);
  return result;
}

/** peak(session, rounds): multiply-adds done. */
napi_value peak(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int64_t rounds = 0;
  if (!holder || !given.whole(1, 1, int64_t(1) << 40, rounds)) return fail(env, "peak(session, rounds)");
  return number(env, holder->api->peak(holder->team, rounds));
}

/** close(session): what it held is free, after the mini-batch of an epoch under way; a second call does nothing. */
napi_value close(napi_env env, napi_callback_info info) {
  Holder* holder = Arguments(env, info).any_holder();
  if (!holder) return fail(env, "close(session)");
  if (holder->job) {
    holder->closing = true;
    cancel_epoch(*holder->job);
  } else {
    holder->close(env);
  }
  return nullptr;
}

napi_value initialise(napi_env env, napi_value exports) {
  Instance* instance = new Instance;
  napi_set_instance_data(env, instance, [](napi_env, void* data, void*) { delete static_cast<Instance*>(data); }, nullptr);
  instance->epochs = begin_epochs(env);
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {{"targets", targets}, {"stateBytes", state_bytes},        {"open", open},
                   {"read", read},       {"vary", vary},       {"workspaceBytes", workspace_bytes}, {"reserve", reserve},
                   {"write", write},     {"prepare", prepare},               {"train", train},
                   {"infer", infer},     {"stage", stage},        {"peak", peak},
                   {"epoch", epoch},     {"right", right},                   {"close", close},
                   {"renew", renew},     {"useGpu", use_gpu}};
  for (const auto& [name, function] : functions) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    napi_set_named_property(env, exports, name, value);
  }
  return exports;
}

} // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, initialise)

/** What the addon's files share: an open network, a call's arguments, and what is kept for one environment of Node-API. */
#pragma once
#include <node_api.h>
#include <memory>
#include "api.h"
#include "block-store.h"
#include "team-threads.h"

class EpochJob;
class Epochs;

/** An open network; its pictures and labels stay alive by references to their arrays. Closed, it is empty. */
struct Holder {
  const FusedApi* api;
  Team* team = nullptr;
  Memory state, workspace;
  FusedSession* session = nullptr;
  int batch = 0, classes = 0;
  napi_ref pictures = nullptr, labels = nullptr, noise = nullptr, masks = nullptr;
  int64_t count = 0, picture_bytes = 0;
  /** The epoch under way on a thread of the pool, which has the session to itself. */
  EpochJob* job = nullptr;
  /** Closed while an epoch was under way: the rest is done when that has ended. */
  bool closing = false;

  Holder(const FusedApi* with, const std::shared_ptr<BlockStore>& store) : api(with), state(store), workspace(store) {}

  /** Ends the threads and gives the memory back, before the garbage collector would. */
  void close(napi_env env);
};

/** What the addon keeps for one environment: the main thread of a process, or a worker thread of JavaScript. */
struct Instance {
  std::shared_ptr<BlockStore> store = std::make_shared<BlockStore>();
  std::shared_ptr<Epochs> epochs;
};

inline Instance* instance_of(napi_env env) {
  void* at = nullptr;
  napi_get_instance_data(env, &at);
  return static_cast<Instance*>(at);
}

/** An error that was thrown before stays the one that is seen. */
inline napi_value fail(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

/** The code of errors that are a GPU's: addon.ts makes sentences with a way out of them. */
constexpr const char* GPU_FAILED = "GPU_FAILED";

/** The call's arguments; those that were not given are `undefined`. */
struct Arguments {
  napi_env env;
  napi_value value[9];

  Arguments(napi_env environment, napi_callback_info info) : env(environment) {
    size_t count = 9;
    napi_get_cb_info(env, info, &count, value, nullptr, nullptr);
  }
  bool number(int index, double& to) const { return napi_get_value_double(env, value[index], &to) == napi_ok; }
  bool whole(int index, int64_t low, int64_t high, int64_t& to) const {
    double given = 0;
    if (!number(index, given) || !(given >= double(low) && given <= double(high))) return false;
    to = int64_t(given);
    return double(to) == given;
  }
  template <typename Number>
  bool array(int index, napi_typedarray_type wanted, Number*& data, int64_t& length) const {
    bool is_array = false;
    napi_typedarray_type type;
    size_t count = 0;
    void* at = nullptr;
    if (napi_is_typedarray(env, value[index], &is_array) != napi_ok || !is_array) return false;
    if (napi_get_typedarray_info(env, value[index], &type, &count, &at, nullptr, nullptr) != napi_ok) return false;
    data = static_cast<Number*>(at);
    length = int64_t(count);
    return type == wanted;
  }
  /** The first argument's session, open or closed, or null where it is none. */
  Holder* any_holder() const {
    void* at = nullptr;
    return napi_get_value_external(env, value[0], &at) == napi_ok ? static_cast<Holder*>(at) : nullptr;
  }
  /** The first argument's session, or null where it is none, or, with an error thrown, closed or busy. */
  Holder* holder() const {
    Holder* holder = any_holder();
    if (!holder) return nullptr;
    if (!holder->session || holder->closing) return fail(env, "this session is closed"), nullptr;
    if (holder->job) return fail(env, "this session is busy: an epoch is under way"), nullptr;
    return holder;
  }
};

inline napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

/** Threads for epochs; the environment's end ends them, after the mini-batch that each is at. */
std::shared_ptr<Epochs> begin_epochs(napi_env env);
/** Asks the epoch under way to end early. */
void cancel_epoch(EpochJob& job);
/**
 * epoch(session, indices, rows, recipes, numbers, dropout, images, count): a promise of { losses, right, logits, finite, seconds }.
 * `rows` are the pictures of each mini-batch, `numbers` and `dropout` as in `train`, a row a step and that of the first step.
 */
napi_value epoch(napi_env env, napi_callback_info info);

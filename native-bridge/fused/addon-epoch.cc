/** Epochs on threads of their own: JavaScript gives all that one needs at once, and gets a promise. */
#include <algorithm>
#include <vector>
#include "addon.h"
#include "epoch.h"
#include "pool.h"

class EpochJob final : public Job {
 public:
  Epoch epoch;
  Holder* holder;
  napi_deferred deferred = nullptr;
  /** The session and the pictures to evaluate must outlive the job. */
  napi_ref session = nullptr, pictures = nullptr;

  EpochJob(Holder* of, napi_threadsafe_function report, EpochSteps steps, EpochPictures images)
      : epoch(*of->api, of->session, std::move(steps), images), holder(of), report_(report) {}

  void run() override {
    epoch.run();
    napi_call_threadsafe_function(report_, this, napi_tsfn_nonblocking); // which may delete this object
  }

 private:
  napi_threadsafe_function report_;
};

/** The epochs of one environment. Only the pool's threads are other threads; all else is done by JavaScript's own. */
class Epochs {
 public:
  explicit Epochs(napi_env env) {
    napi_value name;
    napi_create_string_utf8(env, "epoch", NAPI_AUTO_LENGTH, &name);
    napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, settle, &report_);
    napi_unref_threadsafe_function(env, report_); // a process may end while none is under way
    // Hooks run in the opposite order of their making: the threads end before the function that they call does.
    napi_add_env_cleanup_hook(env, end, this);
  }

  napi_value begin(const Arguments& given, Holder* holder, EpochSteps steps, EpochPictures images) {
    jobs_.push_back(std::make_unique<EpochJob>(holder, report_, std::move(steps), images));
    EpochJob& job = *jobs_.back();
    napi_value promise;
    napi_create_promise(given.env, &job.deferred, &promise);
    napi_create_reference(given.env, given.value[0], 1, &job.session);
    napi_create_reference(given.env, given.value[6], 1, &job.pictures);
    if (jobs_.size() == 1) napi_ref_threadsafe_function(given.env, report_);
    holder->job = &job;
    pool_->add(job);
    return promise;
  }

 private:
  static void end(void* data) {
    Epochs* epochs = static_cast<Epochs*>(data);
    for (auto& job : epochs->jobs_) job->epoch.cancel();
    epochs->pool_.reset();
  }

  /** Called by JavaScript's thread when a job has ended; without an environment there is nobody to report to. */
  static void settle(napi_env env, napi_value, void* context, void* data) {
    if (env) static_cast<Epochs*>(context)->settle(env, *static_cast<EpochJob*>(data));
  }

  void settle(napi_env env, EpochJob& job) {
    Holder* holder = job.holder;
    holder->job = nullptr;
    if (job.epoch.state == Epoch::DONE) napi_resolve_deferred(env, job.deferred, result_of(env, job.epoch));
    else napi_reject_deferred(env, job.deferred, error_of(env, job.epoch));
    if (holder->closing) holder->close(env);
    napi_delete_reference(env, job.session);
    napi_delete_reference(env, job.pictures);
    jobs_.erase(std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& one) { return one.get() == &job; }));
    if (jobs_.empty()) napi_unref_threadsafe_function(env, report_);
  }

  template <typename Number>
  static napi_value array_of(napi_env env, napi_typedarray_type type, const std::vector<Number>& numbers) {
    void* at = nullptr;
    napi_value buffer, array;
    napi_create_arraybuffer(env, numbers.size() * sizeof(Number), &at, &buffer);
    std::copy(numbers.begin(), numbers.end(), static_cast<Number*>(at));
    napi_create_typedarray(env, type, numbers.size(), buffer, 0, &array);
    return array;
  }

  static napi_value result_of(napi_env env, const Epoch& epoch) {
    napi_value result, finite;
    napi_create_object(env, &result);
    napi_get_boolean(env, epoch.finite, &finite);
    napi_set_named_property(env, result, "losses", array_of(env, napi_float64_array, epoch.losses));
    napi_set_named_property(env, result, "right", array_of(env, napi_int32_array, epoch.right));
    napi_set_named_property(env, result, "logits", array_of(env, napi_float32_array, epoch.logits));
    napi_set_named_property(env, result, "finite", finite);
    napi_set_named_property(env, result, "seconds", number(env, epoch.seconds));
    return result;
  }

  static napi_value error_of(napi_env env, const Epoch& epoch) {
    const bool failed = epoch.state == Epoch::FAILED;
    const char* message = failed                               ? epoch.failure()
                          : epoch.state == Epoch::CANCELLED    ? "the session was closed while an epoch was under way"
                                                               : "a mini-batch or a recipe that the network cannot take";
    napi_value code = nullptr, text, error;
    if (failed) napi_create_string_utf8(env, GPU_FAILED, NAPI_AUTO_LENGTH, &code);
    napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text);
    napi_create_error(env, code, text, &error);
    return error;
  }

  std::unique_ptr<Pool> pool_ = std::make_unique<Pool>();
  std::vector<std::unique_ptr<EpochJob>> jobs_;
  napi_threadsafe_function report_ = nullptr;
};

std::shared_ptr<Epochs> begin_epochs(napi_env env) { return std::make_shared<Epochs>(env); }

void cancel_epoch(EpochJob& job) { job.epoch.cancel(); }

namespace {

/** Whether every mini-batch has pictures, room, and names pictures of the set. */
bool batches_fit(const Holder& holder, const int32_t* indices, int64_t length, const int32_t* rows, int64_t steps) {
  int64_t total = 0;
  for (int64_t i = 0; i < steps; i++) {
    if (rows[i] < 1 || rows[i] > holder.batch) return false;
    total += rows[i];
  }
  return total == length && std::all_of(indices, indices + length, [&](int32_t i) { return i >= 0 && i < holder.count; });
}

} // namespace

napi_value epoch(napi_env env, napi_callback_info info) {
  const Arguments given(env, info);
  Holder* holder = given.holder();
  int32_t *indices = nullptr, *rows = nullptr, *recipes = nullptr;
  double* numbers = nullptr;
  uint32_t* dropout = nullptr;
  uint8_t* images = nullptr;
  int64_t length = 0, steps = 0, drawn = 0, count_of_numbers = 0, words = 0, bytes = 0, count = 0;
  if (!holder || !given.array(1, napi_int32_array, indices, length) || !given.array(2, napi_int32_array, rows, steps) ||
      !given.array(3, napi_int32_array, recipes, drawn) || (drawn != 0 && drawn != length * FUSED_RECIPE_WORDS) ||
      !given.array(4, napi_float64_array, numbers, count_of_numbers) || count_of_numbers != steps * FUSED_STEP_NUMBERS ||
      !given.array(5, napi_uint32_array, dropout, words) || words != 3 ||
      !given.array(6, napi_uint8_array, images, bytes) || !given.whole(7, 0, INT32_MAX, count) ||
      bytes != count * holder->picture_bytes || holder->batch == 0) {
    return fail(env, "epoch(session, indices, rows, recipes, numbers, dropout, images, count)");
  }
  if (!batches_fit(*holder, indices, length, rows, steps)) {
    return fail(env, "a mini-batch that is empty, too large, or names no picture of the set");
  }
  EpochSteps all = {{indices, indices + length},
                    {rows, rows + steps},
                    {recipes, recipes + drawn},
                    {numbers, numbers + count_of_numbers},
                    {dropout[0], dropout[1], dropout[2]}};
  const EpochPictures pictures = {images, count, holder->picture_bytes, holder->batch, holder->classes};
  return instance_of(env)->epochs->begin(given, holder, std::move(all), pictures);
}

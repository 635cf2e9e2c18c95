/** The GPU behind the same functions as every instruction set (api.h). A session is an object of its own, not in the host's memory. */
#include "cuda/session.h"

namespace fused_cuda {

static_assert(RECIPE_WORDS == FUSED_RECIPE_WORDS && NOISE_LENGTH == FUSED_NOISE_LENGTH);

static Session* of(FusedSession* session) { return reinterpret_cast<Session*>(session); }
static const Session* of(const FusedSession* session) { return reinterpret_cast<const Session*>(session); }

/** The host keeps nothing for a session, but a block of memory has a size. */
constexpr int64_t NO_BYTES = 64;

static int64_t state_bytes(const int32_t* words, int64_t word_count, const double* reals, int64_t real_count) {
  static Plan measured; // one host thread opens sessions
  return read_plan(measured, words, word_count, reals, real_count) ? NO_BYTES : -1;
}

/** The same for plans of the same stages: what a net learns how fast is not in it. */
static std::string key_of(const Plan& plan, const int32_t* words, int64_t word_count, const double* reals) {
  std::string key(reinterpret_cast<const char*>(words), size_t(word_count) * sizeof(*words));
  key.append(reinterpret_cast<const char*>(reals), size_t(plan.stages) * 2 * sizeof(*reals));
  for (int i = 0; i < plan.stages; i++) key.push_back(plan.stage[i].frozen ? 1 : 0);
  return key;
}

static FusedSession* create(void*, Team* team, const int32_t* words, int64_t word_count, const double* reals, int64_t real_count) {
  gpu::device().enter();
  Session* session = new Session(team);
  read_plan(session->plan, words, word_count, reals, real_count);
  session->begin(key_of(session->plan, words, word_count, reals));
  return reinterpret_cast<FusedSession*>(session);
}

static void destroy(FusedSession* session) { delete of(session); }

static const char* failure(const FusedSession* session) { return of(session)->failure(); }

static int64_t workspace_bytes(const FusedSession*, int) { return NO_BYTES; }

static void place(FusedSession* session, void*, int batch) {
  if (batch > 0) of(session)->reserve(batch);
}

static bool pictures(FusedSession* session, const uint8_t* images, const int32_t* labels, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    if (!within(labels[i], -1, of(session)->plan.classes - 1)) return false;
  }
  of(session)->set_pictures(images, labels, count);
  return true;
}

static bool vary(FusedSession* session, const int8_t* noise, const uint8_t* masks) {
  const Plan& plan = of(session)->plan;
  if (plan.height != SIDE || plan.width != SIDE || plan.channels != 3) return false;
  of(session)->varies = true;
  of(session)->set.noise = noise;
  of(session)->set.masks = masks;
  return true;
}

static bool renew(FusedSession* session, int64_t from, int64_t to) {
  if (!within(from, 0, to) || !within(to, 0, of(session)->set.count)) return false;
  of(session)->renew(from, to);
  return true;
}

static float* tensor(FusedSession* session, int block, int index, int64_t* size) {
  const Plan& plan = of(session)->plan;
  if (!within(index, 0, plan.parameters - 1) || !within(block, 0, FUSED_BLOCKS - 1)) return nullptr;
  *size = plan.parameter[index].size;
  return of(session)->tensor(block, index);
}

static void prepare(FusedSession* session) { of(session)->upload_tensors(); }

static bool steps_fit(const Session& session, const Steps& steps) {
  const int32_t* indices = steps.indices;
  const Recipe* recipes = steps.recipes;
  if (recipes && !session.varies) return false;
  for (int64_t i = 0; i < steps.count; i++) {
    const double rule = steps.numbers[i * FUSED_STEP_NUMBERS];
    if (!within(steps.rows[i], 1, session.room) || !(rule == 0 || rule == 1 || rule == 2)) return false;
    for (int row = 0; row < steps.rows[i]; row++) {
      if (!within(*indices++, 0, session.set.count - 1)) return false;
      if (!recipes) continue;
      if (!recipe_fits(*recipes, session.set.count) || (reads_mask(*recipes) && !session.set.masks)) return false;
      recipes++;
    }
  }
  return true;
}

static bool take(FusedSession* session, const FusedSteps& given, double* losses, int32_t* right, const std::atomic<bool>* cancelled) {
  const Steps steps = {given.indices, given.rows, given.count, reinterpret_cast<const Recipe*>(given.recipes),
                       given.numbers, given.dropout, given.update};
  return steps_fit(*of(session), steps) && of(session)->take(steps, losses, right, cancelled);
}

static bool train(FusedSession* session, const int32_t* indices, int rows, const int32_t* recipes, const double* step,
                  FusedDropout dropout, bool update, double* loss) {
  const int32_t row_count = rows;
  int32_t right = 0;
  return take(session, {indices, &row_count, 1, recipes, step, dropout, update}, loss, &right, nullptr);
}

static int right_answers(const FusedSession* session) { return of(session)->right; }

static bool shape_fits(const FusedSession* session, int64_t bytes, int64_t count, int64_t floats) {
  return bytes == count * of(session)->plan.stage[0].in_size && floats == count * of(session)->plan.classes;
}

static bool infer(FusedSession* session, const uint8_t* images, int rows, float* logits) {
  if (!within(rows, 1, of(session)->room)) return false;
  of(session)->infer(images, rows, logits);
  return !of(session)->failure();
}

/** Measured from outside: a kernel alone says little of a GPU that works on many. */
static bool stage(FusedSession*, const int32_t*, int, int, bool) { return false; }
static double peak(Team*, int64_t) { return 0; }

extern const FusedApi api;
const FusedApi api = {"CUDA", 1,       state_bytes, create, workspace_bytes, place, pictures, vary,  tensor,
                      prepare, train,  right_answers, shape_fits, infer,      stage, peak,     destroy, failure, renew, take};

} // namespace fused_cuda

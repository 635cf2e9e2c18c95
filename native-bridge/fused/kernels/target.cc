/** All kernels for one target: built once for each set of compiler flags (build.gyp), each in its own namespace. */
#include "api.h"
#include "session.h"

namespace FUSED_TARGET {

static_assert(STEP_NUMBERS == FUSED_STEP_NUMBERS);
static_assert(RECIPE_WORDS == FUSED_RECIPE_WORDS && NOISE_LENGTH == FUSED_NOISE_LENGTH);

static Session* of(FusedSession* session) { return reinterpret_cast<Session*>(session); }
static const Session* of(const FusedSession* session) { return reinterpret_cast<const Session*>(session); }

static bool read(Plan& plan, const int32_t* words, int64_t word_count, const double* reals, int64_t real_count) {
  if (!read_plan(plan, words, word_count, reals, real_count)) return false;
  for (int i = 0; i < plan.stages; i++) {
    plan.stage[i].bytes = i == 0 && fits_bytes(plan.stage[i]);
    plan.stage[i].winograd = i > 0 && prefers_winograd(plan.stage[i]);
    plan.stage[i].wide = !plan.stage[i].bytes && prefers_wide(plan.stage[i]);
  }
  return true;
}

/** The session itself comes first in its memory; it is too large for a thread's stack. */
static int64_t state_bytes(const int32_t* words, int64_t word_count, const double* reals, int64_t real_count) {
  static Session measured; // one host thread opens sessions
  if (!read(measured.plan, words, word_count, reals, real_count)) return -1;
  Cutter cutter = {nullptr, 0};
  cutter.take<Session>(1);
  cut_state(measured.plan, measured.state, cutter);
  return cutter.used;
}

static FusedSession* create(void* memory, Team* team, const int32_t* words, int64_t word_count, const double* reals,
                            int64_t real_count) {
  Cutter cutter = {static_cast<char*>(memory), 0};
  Session* session = cutter.take<Session>(1);
  read(session->plan, words, word_count, reals, real_count);
  session->team = team;
  session->picture_bytes = session->plan.stage[0].in_size;
  cut_state(session->plan, session->state, cutter);
  list_tasks(session->plan, session->state);
  list_positions(session->plan, session->state);
  return reinterpret_cast<FusedSession*>(session);
}

static int64_t workspace_bytes(const FusedSession* session, int batch) {
  Workspace space;
  Cutter cutter = {nullptr, 0};
  cut_workspace(of(session)->plan, batch, team_size(of(session)->team), of(session)->varies, space, cutter);
  return cutter.used;
}

static void place(FusedSession* session, void* memory, int batch) {
  Cutter cutter = {static_cast<char*>(memory), 0};
  cut_workspace(of(session)->plan, batch, team_size(of(session)->team), of(session)->varies, of(session)->space, cutter);
  of(session)->trained_rows = 0;
}

static bool pictures(FusedSession* session, const uint8_t* images, const int32_t* labels, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    if (!within(labels[i], -1, of(session)->plan.classes - 1)) return false;
  }
  of(session)->images = images;
  of(session)->labels = labels;
  of(session)->pictures = count;
  return true;
}

static bool vary(FusedSession* session, const int8_t* noise, const uint8_t* masks) {
  const Plan& plan = of(session)->plan;
  if (plan.height != SIDE || plan.width != SIDE || plan.channels != 3) return false;
  of(session)->varies = true;
  of(session)->noise = noise;
  of(session)->masks = masks;
  return true;
}

static float* tensor(FusedSession* session, int block, int index, int64_t* size) {
  const Plan& plan = of(session)->plan;
  const State& state = of(session)->state;
  if (!within(index, 0, plan.parameters - 1) || !within(block, 0, FUSED_BLOCKS - 1)) return nullptr;
  float* const blocks[FUSED_BLOCKS] = {state.w, state.g, state.slot[0], state.slot[1]};
  *size = plan.parameter[index].size;
  return blocks[block] + plan.offset[index];
}

static void prepare_all(FusedSession* session) { prepare(*of(session)); }

static bool fits(const Session& session, const int32_t* indices, int rows) {
  if (!within(rows, 1, session.space.batch)) return false;
  for (int i = 0; i < rows; i++) {
    if (!within(indices[i], 0, session.pictures - 1)) return false;
  }
  return true;
}

static bool recipes_fit(const Session& session, const Recipe* recipes, int rows) {
  if (!session.varies) return false;
  for (int i = 0; i < rows; i++) {
    if (!recipe_fits(recipes[i], session.pictures) || (reads_mask(recipes[i]) && !session.masks)) return false;
  }
  return true;
}

static bool train_batch(FusedSession* session, const int32_t* indices, int rows, const int32_t* words,
                        const double* numbers, FusedDropout dropout, bool update, double* loss) {
  const Recipe* recipes = reinterpret_cast<const Recipe*>(words);
  if (!fits(*of(session), indices, rows) || (recipes && !recipes_fit(*of(session), recipes, rows))) return false;
  Step step;
  memcpy(&step, numbers, sizeof(step));
  if (step.rule != ADAM && step.rule != ADAM_W && step.rule != SGD) return false;
  const Batch batch = {of(session)->images, indices, rows, true, {dropout.seed_low, dropout.seed_high, dropout.step},
                       recipes};
  *loss = train(*of(session), batch, step, update);
  of(session)->trained_rows = larger(of(session)->trained_rows, rows);
  return true;
}

static int right_answers(const FusedSession* session) { return of(session)->right; }

static bool shape_fits(const FusedSession* session, int64_t bytes, int64_t count, int64_t floats) {
  return bytes == count * of(session)->picture_bytes && floats == count * of(session)->plan.classes;
}

static bool infer_batch(FusedSession* session, const uint8_t* images, int rows, float* logits) {
  if (!within(rows, 1, of(session)->space.batch)) return false;
  infer(*of(session), {images, nullptr, rows, false, {}}, logits);
  return true;
}

static bool stage_of(FusedSession* session, const int32_t* indices, int rows, int index, bool backward) {
  if (!fits(*of(session), indices, rows) || !within(index, 0, of(session)->plan.stages - 1)) return false;
  if (rows > of(session)->trained_rows) return false;
  stage_alone(*of(session), {of(session)->images, indices, rows, true, {}}, index, backward);
  return true;
}

extern const FusedApi api;
const FusedApi api = {TARGET_NAME, LANES,       state_bytes, create,      workspace_bytes,   place, pictures,
                      vary,        tensor,      prepare_all, train_batch, right_answers, shape_fits,
                      infer_batch, stage_of, peak,        nullptr,     nullptr,           nullptr, nullptr};

} // namespace FUSED_TARGET

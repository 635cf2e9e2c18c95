#include "cuda/session.h"
#include <cmath>
#include <limits>
#include "kernels/optimizer.h"

namespace fused_cuda {

using gpu::device;

/** Steps and varied pictures that the GPU is given together: an epoch of most sets, and 50 MB at most. */
constexpr int64_t MOST_STEPS = 512, MOST_VARIED = 4096;

Session::~Session() {
  device().enter();
  if (!stream_.lost()) return;
  for (Memory* memory : {&state_, &pictures_, &workspace_, &stretch_}) memory->abandon();
}

static std::string no_room(const char* what, const Memory& memory) {
  const gpu::Facts& facts = device().facts();
  return facts.name + " has no memory left for " + what + " (" + std::to_string(memory.bytes) + " bytes of its " +
         std::to_string(facts.memory) + ").";
}

void Session::begin(const std::string& key) {
  launcher_ = Launcher::of(key, plan);
  const int64_t count = plan.offset[plan.parameters];
  net_.count = int32_t(count);
  Global<float> rates;
  Global<int32_t> flags;
  const auto cut = [&](Cut& cut) {
    cut.take(net_at_, 1);
    cut.take(net_.cursor, 1);
    cut.take(net_.halted, 2);
    cut.take(net_.scale, 1);
    cut.take(rates, count);
    cut.take(flags, count);
    for (Global<float>* block : {&net_.weights, &net_.gradients, &net_.slot1, &net_.slot2}) cut.take(*block, count);
    cut.take(net_.statistics, program().statistics);
  };
  if (state_.make(cut) != gpu::SUCCESS) stream_.fail(no_room("the parameters", state_));
  net_.rates.at = rates.at;
  net_.flags.at = flags.at;
  std::vector<float> rate_of(size_t(count), 0.0f);
  std::vector<int32_t> flags_of(size_t(count), 0);
  for (int i = 0; i < plan.parameters; i++) {
    const ParameterWords& words = plan.parameter[i];
    const int32_t bits = (words.trained ? gpu::TRAINED : 0) | (words.kernel ? gpu::KERNEL_WEIGHTS : 0);
    for (int64_t n = plan.offset[i]; n < plan.offset[i] + words.size; n++) {
      rate_of[size_t(n)] = float(plan.rate[i]);
      flags_of[size_t(n)] = bits;
    }
  }
  stream_.upload(rates, rate_of.data(), count * 4);
  stream_.upload(flags, flags_of.data(), count * 4);
  for (auto& block : mirror_) block.assign(size_t(count), 0.0f);
  upload_tensors();
}

void Session::set_pictures(const uint8_t* images, const int32_t* labels, int64_t count) {
  set.images = images;
  set.labels = labels;
  set.count = count;
  const int64_t bytes = count * plan.stage[0].in_size;
  const auto cut = [&](Cut& cut) { cut.take(set_at_, bytes); };
  if (pictures_.make(cut) != gpu::SUCCESS) stream_.fail(no_room("the training set", pictures_));
  net_.set.at = set_at_.at;
  stream_.upload(set_at_, images, bytes);
}

void Session::renew(int64_t from, int64_t to) {
  device().enter();
  const int64_t size = plan.stage[0].in_size;
  stream_.upload(Global<uint8_t>{set_at_.at + uint64_t(from * size)}, set.images + from * size, (to - from) * size);
}

void Session::reserve(int rows) {
  device().enter();
  stream_.wait();
  room = 0;
  if (failure()) return;
  const auto cut = [&](Cut& cut) {
    cut.take(net_.activations, program().activations * rows);
    cut.take(net_.gradient_even, program().largest * rows);
    cut.take(net_.gradient_odd, program().largest * rows);
    cut.take(net_.places, program().places * rows);
    cut.take(net_.row_loss, rows);
    cut.take(net_.row_right, rows);
  };
  if (program().activations * rows > INT32_MAX || workspace_.make(cut) != gpu::SUCCESS) {
    return stream_.fail(no_room(("the activations of " + std::to_string(rows) + " pictures").c_str(), workspace_));
  }
  room = net_.room = rows;
  reserve_stretch(2, size_t(rows), size_t(rows));
  write_net();
}

void Session::reserve_stretch(size_t steps, size_t pictures, size_t varied) {
  if (steps <= stretch_steps_ && pictures <= stretch_pictures_ && varied <= stretch_varied_) return;
  stretch_steps_ = std::max(steps, stretch_steps_);
  stretch_pictures_ = std::max(pictures, stretch_pictures_);
  stretch_varied_ = std::max(varied, stretch_varied_);
  stream_.wait();
  const auto cut = [&](Cut& cut) {
    cut.take(net_.steps, int64_t(stretch_steps_));
    cut.take(net_.losses, int64_t(stretch_steps_));
    cut.take(net_.rights, int64_t(stretch_steps_));
    cut.take(net_.indices, int64_t(stretch_pictures_));
    cut.take(net_.labels, int64_t(stretch_pictures_));
    cut.take(net_.varied, int64_t(stretch_varied_) * plan.stage[0].in_size);
  };
  if (!failure() && stretch_.make(cut) != gpu::SUCCESS) stream_.fail(no_room("the pictures of an epoch", stretch_));
  write_net();
}

float* Session::tensor(int block, int index) {
  Global<float> const blocks[FUSED_BLOCKS] = {net_.weights, net_.gradients, net_.slot1, net_.slot2};
  device().enter();
  if (stale_[block]) stream_.download(mirror_[block].data(), blocks[block], int64_t(mirror_[block].size()) * 4);
  stale_[block] = false;
  return mirror_[block].data() + plan.offset[index];
}

void Session::upload_tensors() {
  device().enter();
  Global<float> const blocks[FUSED_BLOCKS] = {net_.weights, net_.gradients, net_.slot1, net_.slot2};
  for (int block : {FUSED_PARAMETER, FUSED_SLOT_1, FUSED_SLOT_2}) {
    if (!stale_[block]) stream_.upload(blocks[block], mirror_[block].data(), int64_t(mirror_[block].size()) * 4);
  }
}

bool Session::take(const Steps& steps, double* losses, int32_t* right_of, const std::atomic<bool>* cancelled) {
  device().enter();
  int64_t picture = 0;
  for (int64_t from = 0, to; from < steps.count; from = to) {
    if (cancelled && cancelled->load(std::memory_order_relaxed)) return false;
    int64_t pictures = 0;
    for (to = from; to < steps.count && to < from + MOST_STEPS; to++) {
      if (steps.recipes && to > from && pictures + steps.rows[to] > MOST_VARIED) break;
      pictures += steps.rows[to];
    }
    Stretch stretch = stretch_of(steps, from, to, picture);
    if (steps.recipes) vary(stretch, steps.recipes + picture);
    if (!run(stretch, losses + from, right_of + from)) return false;
    picture += pictures;
    for (int64_t i = from; i < to; i++) {
      right = right_of[i];
      if (std::isfinite(losses[i])) continue;
      // No later step was taken: `halted` on the device says so.
      for (int64_t later = i + 1; later < steps.count; later++) {
        losses[later] = std::numeric_limits<double>::quiet_NaN();
        right_of[later] = 0;
      }
      return true;
    }
  }
  return true;
}

Session::Stretch Session::stretch_of(const Steps& all, int64_t from, int64_t to, int64_t first_picture) const {
  Stretch stretch;
  for (int64_t i = from; i < to; i++) {
    Step numbers;
    memcpy(&numbers, all.numbers + i * STEP_NUMBERS, sizeof(numbers));
    gpu::Step step = {};
    step.rows = all.rows[i];
    step.first = int32_t(stretch.indices.size());
    step.varied = all.recipes != nullptr;
    step.slot = int32_t(i - from);
    step.commit = all.update;
    step.seed_low = all.dropout.seed_low;
    step.seed_high = all.dropout.seed_high;
    step.steps = all.dropout.step + uint32_t(i);
    step.rule = int32_t(numbers.rule);
    step.rate = float(numbers.rate);
    step.step_size = float(numbers.step_size);
    step.beta1 = float(numbers.beta1);
    step.beta2 = float(numbers.beta2);
    step.one_minus_beta1 = float(1 - numbers.beta1);
    step.one_minus_beta2 = float(1 - numbers.beta2);
    step.epsilon = float(numbers.epsilon);
    step.momentum = float(numbers.momentum);
    step.weight_decay = numbers.rule == ADAM_W ? float(numbers.weight_decay) : 0.0f;
    step.l2 = float(numbers.l2);
    step.smoothing = float(numbers.smoothing);
    step.clip_norm = float(numbers.clip_norm);
    stretch.steps.push_back(step);
    for (int row = 0; row < all.rows[i]; row++) {
      const int32_t index = all.indices[first_picture++];
      stretch.indices.push_back(index);
      stretch.labels.push_back(set.labels[index]);
    }
  }
  stretch.steps.push_back({}); // where this net stays while others go on
  return stretch;
}

/** By the processor's threads, with the code of the other fused backends. */
void Session::vary(Stretch& stretch, const Recipe* recipes) const {
  stretch.varied.resize(stretch.indices.size() * PICTURE);
  constexpr size_t A_WORKER = AUGMENT_SCRATCH + VARIED_PICTURE;
  std::vector<char> memory(A_WORKER * size_t(team_size(team_)));
  const auto source = [&](int64_t at) -> Source { return {set.images + at * PICTURE, at == set.count - 1}; };
  auto body = [&](int i, int worker) {
    char* scratch = memory.data() + A_WORKER * size_t(worker);
    uint8_t* made = reinterpret_cast<uint8_t*>(scratch + AUGMENT_SCRATCH);
    const int64_t picture = stretch.indices[size_t(i)];
    const Recipe& recipe = recipes[i];
    const uint8_t* mask = set.masks ? set.masks + picture * PIXELS : nullptr;
    augment(source(picture), recipe.background == PIECE ? source(recipe.piece) : Source{}, mask, recipe, set.noise, scratch, made);
    memcpy(stretch.varied.data() + size_t(i) * PICTURE, made, PICTURE);
  };
  parallel(team_, int(stretch.indices.size()), body);
}

bool Session::run(const Stretch& stretch, double* losses, int32_t* right_of) {
  const size_t count = stretch.steps.size() - 1; // the last is none
  reserve_stretch(count + 1, stretch.indices.size(), stretch.varied.size() / size_t(plan.stage[0].in_size));
  const int32_t zeros[2] = {};
  stream_.upload(net_.cursor, zeros, sizeof(int32_t));
  stream_.upload(net_.halted, zeros, sizeof(zeros));
  stream_.upload(net_.steps, stretch.steps.data(), int64_t(stretch.steps.size() * sizeof(gpu::Step)));
  stream_.upload(net_.indices, stretch.indices.data(), int64_t(stretch.indices.size()) * 4);
  stream_.upload(net_.labels, stretch.labels.data(), int64_t(stretch.labels.size()) * 4);
  stream_.upload(net_.varied, stretch.varied.data(), int64_t(stretch.varied.size()));
  stream_.wait();
  if (failure()) return false;
  Turn turn = {net_, count, 0, false};
  for (const gpu::Step& step : stretch.steps) {
    turn.rows = std::max(turn.rows, step.rows);
    turn.penalised = turn.penalised || step.l2 > 0 || step.clip_norm > 0;
  }
  launcher_->take(turn);
  if (turn.lost) stream_.lose(turn.failure);
  else if (!turn.failure.empty()) stream_.fail(turn.failure);
  for (bool& stale : stale_) stale = true;
  std::vector<float> loss_of(count);
  stream_.download(loss_of.data(), net_.losses, int64_t(count) * 4);
  stream_.download(right_of, net_.rights, int64_t(count) * 4);
  std::copy(loss_of.begin(), loss_of.end(), losses);
  return !failure();
}

void Session::infer(const uint8_t* images, int rows, float* logits) {
  device().enter();
  gpu::Step step = {};
  step.rows = rows;
  step.varied = 1;
  const int32_t zero = 0;
  stream_.upload(net_.cursor, &zero, sizeof(zero));
  stream_.upload(net_.steps, &step, sizeof(step));
  stream_.upload(net_.varied, images, int64_t(rows) * plan.stage[0].in_size);
  stream_.launch(program().inference, net_at_, 1, rows);
  const int64_t last = program().inference.back().stage.output_at;
  stream_.download(logits, Global<float>{net_.activations.at + uint64_t(last * room) * sizeof(float)}, int64_t(rows) * plan.classes * 4);
}

} // namespace fused_cuda

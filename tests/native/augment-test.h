/** Recipes with arbitrary numbers: refused, or executed without an access outside of the pictures, masks and noise. */
#pragma once
#include "trial.h"

namespace kernel_tests {
using namespace FUSED_TARGET;

/** Numbers at and within the bounds of recipe_fits. */
static Recipe random_recipe(Random& random, int pictures) {
  const auto within_or_at = [&](int low, int high) { return random.pick({low, high, random.whole(low, high)}); };
  const auto matrix = [&](int32_t* m) {
    for (int i = 0; i < 6; i++) {
      const int most = i % 3 == 2 ? 1 << 26 : 1 << 20;
      m[i] = within_or_at(-most, most);
    }
    if (!random.coin()) return;
    // Close to the original picture: most of the source is read.
    m[0] = m[4] = 65536 + random.whole(-20000, 20000);
    for (int i : {1, 3}) m[i] = random.whole(-20000, 20000);
    for (int i : {2, 5}) m[i] = random.whole(-64, 64) * 65536;
  };
  const auto box = [&](Box& made) {
    for (int32_t* edge : {&made.left, &made.top, &made.right, &made.bottom}) *edge = within_or_at(0, SIDE);
    made.colour = int32_t(random.word());
  };
  Recipe recipe = {};
  matrix(recipe.matrix);
  matrix(recipe.piece_matrix);
  for (int32_t& number : recipe.bend) number = random.coin() ? 0 : within_or_at(-8192, 8192);
  for (int32_t* gains : {recipe.gain, recipe.hand_gain}) {
    for (int i = 0; i < 3; i++) gains[i] = within_or_at(0, 255);
  }
  for (int32_t& offset : recipe.offset) offset = within_or_at(-1024, 1024);
  recipe.blur = random.whole(0, 2);
  recipe.noise = within_or_at(0, 255);
  for (int32_t* start : {&recipe.noise_start, &recipe.texture_start, &recipe.cell_start}) {
    *start = within_or_at(0, NOISE_LENGTH - PICTURE);
  }
  box(recipe.cutout);
  for (Box& one : recipe.boxes) box(one);
  recipe.background = random.whole(OWN_BACKDROP, PIECE);
  recipe.colour_from = int32_t(random.word());
  recipe.colour_to = int32_t(random.word());
  for (int32_t* slope : {&recipe.gradient_x, &recipe.gradient_y}) *slope = within_or_at(-65536, 65536);
  recipe.gradient_start = within_or_at(-(1 << 24), 1 << 24);
  recipe.texture = within_or_at(0, 255);
  recipe.hardness = within_or_at(0, 255);
  recipe.cell = within_or_at(2, 5);
  recipe.piece = random.whole(0, pictures - 1);
  recipe.shadow = random.coin() ? 0 : within_or_at(0, 128);
  for (int32_t* way : {&recipe.shadow_x, &recipe.shadow_y}) *way = within_or_at(-16, 16);
  recipe.shadow_reach = within_or_at(0, 4);
  recipe.light = within_or_at(-(1 << 26), 1 << 26);
  for (int32_t* slope : {&recipe.light_x, &recipe.light_y}) *slope = within_or_at(-(1 << 19), 1 << 19);
  recipe.vignette = within_or_at(0, 4096);
  recipe.saturation = within_or_at(0, 127);
  recipe.gamma = within_or_at(-64, 64);
  recipe.sharpen = within_or_at(0, 127);
  return recipe;
}

static void test_augmentation(Random& random, int work) {
  constexpr int PICTURES = 3;
  Draft draft(SIDE, SIDE, 3);
  draft.convolution({4, {3, 2, true}, {4, 4, true}, true, false});
  draft.dense(3, true);
  const TeamOwner team(team_create(2));
  Trial trial(draft.words(), draft.reals, team.get(), PICTURES);
  const Memory noise(NOISE_LENGTH), masks(PICTURES * PIXELS);
  for (char* at = noise.data(); at < noise.end(); at++) *at = char(random.word());
  for (char* at = masks.data(); at < masks.end(); at++) *at = char(random.word());
  const auto* table = reinterpret_cast<const int8_t*>(noise.data());
  CHECK(api.vary(trial.session(), table, reinterpret_cast<const uint8_t*>(masks.data())));
  trial.fill(random, PICTURES);
  const int32_t rows[PICTURES] = {2, 0, 1};
  const Step step = {SGD, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
  const auto trains = [&](const Recipe* recipes) {
    double loss = 0;
    const bool done = api.train(trial.session(), rows, PICTURES, reinterpret_cast<const int32_t*>(recipes),
                                reinterpret_cast<const double*>(&step), {}, false, &loss);
    CHECK(!done || std::isfinite(loss));
    return done;
  };
  int refused = 0;
  for (int i = 0; i < 200 * work; i++) {
    running_case() = "recipe " + std::to_string(i);
    Recipe recipes[PICTURES];
    for (Recipe& recipe : recipes) recipe = random_recipe(random, PICTURES);
    CHECK(trains(recipes));
    int32_t* words = reinterpret_cast<int32_t*>(recipes);
    const int at = random.whole(0, PICTURES * RECIPE_WORDS - 1);
    words[at] = random.pick({INT32_MAX, INT32_MIN, -1, int32_t(uint32_t(words[at]) * 2), int32_t(random.word())});
    if (!trains(recipes)) refused++;
  }
  CHECK(refused > 50 * work);
  Draft small(8, 8, 3);
  small.dense(3, true);
  Trial other(small.words(), small.reals, team.get(), 1);
  CHECK(!api.vary(other.session(), table, nullptr));
}

} // namespace kernel_tests

#pragma once
#include "team.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

/** The one team of this instance. */
Team* wasm_team();

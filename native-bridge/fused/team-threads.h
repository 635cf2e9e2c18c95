#pragma once
#include "team.h"

/** A team of `size` threads, the caller's own among them. */
Team* team_create(int size);
void team_destroy(Team* team);

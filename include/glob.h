/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns for names: '*' stands for any run of characters, '?' for one. */
#ifndef MUSTER_GLOB_H
#define MUSTER_GLOB_H

#include "types.h"

/* True if the whole text matches one of the comma-separated patterns. An empty list matches all. */
bool glob_match_any(const char *patterns, const char *text);

#endif

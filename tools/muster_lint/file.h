/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole files in memory. */
#ifndef MUSTER_LINT_FILE_H
#define MUSTER_LINT_FILE_H

#include "span.h"

enum { FILE_BYTES_MAX = 64 << 20 };

/* NULL, or why not: "is a directory". The bytes are on the heap; "-" is standard input. */
const char *file_read(const char *name, struct span *ret_file);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as JSON: docs/record-format.md in code. */
#ifndef MUSTER_REPORT_RECORD_JSON_H
#define MUSTER_REPORT_RECORD_JSON_H

#include "record.h"
#include "record_words.h"

/* One object without a line end into line, NUL-terminated; returns its length. Long strings are
   cut until it fits, and it always fits in 1536 bytes. */
size_t record_json(const struct record *record, const struct record_words *words, char *line,
		   size_t size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures, what they are made of, and how far they hold, as JSON; as text they are in
 * record_text.h.
 */
#ifndef MUSTER_REPORT_RECORD_STAT_H
#define MUSTER_REPORT_RECORD_STAT_H

#include "json.h"
#include "record.h"

void json_stat(struct json *json, const struct record *record);
void json_histogram(struct json *json, const struct record *record);
void json_spread(struct json *json, const struct record *record);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Stolen time as JSON; as text it is in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_GAPS_H
#define MUSTER_REPORT_RECORD_GAPS_H

#include "json.h"
#include "record.h"

void json_gaps(struct json *json, const struct record *record);
void json_gaps_core(struct json *json, const struct record *record);

#endif

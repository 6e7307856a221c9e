/* SPDX-License-Identifier: BSD-2-Clause */
/* How far clocks are apart as JSON; as text it is in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_OFFSET_H
#define MUSTER_REPORT_RECORD_OFFSET_H

#include "json.h"
#include "record.h"

void json_offset(struct json *json, const struct record *record);
void json_offsets(struct json *json, const struct record *record);

#endif

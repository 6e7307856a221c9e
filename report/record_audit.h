/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers as members of a JSON object; record_text.h has them as text. */
#ifndef MUSTER_REPORT_RECORD_AUDIT_H
#define MUSTER_REPORT_RECORD_AUDIT_H

#include "json.h"
#include "record.h"

void json_register(struct json *json, const struct record *record);

#endif

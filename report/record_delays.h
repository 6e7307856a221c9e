/* SPDX-License-Identifier: BSD-2-Clause */
/* Sweeps of delays as JSON; as text they are in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_DELAYS_H
#define MUSTER_REPORT_RECORD_DELAYS_H

#include "json.h"
#include "record.h"

void json_delays(struct json *json, const struct record *record);

#endif

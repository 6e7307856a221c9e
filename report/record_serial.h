/* SPDX-License-Identifier: BSD-2-Clause */
/* The serial port as JSON; as text it is in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_SERIAL_H
#define MUSTER_REPORT_RECORD_SERIAL_H

#include "json.h"
#include "record.h"

void json_serial(struct json *json, const struct record *record);

#endif

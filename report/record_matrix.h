/* SPDX-License-Identifier: BSD-2-Clause */
/* Matrices as JSON; as text they are in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_MATRIX_H
#define MUSTER_REPORT_RECORD_MATRIX_H

#include "json.h"
#include "record.h"

void json_matrix(struct json *json, const struct record *record);
void json_matrix_row(struct json *json, const struct record *record);

#endif

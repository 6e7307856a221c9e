/* SPDX-License-Identifier: BSD-2-Clause */
/* Packages, nodes and places of cores as JSON; as text they are in record_text.h. */
#ifndef MUSTER_REPORT_RECORD_TOPOLOGY_H
#define MUSTER_REPORT_RECORD_TOPOLOGY_H

#include "json.h"
#include "record.h"

void json_topology(struct json *json, const struct record *record);
void json_node(struct json *json, const struct record *record);

/* The members of a core's place; all null where it is not known. */
void json_place(struct json *json, const struct topology_cpu *place);

#endif

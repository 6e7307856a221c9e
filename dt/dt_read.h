/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files that read a tree: each is shown every node, and knows its own. */
#ifndef MUSTER_DT_READ_H
#define MUSTER_DT_READ_H

#include "dt.h"
#include "dt_tree.h"
#include "once.h"

enum { DT_RULES_EACH = 16 };

struct dt_reading {
	struct dt *dt;
	struct findings *findings;
	const void *fdt;
	struct dt_walk walk; /* the node it stands at is the one to be read */
	bool in_cpus;	     /* the node of depth 1 above it is /cpus */
	int map_offset;	     /* of the cpu-map; -1 = none */
	int console_offset;  /* of the node that /chosen names; -1 = none */
	/* Of the nodes that hold; -1 = none. */
	int psci_offset, gic_offset, timer_offset, clock_offset;
	struct once cpus_once[DT_RULES_EACH], map_once[DT_RULES_EACH], devices_once[DT_RULES_EACH],
		nodes_once[DT_RULES_EACH];
};

extern const struct rule_set dt_cpus_rule_set, dt_map_rule_set, dt_devices_rule_set,
	dt_console_rule_set, dt_nodes_rule_set;

/* dt_cpus.c: the nodes inside /cpus; then what they say together. */
void dt_cpus_node(struct dt_reading *r);
void dt_cpus_close(struct dt_reading *r);

/* dt_map.c: where the cores stand, once all of them are there. */
void dt_map_read(struct dt_reading *r);

/* dt_devices.c: PSCI, interrupt controller, timer, clock; and what the timer's interrupts mean once
   the interrupt controller is known. */
void dt_devices_node(struct dt_reading *r);
void dt_devices_close(struct dt_reading *r);

/* dt_console.c: which node is the console, before the walk; then that node. */
void dt_console_find(struct dt_reading *r);
void dt_console_node(struct dt_reading *r);

/* dt_nodes.c: memory and distances. */
void dt_nodes_node(struct dt_reading *r);
void dt_nodes_close(struct dt_reading *r);

#endif

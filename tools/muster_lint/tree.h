/* SPDX-License-Identifier: BSD-2-Clause */
/* A file that is a device tree, judged by itself. Pure, and not reentrant. */
#ifndef MUSTER_LINT_TREE_H
#define MUSTER_LINT_TREE_H

#include "dt.h"

struct tree_facts {
	size_t size, length; /* bytes there; bytes that it says it has, 0 where that cannot be */
	char model[DT_NAME_SIZE];
	struct madt_counts cpus; /* each id once */
	const char *psci;	 /* "hvc", "smc"; "" = none */
	unsigned int gic;	 /* its version; 0 = none */
};

bool tree_is(struct span file);
void tree_judge(struct span file, struct findings *findings);
void tree_facts_read(struct span file, struct tree_facts *ret_facts);

#endif

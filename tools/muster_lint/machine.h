/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of one machine, where each came from, and what is wrong with them. */
#ifndef MUSTER_LINT_MACHINE_H
#define MUSTER_LINT_MACHINE_H

#include "lint.h"

enum { MACHINE_FINDINGS_MAX = 2048, MACHINE_FILES_MAX = 1024 };

struct machine_file {
	const char *name;
	unsigned int first_table; /* index; the next file's first one ends them */
	struct span tree;	  /* all of it, where it is a device tree; else empty */
};

struct machine {
	const char *name; /* of all: the only file's, or what --together calls them */
	struct lint_tables tables;
	struct machine_file *files; /* of the caller's: MACHINE_FILES_MAX */
	unsigned int file_count;
	struct findings findings;
	struct finding items[MACHINE_FINDINGS_MAX];
	/* Of each finding: the file, and the table's index where it is of one; -1 = of neither */
	int file_of[MACHINE_FINDINGS_MAX];
	int table_of[MACHINE_FINDINGS_MAX];
	size_t order[MACHINE_FINDINGS_MAX]; /* of the findings: errors first */
};

void machine_clear(struct machine *machine, const char *name, struct machine_file *files);

/* Adds the tables of a file; bytes is for those of a text, and both stay in use. False where it is
   a text without a table. */
bool machine_add(struct machine *machine, const char *name, struct span file, uint8_t *bytes);

/* Judges all, and sorts what it finds: errors first. */
void machine_judge(struct machine *machine);

size_t machine_count(const struct machine *machine, enum severity severity);

/* Which one of its signature it is, from 1; 0: the only one. */
unsigned int machine_instance(const struct machine *machine, int table);

#endif

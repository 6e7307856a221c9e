/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files that judge a MADT: each walks it for its own part. */
#ifndef MUSTER_ACPI_LINT_MADT_H
#define MUSTER_ACPI_LINT_MADT_H

#include "madt_layout.h"

/* A MADT of at least 44 bytes, cut to its Length. */
struct lint_madt {
	struct span table;
	uint8_t revision;
	const struct lint_cpus *cpus; /* its own, or of who asks; never NULL */
	struct findings *findings;
};

/* Types, lengths and single fields of all entries. */
void lint_madt_fields(const struct lint_madt *madt);

/* Ids and flags of the CPU entries against each other. */
void lint_madt_cpus(const struct lint_madt *madt);

/* I/O APICs and overrides of the PC's interrupts. */
void lint_madt_irqs(const struct lint_madt *madt);

/* Which pin of which core is wired to NMI. */
void lint_madt_nmis(const struct lint_madt *madt);

/* Arm's distributors, redistributors, ITSs and MSI frames. */
void lint_madt_gic(const struct lint_madt *madt);

/* Arm's cores against the GIC's version, and each other's registers. */
void lint_madt_gicc(const struct lint_madt *madt);

/* A number that should be there once, and the entry that has it. */
struct lint_key {
	uint64_t value;
	uint32_t offset;
	uint32_t id; /* of who has it, where that may be the same one again */
};

enum { LINT_KEYS_MAX = CPUS_MAX };

struct lint_keys {
	struct lint_key items[LINT_KEYS_MAX];
	size_t count; /* what does not fit is not compared */
};

void lint_keys_add(struct lint_keys *keys, uint64_t value, uint32_t offset, uint32_t id);

/* Those that repeat the number of one before them. */
struct lint_twins {
	size_t count;
	struct lint_key first, again; /* the pair that repeats first in the table */
};

/* Sorts the keys by number, then by offset. Where ignore_same is true, those that have the id of
   the one before them do not count. */
struct lint_twins lint_keys_twins(struct lint_keys *keys, bool ignore_same);

/* True if the number is there; after lint_keys_twins(). */
bool lint_keys_have(const struct lint_keys *keys, uint64_t value);

#endif

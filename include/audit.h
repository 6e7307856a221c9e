/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit: what the firmware left in each core's registers, held against the other cores' and
 * against the manuals. It is read on each core before anything of ours writes there, by
 * arch_audit_read(); comparing and judging is pure, by the terms of one architecture.
 */
#ifndef MUSTER_AUDIT_H
#define MUSTER_AUDIT_H

#include "finding.h"
#include "lint.h"
#include "types.h"

/* Room for any architecture's registers; each numbers its own from 0 (audit_x86_64.h,
   audit_aarch64.h). */
enum { AUDIT_REGISTERS_MAX = 96 };

enum { AUDIT_WORDS = (AUDIT_REGISTERS_MAX + 63) / 64 };

/* What one core holds. A register is in one of three states: not there (nothing promises it; it was
   not tried), read, or faulted (it was tried, and raised an exception). */
struct audit_core {
	hw_id id;
	uint64_t package; /* same number, same package */
	uint64_t read[AUDIT_WORDS], faulted[AUDIT_WORDS];
	uint64_t values[AUDIT_REGISTERS_MAX]; /* where read; else 0 */
};

enum audit_state { AUDIT_ABSENT, AUDIT_FAULTED, AUDIT_READ };

/* For who reads: one register's outcome. */
void audit_put(struct audit_core *core, unsigned int number, uint64_t value);
void audit_put_fault(struct audit_core *core, unsigned int number);

/* Forgets the registers that are constant by the terms. */
struct audit_terms;
void audit_drop_constant(struct audit_core *core, const struct audit_terms *terms);

enum audit_state audit_state(const struct audit_core *core, unsigned int number);

struct audit;

/* What one architecture knows of its registers: audit_x86_64, audit_aarch64. */
struct audit_terms {
	unsigned int registers;	  /* how many there are, AUDIT_REGISTERS_MAX at most */
	const char *const *names; /* of each: "IA32_PAT", "CPUID_7_EBX", "MIDR_EL1" */
	/* A bit for each register that keeps what it holds, whoever runs: it can be read later. */
	uint64_t constant[AUDIT_WORDS];
	/* Cores of one number are of one kind; and of one model, which is the narrower. */
	uint64_t (*kind)(const struct audit_core *core);
	uint64_t (*model)(const struct audit_core *core);
	/* False: what this register holds has no effect as it stands. NULL: there are none such. */
	bool (*in_force)(const struct audit_core *core, unsigned int number);
	/* Judges all that was read; boot is the boot core's, never NULL. */
	void (*lint)(const struct audit *audit, const struct audit_core *boot,
		     struct findings *findings);
};

/* All cores that were read. Filled by audit_open() and audit_add(); the cores stay the caller's. */
struct audit {
	const struct audit_terms *terms;
	const struct audit_core *cores[CPUS_MAX];
	size_t count;
	size_t lost; /* did not fit */
	hw_id boot_id;
	/* Of each core's interrupt controller, by the tables; 0 = not known. */
	uint64_t controller_address;
	/* Ids of the cores that should have been read, and why some may not have been. */
	const hw_id *wanted;
	size_t wanted_count;
	const char *unread_reason; /* "the firmware has no MP Services" */
};

void audit_open(struct audit *ret_audit, const struct audit_terms *terms, hw_id boot_id);
void audit_add(struct audit *audit, const struct audit_core *core);

/* Sorts the cores by id, and drops one that was read again: once, behind the last audit_add(),
   before all that follows. */
void audit_close(struct audit *audit);

enum { AUDIT_GROUPS_MAX = 8, AUDIT_IDS_SIZE = 64 };

/* Cores that hold the same. */
struct audit_group {
	enum audit_state state;
	uint64_t value; /* 0 unless it was read */
	unsigned int cores;
	char ids[AUDIT_IDS_SIZE]; /* their ids as ranges, "0-3,8"; "..." at the end: cut */
};

/* The largest groups first; among equals absent, faulted, then the lowest value. */
struct audit_groups {
	unsigned int cores; /* of all groups */
	unsigned int count; /* of all groups: items holds AUDIT_GROUPS_MAX at most */
	struct audit_group items[AUDIT_GROUPS_MAX];
};

/* Groups all cores by what they hold. False: no core has the register, and nothing is filled. Not
   reentrant, as audit_lint() is not: they share one list. O(n log n). */
bool audit_group(const struct audit *audit, unsigned int number, struct audit_groups *ret_groups);

/* Judges all that was read. */
void audit_lint(const struct audit *audit, struct findings *findings);

extern const struct rule_set audit_rule_set;

#endif

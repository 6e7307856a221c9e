/* SPDX-License-Identifier: BSD-2-Clause */
/* Something that a parser or a check has to say about the machine, and the rule behind it. */
#ifndef MUSTER_FINDING_H
#define MUSTER_FINDING_H

#include "types.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* One row of the catalogue. Each file that judges has a table of its own rules. */
struct rule {
	const char *id; /* stable: "madt.entry.length0" */
	enum severity severity;
	const char *table;   /* signature that it is about; "" = none, or any */
	const char *section; /* of the ACPI Specification 6.5, or it names its document; or "" */
	const char *breaks;  /* one sentence: what goes wrong for whom; "" where nothing does */
};

struct finding {
	const char *rule; /* its id */
	enum severity severity;
	char table[5];	     /* signature, or "" */
	uint32_t offset;     /* in the table, of the entry or field meant */
	const char *section; /* as the rule's */
	char text[160];	     /* one sentence with the values seen and what the rule wants */
	const char *breaks;  /* as the rule's */
};

/* A list of findings in memory of the caller's; what does not fit is counted. */
struct findings {
	struct finding *items;
	size_t capacity;
	size_t count;
	size_t lost;
};

/* Appends; the sentence is formatted as by fmt_text(). */
void rule_broken(struct findings *list, const struct rule *rule, uint32_t offset,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same for a rule that holds for any table: signature names the one that breaks it. */
void rule_broken_in(struct findings *list, const struct rule *rule, const char *signature,
		    uint32_t offset, const char *format, ...) __attribute__((format(printf, 5, 6)));

const char *severity_name(enum severity severity); /* "note", "warning", "error" */

#endif

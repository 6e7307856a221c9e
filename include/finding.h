/* SPDX-License-Identifier: BSD-2-Clause */
/* Something that a parser or a check has to say about the machine. */
#ifndef MUSTER_FINDING_H
#define MUSTER_FINDING_H

#include "types.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct finding {
	const char *rule; /* stable id: "madt.entry.length0" */
	enum severity severity;
	char table[5];	     /* signature, or "" */
	uint32_t offset;     /* in the table, of the entry or field meant */
	const char *section; /* of the specification, or "" */
	char text[160];	     /* one sentence with the values seen and what the rule wants */
};

/* A list of findings in memory of the caller's; what does not fit is counted. */
struct findings {
	struct finding *items;
	size_t capacity;
	size_t count;
	size_t lost;
};

/* Appends; the sentence is formatted as by fmt_text(). */
void finding_add(struct findings *list, const char *rule, enum severity severity, const char *table,
		 uint32_t offset, const char *section, const char *format, ...)
	__attribute__((format(printf, 7, 8)));

const char *severity_name(enum severity severity); /* "note", "warning", "error" */

#endif

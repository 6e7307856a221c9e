/* SPDX-License-Identifier: BSD-2-Clause */
/* How the lint tool shows what it knows: lines for people, JSON lines for programs, Markdown. */
#ifndef MUSTER_LINT_SHOW_H
#define MUSTER_LINT_SHOW_H

#include "machine.h"

/* Findings below a severity are counted, not shown. */
void show_text(const struct machine *machine, enum severity least);
void show_json(const struct machine *machine, enum severity least);

/* The catalogue. */
void show_rules_text(void);
void show_rules_json(void);
void show_rules_markdown(void);

enum { SHOW_RULES_MAX = 1024 };

/* All rules, those of the tool as well, by table and then by id; returns how many. */
size_t show_list_rules(const struct rule *list[SHOW_RULES_MAX]);

/* "ACPI 6.5, 5.2.12": what a rule's section is a section of; "" where it has none. */
void show_section(const char *section, char *ret_text, size_t size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of what judges one table: the cores that its MADT would list, and what was found. */
#ifndef MUSTER_LINT_BUILD_H
#define MUSTER_LINT_BUILD_H

#include "build.h"
#include "../../acpi/lint.h"

static struct finding items[64];
static struct findings findings;
static struct lint_cpus cpus;

static inline void lint_begin(void)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	cpus.count = cpus.lost = 0;
}

static inline void lint_add_cpu(uint8_t type, uint64_t id, uint32_t uid, bool enabled)
{
	cpus.items[cpus.count++] = (struct lint_cpu){
		.id = id,
		.uid = uid,
		.type = type,
		.enabled = enabled,
	};
}

/* All findings are of one rule of the catalogue, and there is at least one; none for NULL. */
static inline void lint_check(const char *what, const char *rule)
{
	for (size_t i = 0; i < findings.count; i++) {
		const struct rule *row = lint_rule(findings.items[i].rule);

		if (!row || row->severity != findings.items[i].severity)
			fail_msg("%s: '%s' is not in the catalogue", what, findings.items[i].rule);
		if (strlen(findings.items[i].text) + 1 == sizeof(findings.items[i].text))
			fail_msg("%s: cut: '%s'", what, findings.items[i].text);
		if (!rule || strcmp(findings.items[i].rule, rule) != 0)
			fail_msg("%s: finds '%s': %s", what, findings.items[i].rule,
				 findings.items[i].text);
	}
	if (rule && findings.count == 0)
		fail_msg("%s: '%s' is not found", what, rule);
}

/* One change to a sound table, and the rule that it breaks. */
struct lint_break {
	const char *rule;
	size_t offset;
	unsigned int width;
	uint64_t value;
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the list of cores comes from: the MADT, else what else the architecture has, else the
   firmware itself. */
#include "survey.h"
#include "mem.h"

static const struct rule rule_no_madt = {
	"acpi.no-madt", SEVERITY_WARNING, "", "5.2.12",
	"an OS that reads ACPI finds the boot core alone; older lists lack threads and high ids"};

static const struct rule rule_told_so = {"option.acpi", SEVERITY_NOTE, "", "", ""};
static const struct rule rule_instead = {"acpi.instead", SEVERITY_NOTE, "", "", ""};

bool survey_by_madt(const struct survey *s)
{
	return strcmp(s->list_source, "madt") == 0;
}

static const char *read_tables(struct survey *s)
{
	const struct options *options = &s->machine.options;

	if (!options->acpi && !options->force_madt)
		return "acpi=off, so the ACPI tables are not read";
	return survey_tables(s);
}

/* Why MP tables are to be believed rather than this MADT; NULL if they are not. */
static const char *doubt_madt(const struct survey *s)
{
	if (s->machine.options.force_madt)
		return NULL;
	if (!s->madt.as_listed.enabled)
		return "the MADT enables no core";
	return span_sum(s->tables.madt) ? "the MADT's checksum is wrong" : NULL;
}

/* Another's list, if it has one; else what was read before stays. */
static bool try_list(struct survey *s, bool (*read)(struct survey *s))
{
	struct madt kept = s->madt;

	if (read(s))
		return true;
	s->madt = kept;
	return false;
}

static void note_list(struct survey *s, const struct list_source *other, const char *why)
{
	const struct rule *rule = !s->machine.options.acpi ? &rule_told_so
				  : other->is_equal	   ? &rule_instead
							   : &rule_no_madt;

	s->list_source = other->source;
	rule_broken(&s->findings, rule, 0, "%s; the list is that of the %s", why, other->name);
}

const char *survey_list(struct survey *s)
{
	const char *missing = read_tables(s);
	const char *doubt = missing ? NULL : doubt_madt(s);
	const char *why = missing ? missing : doubt;

	s->list_source = "madt";
	if (!why)
		return NULL;
	for (const struct list_source *other = survey_list_sources; other->source; other++) {
		/* A doubtful list is better than one that lacks threads. */
		if (doubt && s->madt.as_listed.enabled && !other->is_table)
			return NULL;
		if (try_list(s, other->read)) {
			note_list(s, other, why);
			return NULL;
		}
	}
	return missing && !s->machine.options.acpi
		       ? "acpi=off, and the firmware offers no other list of the cores"
		       : missing;
}

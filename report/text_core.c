/* SPDX-License-Identifier: BSD-2-Clause */
/* How the cores came up. */
#include "record_text.h"
#include "mem.h"

enum { CORE_INDENT = 34, CENSUS_INDENT = 12 };

/* The counts that are worth a word only when they are not zero. */
static void add_if_any(struct text *text, unsigned int count, const char *words)
{
	if (count > 0)
		text_add(text, ", %u %s", count, words);
}

void text_bringup(struct text *text, struct report *report, const struct record *record)
{
	const struct record_bringup *bringup = &record->bringup;
	char total[FIGURE_SIZE];

	report->cores_listed = bringup->listed;
	figure_time(total, bringup->total);
	text_line(text, 2);
	text_add(text, "%u of %u cores online in %s (%u listed, %u failed, %u held back",
		 bringup->online, bringup->enabled, total, bringup->listed, bringup->failed,
		 bringup->held_back);
	add_if_any(text, bringup->disabled, "disabled");
	add_if_any(text, bringup->online_capable, "not there yet but online capable");
	add_if_any(text, bringup->second_starts, "needed a second start-up");
	add_if_any(text, bringup->retried, "needed a full retry");
	text_words(text, ")");
	add_if_any(text, bringup->strangers, "WOKE THAT NO TABLE LISTS");
}

static void add_witness(struct text *text, const char *name, int count, int listed)
{
	if (count == CENSUS_UNKNOWN)
		return;
	text_add(text, text->column > CENSUS_INDENT ? ", %s %d" : "%s %d", name, count);
	if (listed != CENSUS_UNKNOWN && listed != count)
		text_add(text, " of %d listed", listed);
}

void text_census(struct text *text, struct report *report, const struct record *record)
{
	const struct census *census = &record->census;

	(void)report;
	text_line(text, CENSUS_INDENT);
	text_words(text, "census      ");
	add_witness(text, "MADT", census->madt_enabled, census->madt_listed);
	add_witness(text, "MP Services", census->mp_enabled, census->mp_listed);
	add_witness(text, "CPUID", census->cpuid_threads, CENSUS_UNKNOWN);
	add_witness(text, "SMBIOS", census->smbios_threads, CENSUS_UNKNOWN);
	add_witness(text, "answered", census->answered, CENSUS_UNKNOWN);
}

static bool is_online(const struct record_core *core)
{
	return strcmp(core->state, "online") == 0;
}

static bool is_usual(const struct record_core *core)
{
	return is_online(core) && !core->boot_core;
}

/* As long as nobody has said how many there are, the first few are shown. */
static bool is_crowd(const struct report *report, const struct record_core *core)
{
	unsigned int count = report->cores_listed ? report->cores_listed : core->index + 1;

	return count > REPORT_NOTABLE_CORES;
}

static bool is_listed(const struct record_core *core)
{
	return strcmp(core->state, "listed") == 0;
}

static const char *shown_state(const struct record_core *core)
{
	return strcmp(core->state, "failed") == 0 ? "FAILED" : core->state;
}

static void add_times(struct text *text, const struct record_core *core)
{
	char seen[FIGURE_SIZE], own[FIGURE_SIZE];

	figure_column_time(seen, core->sent.seen);
	figure_column_time(own, core->own.online);
	text_add(text, "up after %s (%s its own code)", seen, own);
	if (core->attempts > 1)
		text_add(text, ", %u attempts", core->attempts);
}

static void add_trouble(struct text *text, const struct record_core *core)
{
	if (core->attempts > 0)
		text_add(text, "reached stage '%s' in %u %s: ", core->stage, core->attempts,
			 core->attempts == 1 ? "attempt" : "attempts");
	text_words(text, core->reason);
}

/* Of a core that nobody starts there is nothing else to say. */
static void add_place(struct text *text, const struct record_core *core)
{
	static const char *const units[TOPOLOGY_UNITS] = {"package", "die", "core", "thread"};
	const struct topology_cpu *place = core->place;

	for (unsigned int i = 0; place && i < TOPOLOGY_UNITS; i++)
		text_add(text, "%s %u ", units[i], (unsigned int)place->number[i]);
	if (place && place->node != TOPOLOGY_NODE_NONE)
		text_add(text, "node %u", (unsigned int)place->node);
}

void text_core(struct text *text, struct report *report, const struct record *record)
{
	const struct record_core *core = &record->core;
	char id[FIGURE_SIZE];

	if (is_usual(core) && is_crowd(report, core)) {
		report->cores_hidden++;
		return;
	}
	fmt_text(id, sizeof(id), "0x%llx", (unsigned long long)core->id.value);
	text_line(text, CORE_INDENT);
	text_add(text, "  core %3u  %s %-6s  %-9s  ", core->index, report->words->id_text, id,
		 shown_state(core));
	if (is_listed(core) || (core->boot_core && !report->cores_listed))
		add_place(text, core);
	else if (core->boot_core)
		text_words(text, "boot core");
	else if (is_online(core))
		add_times(text, core);
	else
		add_trouble(text, core);
}

void text_hidden_cores(struct text *text, struct report *report)
{
	if (report->cores_hidden == 0)
		return;
	text_line(text, 2);
	text_add(text, "and %u more %s online; format=json lists %s", report->cores_hidden,
		 report->cores_hidden == 1 ? "core" : "cores",
		 report->cores_hidden == 1 ? "it" : "them all");
	report->cores_hidden = 0;
}

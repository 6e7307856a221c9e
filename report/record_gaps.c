/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_gaps.h"
#include "record_text.h"

enum { INDENT = 12, PARTS = 100000 /* thousandths of a per cent */ };

/* ---- JSON ---- */

static void write_smi(struct json *json, bool counted, uint32_t seen, uint32_t total)
{
	json_number_or_null(json, "smi", counted ? seen : UINT64_MAX, UINT64_MAX);
	json_number_or_null(json, "smi_total", counted ? total : UINT64_MAX, UINT64_MAX);
}

void json_gaps(struct json *json, const struct record *record)
{
	const struct record_gaps *gaps = &record->gaps;

	json_number(json, "cpus", gaps->cpus);
	json_number(json, "windows", gaps->windows);
	json_number(json, "watched_ns", gaps->watched);
	json_number(json, "loop_ns", gaps->loop);
	json_number(json, "threshold_ns", gaps->threshold);
	json_number(json, "bound_ns", gaps->bound);
	json_number(json, "alone", gaps->alone);
	json_number(json, "several", gaps->several);
	json_number(json, "all", gaps->all);
	json_number(json, "unplaced", gaps->unplaced);
	json_array(json, "worst");
	for (unsigned int i = 0; i < gaps->worst_count && i < GAPS_WORST; i++) {
		json_object(json, NULL);
		json_number(json, "at_ns", gaps->worst[i].at);
		json_number(json, "least_ns", gaps->worst[i].least);
		json_number(json, "most_ns", gaps->worst[i].most);
		json_object_end(json);
	}
	json_array_end(json);
	json_number(json, "longest_ns", gaps->longest);
	json_number(json, "longest_cpu", gaps->longest_cpu);
	json_number(json, "stolen_ns", gaps->stolen);
	json_number(json, "stolen_cpu", gaps->stolen_cpu);
	json_bool(json, "turns", gaps->turns);
	write_smi(json, gaps->counts_smi, gaps->smi_seen, gaps->smi_total);
}

void json_gaps_core(struct json *json, const struct record *record)
{
	const struct record_gaps_core *core = &record->gaps_core;

	json_number(json, "cpu", core->cpu);
	json_number(json, "n", core->count);
	json_number(json, "longest_ns", core->longest);
	json_number_or_null(json, "longest_at_ns", core->longest_at, 0);
	json_number(json, "stolen_ns", core->stolen);
	json_number(json, "watched_ns", core->watched);
	write_smi(json, core->counts_smi, core->smi_seen, core->smi_total);
}

/* ---- text ---- */

static void add_time(struct text *text, const char *format, nanoseconds time)
{
	char value[FIGURE_SIZE];

	figure_time(value, time);
	text_add(text, format, value);
}

static void add_events(struct text *text, const struct record_gaps *gaps)
{
	text_add(text, ": %llu on one core", (unsigned long long)gaps->alone);
	if (gaps->cpus > 2)
		text_add(text, ", %llu on several at once", (unsigned long long)gaps->several);
	if (gaps->cpus > 1) {
		text_add(text, ", %llu on all at once", (unsigned long long)gaps->all);
		add_time(text, " (to +-%s)", gaps->bound);
	}
	if (gaps->unplaced)
		text_add(text, ", %llu not compared", (unsigned long long)gaps->unplaced);
}

static void add_part(struct text *text, nanoseconds stolen, nanoseconds watched)
{
	uint64_t unit = watched / PARTS, parts = unit ? stolen / unit : 0;

	text_add(text, " (%llu.%03llu %%)", (unsigned long long)(parts / 1000),
		 (unsigned long long)(parts % 1000));
}

static void add_worst(struct text *text, const struct record_gaps *gaps)
{
	text_line(text, INDENT);
	add_time(text, "            longest %s", gaps->longest);
	text_add(text, " on core %u;", gaps->longest_cpu);
	add_time(text, " stolen %s", gaps->stolen);
	add_part(text, gaps->stolen, gaps->stolen_of);
	text_add(text, " of core %u", gaps->stolen_cpu);
	for (unsigned int i = 0; gaps->cpus > 1 && i < gaps->worst_count && i < GAPS_WORST; i++) {
		add_time(text, i ? ", %s" : "; all stood still for %s", gaps->worst[i].least);
		add_time(text, " to %s", gaps->worst[i].most);
		add_time(text, " at %s", gaps->worst[i].at);
	}
}

void text_gaps(struct text *text, struct report *report, const struct record *record)
{
	const struct record_gaps *gaps = &record->gaps;

	(void)report;
	text_line(text, INDENT);
	text_add(text, "stolen time %u %s watched the clock", gaps->cpus,
		 gaps->cpus == 1 ? "core" : "cores");
	add_time(text, " for %s, gaps above", gaps->watched);
	add_time(text, " %s", gaps->threshold);
	add_events(text, gaps);
	if (gaps->alone || gaps->several || gaps->all || gaps->unplaced)
		add_worst(text, gaps);
	if (gaps->turns) {
		text_line(text, INDENT);
		text_words(text,
			   "            a host runs these cores: they may steal from each other");
	}
	if (gaps->counts_smi) {
		text_line(text, INDENT);
		text_add(text, "            SMIs: %u meanwhile, %u since the reset", gaps->smi_seen,
			 gaps->smi_total);
	}
}

/* What is usual is said in the sum. */
void text_gaps_core(struct text *text, struct report *report, const struct record *record)
{
	const struct record_gaps_core *core = &record->gaps_core;

	(void)report;
	if (!core->counts_smi || !core->smi_seen)
		return;
	text_line(text, INDENT);
	text_add(text, "stolen time core %u took %u SMIs meanwhile;", core->cpu, core->smi_seen);
	add_time(text, " longest gap %s", core->longest);
}

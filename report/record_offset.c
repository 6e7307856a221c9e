/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_offset.h"
#include "record_text.h"

static void json_apart(struct json *json, const char *key, const struct record_apart *apart)
{
	json_object(json, key);
	json_signed(json, "ticks", apart->offset.value);
	json_number(json, "bound_ticks", apart->offset.bound);
	json_signed(json, "ns", apart->ns);
	json_number(json, "bound_ns", apart->bound_ns);
	json_object_end(json);
}

void json_offset(struct json *json, const struct record *record)
{
	const struct record_offset *offset = &record->offset;

	json_text(json, "when", offset->when);
	json_number(json, "cpu", offset->cpu);
	json_apart(json, "offset", &offset->apart);
	if (offset->again)
		json_apart(json, "change", &offset->change);
}

void json_offsets(struct json *json, const struct record *record)
{
	const struct record_offsets *all = &record->offsets;

	json_text(json, "when", all->when);
	json_number(json, "cores", all->cores);
	json_number(json, "measured", all->measured);
	json_number(json, "apart", all->certain);
	json_number(json, "widest_bound_ns", all->widest_ns);
	json_number_or_null(json, "most_cpu", all->most_cpu, CPU_NONE);
	json_apart(json, "most", &all->most);
	json_array(json, "pair");
	json_number(json, NULL, all->from);
	json_number(json, NULL, all->to);
	json_array_end(json);
	json_apart(json, "pair_apart", &all->pair);
	if (!all->again)
		return;
	json_number(json, "elapsed_ns", all->elapsed);
	json_number(json, "moved", all->moved);
	json_number_or_null(json, "changed_cpu", all->changed_cpu, CPU_NONE);
	json_apart(json, "change", &all->change);
}

/* ---- for people ---- */

/* "-12.3 us +- 45 ns" */
static void add_apart(struct text *text, const struct report *report,
		      const struct record_apart *apart)
{
	char size[FIGURE_SIZE], bound[FIGURE_SIZE];
	const struct clock_offset *offset = &apart->offset;

	if (report->in_ticks) {
		text_add(text, "%+lld +- %llu ticks", (long long)offset->value,
			 (unsigned long long)offset->bound);
		return;
	}
	figure_time(size, apart->ns < 0 ? 0 - (uint64_t)apart->ns : (uint64_t)apart->ns);
	figure_time(bound, apart->bound_ns);
	text_add(text, "%s%s +- %s", apart->ns < 0 ? "-" : "+", size, bound);
}

/* Those that are not as they should be, and not too many of them. */
void text_offset(struct text *text, struct report *report, const struct record *record)
{
	const struct record_offset *offset = &record->offset;
	bool apart = offset_is_certain(offset->apart.offset);
	bool moved = offset->again && offset_is_certain(offset->change.offset);

	if ((!apart && !moved) || report->offsets_shown++ >= REPORT_NOTABLE_CORES)
		return;
	text_line(text, 4);
	text_add(text, "  core %u: its clock is ", offset->cpu);
	add_apart(text, report, &offset->apart);
	text_words(text, " against the boot core's");
	if (!moved)
		return;
	text_words(text, ", and moved by ");
	add_apart(text, report, &offset->change);
}

void text_offsets(struct text *text, struct report *report, const struct record *record)
{
	const struct record_offsets *all = &record->offsets;

	report->offsets_shown = 0;
	text_line(text, 12);
	text_add(text, "clocks      %u of %u other cores compared", all->measured, all->cores);
	if (all->most_cpu == CPU_NONE)
		return;
	text_words(text, "; farthest from the boot core: ");
	add_apart(text, report, &all->most);
	text_add(text, " (core %u); ", all->most_cpu);
	if (all->from != all->to) {
		text_words(text, "from each other: ");
		add_apart(text, report, &all->pair);
		text_add(text, " (cores %u, %u); ", all->from, all->to);
	}
	if (all->certain)
		text_add(text, "%u ARE APART", all->certain);
	else
		text_words(text, "all may be alike");
	if (all->changed_cpu == CPU_NONE)
		return;
	text_words(text, "; moved since: ");
	add_apart(text, report, &all->change);
	text_add(text, " (core %u)%s", all->changed_cpu, all->moved ? ": THAT IS REAL" : "");
}

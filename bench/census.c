/* SPDX-License-Identifier: BSD-2-Clause */
/* Who answered, against who was listed: the last witness of the census. */
#include "run.h"
#include "cpu.h"

static bool is_listed(const struct machine *m, hw_id id)
{
	for (unsigned int i = 0; i < m->listed_count; i++)
		if (hw_id_equal(m->cpus[i].id, id))
			return true;
	return false;
}

/* Each id once, of those that no table lists: a core may come at two attempts. */
static unsigned int find_unlisted(const struct machine *m, hw_id *ret_ids)
{
	hw_id came[STRANGERS_KEPT];
	unsigned int total = arch_wake_strangers(came, STRANGERS_KEPT), count = 0;

	for (unsigned int i = 0; i < total && i < STRANGERS_KEPT; i++) {
		bool known = is_listed(m, came[i]);

		for (unsigned int j = 0; j < count && !known; j++)
			known = hw_id_equal(ret_ids[j], came[i]);
		if (!known)
			ret_ids[count++] = came[i];
	}
	return count;
}

static unsigned int find_dead(hw_id *ret_ids, unsigned int capacity)
{
	unsigned int count = 0;

	for (cpu_index cpu = 0; cpu < cpu_possible_count() && count < capacity; cpu++)
		if (cpu_state(cpu) == CPU_FAILED && arch_wake_look(cpu).stage == STAGE_NONE)
			ret_ids[count++] = percpu_of(cpu)->id;
	return count;
}

static void compare_answers(const struct run *run, const hw_id *unlisted, unsigned int count)
{
	static hw_id dead[CPUS_MAX];
	struct finding items[2];
	struct findings findings = {.items = items, .capacity = ARRAY_SIZE(items)};
	bool directed = run->machine->options.bringup != BRINGUP_BROADCAST;

	census_compare_answers(dead, find_dead(dead, CPUS_MAX), unlisted, count, directed,
			       &findings);
	for (size_t i = 0; i < findings.count; i++)
		report_finding(run->machine->report, &findings.items[i]);
}

/* A core that came and is in no table is not ours to start, but no firmware should leave one. */
static void check_strangers(const struct run *run, unsigned int unlisted)
{
	report_check(run->machine->report, "bringup.strangers",
		     unlisted ? VERDICT_FAIL : VERDICT_PASS, "%u cores woke that are in no table",
		     unlisted);
}

void census_report(struct run *run)
{
	hw_id unlisted[STRANGERS_KEPT];
	unsigned int count = find_unlisted(run->machine, unlisted);
	struct record record = {.kind = RECORD_CENSUS, .census = run->machine->census};

	record.census.answered = (int)(num_online_cpus() + count);
	report_emit(run->machine->report, &record);
	compare_answers(run, unlisted, count);
	check_strangers(run, count);
}

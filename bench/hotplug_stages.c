/* SPDX-License-Identifier: BSD-2-Clause */
#include "hotplug_stages.h"
#include "bringup_stats.h"
#include "budget.h"
#include "cpu.h"
#include "fmt.h"
#include "hotplug.h"

enum { ROUNDS = 20, DIRECTIONS = 2, UP = 1, TEXT_SIZE = 100 };

/* Of CPUHP_BRINGUP_CPU, on its way up, by the boot core's clock; and what is in no callback. */
enum part {
	PART_RESET = CPUHP_STATES, /* its beginning to the start: an INIT, the pause behind it */
	PART_WAKE,		   /* the start to its being seen online */
	PART_ENTRY, /* of this, by its own clock: its first instruction to its being online */
	PART_REST,  /* all that is in no callback: kicks, workers woken, its end seen */
	PARTS,
};

static struct {
	ticks before[CPUHP_STATES], behind[CPUHP_STATES];
} marks[DIRECTIONS]; /* of the core that moves, by who ran each callback */
static ticks spans[DIRECTIONS][PARTS][ROUNDS]; /* TICKS_NONE: there is none */

static void note(cpu_index cpu, enum cpuhp_state state, bool up, bool behind)
{
	(void)cpu;
	(behind ? marks[up].behind : marks[up].before)[state] = arch_clock_read();
}

/* Whole callbacks, of both sides; what they are not is the rest. */
static void take_spans(unsigned int up, unsigned int round, ticks whole)
{
	ticks sum = 0;

	for (unsigned int state = 0; state < CPUHP_STATES; state++) {
		ticks span = marks[up].behind[state] - marks[up].before[state];

		spans[up][state][round] = marks[up].before[state] ? span : TICKS_NONE;
		sum += span;
	}
	spans[up][PART_REST][round] = whole > sum ? whole - sum : 0;
}

static void take_parts(const struct bringup_core *core, struct wake_marks own, unsigned int round)
{
	spans[UP][PART_ENTRY][round] =
		own.first && own.online ? own.online - own.first : TICKS_NONE;
	spans[UP][PART_RESET][round] = core->start - marks[UP].before[CPUHP_BRINGUP_CPU];
	spans[UP][PART_WAKE][round] = core->seen - core->start;
}

static bool move(cpu_index cpu, bool up, unsigned int round)
{
	ticks start = arch_clock_read();
	struct cpuhp_result result = up ? cpu_up(cpu, CPUHP_ONLINE) : cpu_down(cpu, CPUHP_OFFLINE);

	take_spans(up, round, arch_clock_read() - start);
	return result.status == STATUS_OK;
}

/* clang-format off */
static const struct part_text {
	const char *name, *text;
} part_texts[] = {
	{"reset", "bringup's beginning to the start"},
	{"wake", "the start to its being seen online"},
	{"entry", "its first instruction to its being online"},
	{"rest", "all that is in no callback"},
};
/* clang-format on */
_Static_assert(ARRAY_SIZE(part_texts) == PARTS - CPUHP_STATES, "each part has its words");

static struct part_text part_text(unsigned int part)
{
	if (part >= CPUHP_STATES)
		return part_texts[part - CPUHP_STATES];
	return (struct part_text){cpuhp_state_name((enum cpuhp_state)part),
				  "this state's callback"};
}

static void fill(struct hist *hist, const ticks *from, unsigned int count)
{
	hist_clear(hist);
	for (unsigned int i = 0; i < count; i++)
		if (from[i] != TICKS_NONE)
			hist_add(hist, from[i], arch_clock_read());
}

static void emit(struct run *run, unsigned int part, unsigned int up, unsigned int rounds)
{
	bool own = part == PART_ENTRY || (part > CPUHP_BRINGUP_CPU && part < CPUHP_STATES);
	struct part_text words = part_text(part);
	char text[TEXT_SIZE];
	const struct measurement m = {
		.name = "hotplug.stage",
		.text = text,
		.cpus = 2,
		.parameters = {{"state", words.name},
			       {"dir", up ? "up" : "down"},
			       {"clock", own ? "own" : "boot"}},
	};

	fill(run->hist, spans[up][part], rounds);
	fmt_text(text, sizeof(text), "a core goes %s, %s: %s", up ? "up" : "down", words.name,
		 words.text);
	if (run->hist->n)
		measure_emit(run, &m, run->hist);
}

static void emit_all(struct run *run, unsigned int rounds)
{
	for (unsigned int part = 0; part < PARTS; part++)
		emit(run, part, UP, rounds);
	for (unsigned int part = CPUHP_STATES; part-- > 0;)
		emit(run, part, !UP, rounds);
	emit(run, PART_REST, !UP, rounds);
}

void hotplug_stages(struct run *run, cpu_index cpu)
{
	const struct options *options = &run->machine->options;
	unsigned int rounds =
		options->iterations && options->iterations < ROUNDS ? options->iterations : ROUNDS;
	unsigned int done = 0;

	if (!bench_wanted(options, "hotplug.stage"))
		return;
	cpuhp_watch(note);
	while (done < rounds && move(cpu, false, done) && move(cpu, true, done)) {
		take_parts(&run->bringup.cores[cpu], arch_wake_look(cpu), done++);
		budget_breathe(run);
	}
	cpuhp_watch(NULL);
	report_check(run->machine->report, "hotplug.stages",
		     done == rounds ? VERDICT_PASS : VERDICT_FAIL,
		     "core %u went offline and came back %u of %u times, watched", cpu, done,
		     rounds);
	emit_all(run, done);
}

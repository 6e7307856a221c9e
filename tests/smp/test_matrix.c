/* SPDX-License-Identifier: BSD-2-Clause */
/* Pairs of cores, on a machine of threads: which are measured, and how often, and what is left when
   a core is lost on the way. The times mean nothing. */
#include "matrices.h"
#include "scenario.h"
#include "output.h"
#include <stdlib.h>

enum {
	CORES = 5,
	SICK = 3,
	ITERATIONS = 9,
	WARM_UP = 2, /* pings, as in pair.c */
};

struct matrix_case {
	enum end_code end;
	const char *failed[4]; /* checks */
	fake_hook hook;
	void (*judge)(void);
};

/* ---- the machine: its order is not that of the indices ---- */

static const cpu_index wanted_order[CORES] = {4, 0, 2, 1, 3};

static const struct topology *make_topology(void)
{
	static const uint32_t places[CORES][TOPOLOGY_UNITS] = {
		{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {1, 0, 1, 0}, {0, 0, 0, 0}};
	static struct topology_cpu cpus[CORES];
	static struct topology topology = {.cpus = cpus, .cpu_count = CORES};

	for (cpu_index cpu = 0; cpu < CORES; cpu++) {
		memcpy(cpus[cpu].number, places[cpu], sizeof(places[cpu]));
		cpus[cpu].node = TOPOLOGY_NODE_NONE;
	}
	return &topology;
}

static void arrange(struct machine *machine)
{
	const struct matrix_case *row = scenario_context();
	output_listen(machine);
	machine->options.iterations = ITERATIONS;
	machine->options.matrix = true;
	strcpy(machine->options.only, "matrix.*");
	machine->topology = make_topology();
	machine->yields = true;
	fake_set_hook(row->hook);
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

/* ---- who sent to whom: only pairs are measured by others than the boot core ---- */

static _Atomic(unsigned int) sends[CORES][CORES];

static void count_sends(enum fake_event event, cpu_index cpu)
{
	cpu_index self;

	if (event != FAKE_SEND || cpu >= CORES)
		return;
	self = smp_processor_id();
	if (self)
		atomic_fetch_add_explicit(&sends[self][cpu], 1, memory_order_relaxed);
}

static void deafen(enum fake_event event, cpu_index cpu)
{
	if (event == FAKE_SEND && smp_processor_id() && cpu == SICK)
		atomic_store(&fake_core(SICK)->to_lose[IPI_PING], 1000);
}

static void die(enum fake_event event, cpu_index cpu)
{
	static _Atomic(unsigned int) count;

	if (event == FAKE_SEND && smp_processor_id() == SICK && cpu != SICK &&
	    atomic_fetch_add(&count, 1) == ITERATIONS / 2)
		arch_fault(FAULT_UD);
}

/* ---- what is in the matrices, and in the records ---- */

static bool is_there(enum matrix_kind kind, unsigned int from, unsigned int to)
{
	const struct matrix *matrix = matrix_of(kind);
	uint32_t p50 = matrix_row(matrix, MATRIX_P50, from)[to];
	uint32_t min = matrix_row(matrix, MATRIX_MIN, from)[to];

	expect((p50 == MATRIX_NONE) == (min == MATRIX_NONE));
	expect(min <= p50);
	return p50 != MATRIX_NONE;
}

static bool said(const char *text)
{
	return expect(strstr(output, text)) || !fprintf(stderr, "missing: %s\n", text);
}

static unsigned int times(const char *text)
{
	unsigned int count = 0;

	for (const char *at = output; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

static void judge_order(enum matrix_kind kind)
{
	expect_number(matrix_of(kind)->n, CORES);
	for (unsigned int i = 0; i < CORES; i++)
		expect_number(matrix_order(kind)[i], wanted_order[i]);
}

/* What a core sends besides: an answer to a call of another core, of which there is none. */
static void judge_whole(void)
{
	for (unsigned int kind = 0; kind < MATRIX_KINDS; kind++) {
		judge_order(kind);
		for (unsigned int from = 0; from < CORES; from++)
			for (unsigned int to = 0; to < CORES; to++)
				expect(is_there(kind, from, to) ==
				       (from != to || kind == MATRIX_IPI));
	}
	for (cpu_index from = 1; from < CORES; from++)
		for (cpu_index to = 0; to < CORES; to++)
			expect_number(sends[from][to], WARM_UP + ITERATIONS);
	said("\"measured\":25,\"of\":25,\"samples_least\":9,\"samples_most\":9");
	said("\"measured\":20,\"of\":20,\"samples_least\":9,\"samples_most\":9");
	said("\"statistic\":\"p50\",\"pass\":1,\"row\":0,\"cpu\":4,\"column\":0,");
	said("\"statistic\":\"min\",\"pass\":1,\"row\":4,\"cpu\":3,\"column\":0,");
	expect_number(times("\"rec\":\"matrix_row\""), 2 * 2 * CORES);
	/* pairs of threads, of one package, of different ones; the boot core is the target of none
	 */
	said("\"distance\":\"same-cpu\"},\"n\":5,");
	said("\"distance\":\"same-core\"},\"n\":1,");
	said("\"distance\":\"same-package\"},\"n\":3,");
	said("\"distance\":\"same-die\"},\"n\":2,");
	said("\"distance\":\"remote\"},\"n\":10,");
	expect_number(times("\"asymmetry\":{\"pairs\":6,"), 2);
	expect_number(times("\"asymmetry\":{\"pairs\":10,"), 2);
}

/* Its own interrupts do not arrive either. What was measured before it fell deaf may be there. */
static void judge_deaf(void)
{
	unsigned int others = 0;

	judge_order(MATRIX_IPI);
	for (unsigned int from = 0; from < CORES; from++)
		for (unsigned int to = 0; to < CORES; to++)
			if (wanted_order[from] != SICK && wanted_order[to] != SICK)
				others += is_there(MATRIX_IPI, from, to);
	expect_number(others, (CORES - 1) * (CORES - 1));
	expect(matrix_measured(matrix_of(MATRIX_IPI)) < CORES * CORES);
	said("core 3 does not answer (from core ");
	expect_number(times("does not answer"), 1);
	expect_number(matrix_measured(matrix_of(MATRIX_LINE)), CORES * (CORES - 1));
}

/* It is tried once in each matrix; the four that are left measure each other in both. */
static void judge_dead(void)
{
	for (unsigned int kind = 0; kind < MATRIX_KINDS; kind++) {
		judge_order(kind);
		for (unsigned int from = 0; from < CORES; from++)
			for (unsigned int to = 0; to < CORES; to++)
				if (wanted_order[from] != SICK && wanted_order[to] != SICK)
					expect(is_there(kind, from, to) ==
					       (from != to || kind == MATRIX_IPI));
	}
	expect_number(matrix_measured(matrix_of(MATRIX_LINE)), (CORES - 1) * (CORES - 2));
	expect(matrix_measured(matrix_of(MATRIX_IPI)) < CORES * CORES);
	said("core 3 does not answer (from core 3 to core ");
	expect_number(times("does not answer"), MATRIX_KINDS);
	said("\"rec\":\"fault\"");
}

static void judge(int end_code)
{
	static const char head[] = "{\"rec\":\"check\",\"name\":\"";
	const struct matrix_case *row = scenario_context();
	unsigned int wanted = 0;

	expect_number(end_code, row->end);
	row->judge();
	for (; wanted < ARRAY_SIZE(row->failed) && row->failed[wanted]; wanted++) {
		char line[128];

		snprintf(line, sizeof(line), "%s%s\",\"verdict\":\"fail\"", head,
			 row->failed[wanted]);
		said(line);
	}
	if (!expect_number(times("\"verdict\":\"fail\""), wanted))
		fputs(output, stderr);
}

static const struct matrix_case whole = {
	.end = END_PASS, .hook = count_sends, .judge = judge_whole};
static const struct matrix_case deaf = {.end = END_FAIL,
					.failed = {"matrix.ipi", "ipi.books"},
					.hook = deafen,
					.judge = judge_deaf};
static const struct matrix_case dead = {
	.end = END_FAIL,
	.failed = {"matrix.ipi", "matrix.line", "fault.none", "ipi.books"},
	.hook = die,
	.judge = judge_dead};

#define ROW(name_, context_, ...)                                                                  \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {.cores = CORES, __VA_ARGS__},              \
		.arrange = arrange, .bare = true, .after = judge, .context = (context_)            \
	}
static const struct scenario rows[] = {
	ROW("each pair once, halt", &whole, .real_clock = true),
	ROW("each pair once, poll", &whole, .idle = IDLE_POLL, .real_clock = true),
	ROW("each pair once, mwait", &whole, .idle = IDLE_MWAIT, .real_clock = true),
	ROW("a core falls deaf", &deaf, .idle = IDLE_HALT),
	ROW("a core dies", &dead, .idle = IDLE_HALT),
};

SCENARIOS_MAIN(rows)

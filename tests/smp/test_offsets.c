/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks that are apart, move, or go back from core to core: what is measured holds the truth,
   which here is known. */
#include "scenario.h"
#include "output.h"
#include "budget.h"
#include "offsets.h"
#include <stdlib.h>

enum { CORES = 5, ROUNDS = 60 };
#define FAR	   1000000000000ll
#define STEP	   3000000000ll
#define BOUND_MOST 1000000000ull /* far above what a busy host makes of it, far below FAR */

static const int64_t ahead[CORES] = {0, FAR, -FAR, 0, -2 * FAR};

static struct run run;
static void expect_said(const char *piece, bool wanted)
{
	if (!expect((strstr(output, piece) != NULL) == wanted))
		fprintf(stderr, "%s: %s\n%s\n", wanted ? "missing" : "not wanted", piece, output);
}

static void listen(struct machine *machine)
{
	output_listen(machine);
	machine->options.iterations = ROUNDS;
}

static void turn_clocks(struct machine *machine)
{
	listen(machine);
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		atomic_store(&fake_core(cpu)->clock_ahead, ahead[cpu]);
}

static void turn_and_want_pairs(struct machine *machine)
{
	turn_clocks(machine);
	strcpy(machine->options.only, "clock.pair");
}

static void open_run(const struct machine *machine)
{
	run = (struct run){.machine = machine,
			   .hist = calloc(HISTS, sizeof(struct hist)),
			   .offsets = calloc(2 * CORES, sizeof(struct clock_offset))};
	budget_open(&run);
}

static void close_run(void)
{
	free(run.hist);
	free(run.offsets);
}

static void expect_holds(struct clock_offset offset, int64_t truth)
{
	int64_t off = offset.value - truth;

	expect(offset.known);
	expect((ticks)(off < 0 ? -off : off) <= offset.bound);
	expect(offset.bound < BOUND_MOST);
}

static void pairs_hold_the_truth(const struct machine *machine)
{
	struct clock_offset offset;
	cpu_index lost;

	open_run(machine);
	for (cpu_index near = 0; near < CORES; near++)
		for (cpu_index far = 0; far < CORES; far++) {
			if (near == far)
				continue;
			if (expect_number(exchange_stamps(&run, near, far, ROUNDS, &offset, &lost),
					  STATUS_OK))
				expect_holds(offset, ahead[far] - ahead[near]);
		}
	close_run();
}

static void the_table_holds_the_truth(const struct machine *machine)
{
	open_run(machine);
	expect(!offsets_of(&run, 1).known);
	expect(offsets_of(&run, 0).known);
	offsets_take(&run);
	for (cpu_index from = 0; from < CORES; from++)
		for (cpu_index to = 0; to < CORES; to++)
			expect_holds(offsets_between(&run, from, to), ahead[to] - ahead[from]);
	expect(!offsets_of(&run, CORES).known);
	expect_said("\"rec\":\"offset\",\"when\":\"start\",\"cpu\":4,", true);
	expect_said("\"cores\":4,\"measured\":4,\"apart\":3,", true);
	expect_said("\"most_cpu\":4,", true);
	expect_said("\"pair\":[4,1],", true);
	expect_said("\"rule\":\"clock.apart\"", true);
	close_run();
}

/* What is known is not measured again, and what nobody moved has not moved. */
static void nothing_moves(const struct machine *machine)
{
	struct clock_offset before;
	size_t said;

	open_run(machine);
	offsets_again(&run);
	expect_number(strlen(output), 0);
	offsets_take(&run);
	before = run.offsets[1];
	said = strlen(output);
	offsets_take(&run);
	expect_number(strlen(output), said);
	offsets_again(&run);
	expect_number(run.offsets[1].bound, before.bound);
	expect_said("\"when\":\"end\",\"cores\":4,\"measured\":4,", true);
	expect_said("\"moved\":0,", true);
	expect_said("\"rule\":\"clock.apart\"", false);
	expect_said("\"rule\":\"clock.drift\"", false);
	close_run();
}

static void one_clock_moves(const struct machine *machine)
{
	open_run(machine);
	offsets_take(&run);
	atomic_fetch_sub(&fake_core(2)->clock_ahead, STEP);
	offsets_again(&run);
	expect_said("\"moved\":1,\"changed_cpu\":2,\"change\":{\"ticks\":-", true);
	expect_said("\"rule\":\"clock.drift\"", true);
	expect_holds(offset_between(run.offsets[2], run.offsets[CORES + 2]), -STEP);
	expect_holds(offset_between(run.offsets[3], run.offsets[CORES + 3]), 0);
	close_run();
}

static void alone(const struct machine *machine)
{
	open_run(machine);
	offsets_take(&run);
	offsets_again(&run);
	expect_number(strlen(output), 0);
	close_run();
}

/* The offsets are given, so that what is made of them does not depend on how well they were
   measured here. */
static void know_offsets(ticks bound)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		run.offsets[cpu] = (struct clock_offset){ahead[cpu], bound, true};
	run.offsets_taken = 1;
}

/* Four other cores make six pairs; and a core whose offset is wrong is in three of them. */
static void pairs_are_held_against_the_table(const struct machine *machine)
{
	open_run(machine);
	know_offsets(1);
	budget_begin(&run, &bench_offsets);
	clock_pairs(&run);
	expect_said("\"name\":\"clock.pairs\",\"verdict\":\"pass\",\"text\":\"6 pairs", true);
	expect_said("\"name\":\"clock.pair\",\"unit\":\"ns\"", true);
	run.offsets[2].value += STEP;
	clock_pairs(&run);
	expect_said("\"name\":\"clock.pairs\",\"verdict\":\"fail\",\"text\":\"3 of 6 pairs", true);
	close_run();
}

static void go_one_way(void)
{
	budget_begin(&run, &bench_oneway);
	bench_oneway.run(&run);
	budget_end(&run);
}

/* Uncorrected, every second way would last as long as the clocks are apart. */
static void one_way_is_corrected(const struct machine *machine)
{
	static const char *const ways[] = {
		"\"name\":\"ipi.oneway\",\"unit\":\"ns\",\"text\":\"interrupt to",
		"\"name\":\"ipi.oneway\",\"unit\":\"ns\",\"text\":\"interrupt of",
		"\"name\":\"call.oneway\",\"unit\":\"ns\",\"text\":\"call to",
		"\"name\":\"call.oneway\",\"unit\":\"ns\",\"text\":\"call of"};

	open_run(machine);
	know_offsets(1);
	go_one_way();
	expect_said("skip", false);
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		const char *stat = strstr(output, ways[i]), *max;

		if (!expect(stat))
			continue;
		max = strstr(stat, "\"max\":");
		expect(strtoull(max + 6, NULL, 10) < BOUND_MOST);
		expect(strtoull(strstr(stat, "\"p50\":") + 6, NULL, 10) > 0);
		expect(strncmp(strstr(stat, "\"bound\":"), "\"bound\":2}", 10) == 0);
	}
	close_run();
}

static void one_way_is_not_told_where_it_is_not_known(const struct machine *machine)
{
	open_run(machine);
	know_offsets(FAR);
	go_one_way();
	expect_said("\"rec\":\"stat\"", false);
	expect_said("\"name\":\"ipi.oneway\",\"verdict\":\"skip\",\"text\":\"way=there", true);
	expect_said("\"name\":\"ipi.oneway\",\"verdict\":\"skip\",\"text\":\"way=back", true);
	expect_said("\"name\":\"call.oneway\",\"verdict\":\"skip\",\"text\":\"way=there", true);
	expect_said("clocks are known to 1000000000001 ns only", true);
	close_run();
}

/* Cores that were not measured take no part. */
static void one_way_to_those_that_are_known(const struct machine *machine)
{
	open_run(machine);
	know_offsets(1);
	run.offsets[1].known = run.offsets[3].known = run.offsets[4].known = false;
	go_one_way();
	expect_number(run.measured, 4);
	run.offsets[2].known = false;
	go_one_way();
	expect_number(run.measured, 4);
	expect_said("of 0 rounds", true);
	close_run();
}

static void time_never_goes_back(const struct machine *machine)
{
	open_run(machine);
	warp_check(&run);
	expect_said("\"name\":\"clock.warp\",\"verdict\":\"fail\"", false);
	expect_said("\"name\":\"clock.warp\",\"verdict\":\"pass\"", true);
	close_run();
}

/* From any other core to the one that is behind. */
static void time_goes_back(const struct machine *machine)
{
	open_run(machine);
	atomic_fetch_sub(&fake_core(3)->clock_ahead, STEP);
	warp_check(&run);
	expect_said("\"name\":\"clock.warp\",\"verdict\":\"fail\"", true);
	expect_said("to core 3\"", true);
	close_run();
}

#define ROW(body_, arrange_, ...)                                                                  \
	{                                                                                          \
		.name = #body_, .body = body_, .arrange = arrange_, .setup = { __VA_ARGS__ }       \
	}
static const struct scenario rows[] = {
	ROW(pairs_hold_the_truth, turn_clocks, .cores = CORES),
	ROW(pairs_hold_the_truth, turn_clocks, .cores = CORES, .real_clock = true),
	ROW(the_table_holds_the_truth, turn_clocks, .cores = CORES),
	ROW(the_table_holds_the_truth, turn_clocks, .cores = CORES, .idle = IDLE_POLL,
	    .real_clock = true),
	ROW(nothing_moves, listen, .cores = CORES, .real_clock = true),
	ROW(one_clock_moves, listen, .cores = CORES, .real_clock = true),
	ROW(alone, listen, .cores = 1),
	ROW(pairs_are_held_against_the_table, turn_and_want_pairs, .cores = CORES,
	    .real_clock = true),
	ROW(one_way_is_corrected, turn_clocks, .cores = CORES, .real_clock = true),
	ROW(one_way_is_corrected, turn_clocks, .cores = CORES, .idle = IDLE_MWAIT,
	    .real_clock = true),
	ROW(one_way_is_not_told_where_it_is_not_known, turn_clocks, .cores = CORES,
	    .real_clock = true),
	ROW(one_way_to_those_that_are_known, turn_clocks, .cores = CORES, .real_clock = true),
	ROW(time_never_goes_back, listen, .cores = CORES, .real_clock = true),
	ROW(time_goes_back, listen, .cores = CORES, .real_clock = true),
};

SCENARIOS_MAIN(rows)

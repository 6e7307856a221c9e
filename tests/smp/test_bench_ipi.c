/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmarks of interrupts on a machine of threads: whom they send to, how often, what state
   their targets are in, and that what they count balances. Their times mean nothing here. */
#include "scenario.h"
#include "output.h"
#include "bench_ipi.h"
#include "budget.h"
#include "groups.h"
#include "idle.h"
#include "ipi.h"
#include <stdlib.h>

enum { CORES = 6, ITERATIONS = 10, WARM_UP = 2, ROUNDS = ITERATIONS + WARM_UP };

static void arrange(struct machine *machine)
{
	output_listen(machine);
	machine->options.iterations = ITERATIONS;
	machine->options.matrix = true;
	strcpy(machine->options.only, "*");
}

/* How often a piece of text is in the output. */
static unsigned int seen(const char *piece)
{
	unsigned int count = 0;

	for (const char *at = output; (at = strstr(at, piece)) != NULL; at++)
		count++;
	return count;
}

static bool has_failed(const char *check)
{
	char piece[64];

	snprintf(piece, sizeof(piece), "\"name\":\"%s\",\"verdict\":\"fail\"", check);
	return seen(piece);
}

static bool has_passed(const char *check)
{
	char piece[64];

	snprintf(piece, sizeof(piece), "\"name\":\"%s\",\"verdict\":\"pass\"", check);
	return seen(piece);
}

static struct run *open_run(const struct machine *machine, const struct bench_group *group)
{
	static struct run run;

	run.machine = machine;
	run.hist = aligned_alloc(CACHE_LINE, HISTS * sizeof(*run.hist));
	run.scratch = aligned_alloc(CACHE_LINE, SCRATCH_SIZE);
	run.counts = calloc(machine->possible_count, sizeof(uint64_t));
	budget_open(&run);
	budget_begin(&run, group);
	return &run;
}

static void run_group(const struct machine *machine, const struct bench_group *group)
{
	struct run *run = open_run(machine, group);

	group->run(run);
	budget_end(run);
}

/* Each sample and its warm-up once; where something was said in between, it was warmed up again. */
static void expect_rounds(unsigned int count, unsigned int measurements)
{
	enum { WARM_AGAIN = 3 };
	unsigned int said = seen("\"rec\":\"progress\",\"step\":") - 1;

	expect(count >= measurements * ROUNDS);
	expect(count <= measurements * ROUNDS + said * WARM_AGAIN);
}

/* ---- fan-out: each count has its targets, in each way ---- */

static void fan_out(const struct machine *machine)
{
	/* So often a core is among the 1, 2, 4 and 5 others of three ways, and in one broadcast. */
	static const unsigned int pings[CORES] = {0, 13, 10, 7, 7, 4};
	enum { COUNTS = 4, WAYS = 3, CALLS = 2 };

	run_group(machine, &bench_fanout);
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		expect_rounds(accepted(cpu, IPI_PING), pings[cpu]);
	expect_rounds(fake_broadcasts(), 1);
	expect_number(seen("\"name\":\"ipi.fanout\""), COUNTS * WAYS + 1);
	expect_number(seen("\"name\":\"call.fanout\""), COUNTS * CALLS);
	expect_number(seen("\"n\":\"5\",\"send\":\"tree\""), 1);
	expect_number(seen("\"cpus\":6,\"parameters\":{\"idle\":\"halt\",\"n\":\"5\",\"send\":"
			   "\"broadcast\"}"),
		      1);
	expect_number(ipi_chosen(), IPI_CHOICE_AUTO);
}

/* ---- flood: what was sent was taken or merged, and the last one was heard ---- */

static unsigned int sum(bool taken)
{
	unsigned int all = 0;

	for (cpu_index cpu = 0; cpu < CORES; cpu++) {
		struct fake_core *core = fake_core(cpu);

		all += taken ? count_of(&core->taken[IPI_IRQ_WORK])
			     : accepted(cpu, IPI_IRQ_WORK) - count_of(&core->merged[IPI_IRQ_WORK]);
	}
	return all;
}

static uint64_t sent_by_all(void)
{
	uint64_t all = 0;

	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		all += counter_read(&percpu_of(cpu)->sent[IPI_IRQ_WORK]);
	return all;
}

static void flood(const struct machine *machine)
{
	unsigned long long bursts = 0, sent = 0, taken = 0;
	uint64_t accepted_all = 0;
	const char *line;

	run_group(machine, &bench_flood);
	expect(has_passed("ipi.flood"));
	line = strstr(output, " bursts, ");
	while (line && line[-1] != '"')
		line--;
	expect(line && sscanf(line, "%llu bursts, %llu interrupts sent, %llu taken", &bursts, &sent,
			      &taken) == 3);
	expect_number(bursts, 3 * ROUNDS);
	expect_number(sent, sent_by_all());
	expect_number(taken, sum(true));
	expect_number(sum(true), sum(false));
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		accepted_all += accepted(cpu, IPI_IRQ_WORK);
	expect_number(accepted_all, sent);
	expect_number(seen("\"unit\":\"per-s\""), 6);
	expect_number(seen("\"unit\":\"permille\""), 3);
	expect_number(seen("\"from\":\"all\",\"to\":\"one\""), 3);
}

/* One target hears none of them, as if the controller dropped what it has pending. */
static void flood_lost(const struct machine *machine)
{
	atomic_store(&fake_core(1)->to_lose[IPI_IRQ_WORK], FAKE_ALWAYS);
	run_group(machine, &bench_flood);
	expect(has_failed("ipi.flood"));
	expect_number(seen("\"name\":\"flood."), 0);
	/* what stands in its list still runs when it hears one again, and would miss its machine */
	atomic_store(&fake_core(1)->to_lose[IPI_IRQ_WORK], 0);
	ipi_send(percpu_of(1), IPI_IRQ_WORK);
	wait_us(1000);
}

static void flood_of_two(const struct machine *machine)
{
	run_group(machine, &bench_flood);
	expect(has_passed("ipi.flood"));
	expect_number(seen("\"rec\":\"stat\""), 3);
	expect_number(seen("\"from\":\"one\",\"to\":\"one\""), 3);
}

/* ---- distances: by a made-up topology, each core at another one ---- */

static struct topology_cpu places[CORES] = {
	{.number = {0, 0, 0, 0}, .node = 0}, {.number = {0, 0, 0, 1}, .node = 0},
	{.number = {0, 0, 1, 0}, .node = 0}, {.number = {0, 1, 0, 0}, .node = 0},
	{.number = {1, 0, 0, 0}, .node = 0}, {.number = {2, 0, 0, 0}, .node = 1},
};
static struct topology topology = {.cpus = places, .cpu_count = CORES};

static void arrange_places(struct machine *machine)
{
	arrange(machine);
	machine->topology = &topology;
}

static void distances(const struct machine *machine)
{
	static const char *const names[CORES] = {
		"", "same-core", "same-die", "same-package", "same-node", "remote"};

	ipi_distances(open_run(machine, &bench_ipi));
	for (cpu_index cpu = 1; cpu < CORES; cpu++) {
		char piece[64];

		expect_rounds(accepted(cpu, IPI_PING), 1);
		expect_rounds(accepted(cpu, IPI_NMI_PING), 1);
		snprintf(piece, sizeof(piece), "\"distance\":\"%s\"", names[cpu]);
		expect_number(seen(piece), 2);
	}
	expect_number(seen("\"rec\":\"stat\""), 2 * (CORES - 1));
	expect_number(accepted(0, IPI_PING), 0);
}

/* All in one die: in turn, and nothing else is said. */
static void one_distance(const struct machine *machine)
{
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		places[cpu] = (struct topology_cpu){.number = {0, 0, cpu, 0}};
	ipi_distances(open_run(machine, &bench_ipi));
	expect_number(seen("\"rec\":\"stat\""), 2);
	expect_number(seen("\"distance\":\"same-die\""), 2);
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		expect(accepted(cpu, IPI_PING) >= ROUNDS / (CORES - 1));
}

/* ---- wake-up: the target is in the state that is said ---- */

static _Atomic(unsigned int) met[HW_PARKED + 1], met_deep;
static _Atomic(bool) watches;

/* Before an interrupt is sent. Time passes only while all others have nothing to do, so after the
   wait before each sample the target is where it idles. */
static void note_state(enum fake_event event, cpu_index cpu)
{
	enum fake_state state;

	if (event != FAKE_SEND || cpu != 1 || !atomic_load(&watches))
		return;
	state = fake_state(fake_core(cpu));
	atomic_fetch_add(&met[state], 1);
	if (state == HW_MWAIT && fake_mwait_hint())
		atomic_fetch_add(&met_deep, 1);
}

static void arrange_watch(struct machine *machine)
{
	arrange(machine);
	fake_set_hook(note_state);
}

static void wake(const struct machine *machine)
{
	enum { DEPTHS = 2 };
	unsigned int kicks[CORES];

	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		kicks[cpu] = accepted(cpu, IPI_RESCHEDULE);
	atomic_store(&watches, true);
	run_group(machine, &bench_wake);
	atomic_store(&watches, false);
	/* asleep: each sample by interrupt and each by call; watching: those by interrupt */
	expect(count_of(&met[HW_HALTED]) >= 2 * 2 * ROUNDS); /* halt and suspend */
	expect(count_of(&met[HW_MWAIT]) >= DEPTHS * ROUNDS);
	expect(count_of(&met_deep) >= ROUNDS);
	expect(count_of(&met_deep) < count_of(&met[HW_MWAIT]));
	expect(count_of(&met[HW_RUNNING]) >= ROUNDS); /* poll */
	expect_number(seen("\"name\":\"wake.rtt\""), 3 + DEPTHS);
	expect_number(seen("\"name\":\"wake.call\""), 3 + DEPTHS);
	expect_number(seen("\"state\":\"mwait\",\"hint\":\"0x21\""), 2);
	expect_number(idle_chosen(), IDLE_HALT);
	expect_number(fake_mwait_hint(), 0);
	for (cpu_index cpu = 2; cpu < CORES; cpu++) /* nobody else was disturbed */
		expect_number(accepted(cpu, IPI_RESCHEDULE), kicks[cpu]);
}

/* ---- modes ---- */

static void modes(const struct machine *machine)
{
	run_group(machine, &bench_irq_mode);
	expect(has_passed("irq_mode.change"));
	expect_number(seen("\"mode\":\"fake\""), 3);
	expect_number(seen("\"mode\":\"other\""), 3);
	expect_number(fake_mode_changes(), 2); /* there and back */
	expect_number(ipi_chosen(), IPI_CHOICE_AUTO);
}

static void modes_stuck(const struct machine *machine)
{
	run_group(machine, &bench_irq_mode);
	expect(has_failed("irq_mode.change"));
	expect_number(seen("\"rec\":\"stat\""), 0);
	expect_number(ipi_chosen(), IPI_CHOICE_AUTO);
}

/* ---- ways ---- */

static void ways(const struct machine *machine)
{
	struct run *run = open_run(machine, &bench_ipi);

	ipi_ways_alone(run);
	expect_rounds(accepted(0, IPI_PING), 1);
	expect_number(seen("\"name\":\"ipi.self\""), 1);
	expect_number(seen("\"name\":\"ipi.eoi\""), 1);
	ipi_ways_others(run);
	/* all in four ways, the answer and the sending alone; to core 1 alone in three */
	expect_rounds(accepted(1, IPI_PING), (4 + 3) * 2);
	expect_rounds(accepted(2, IPI_PING), 4 * 2);
	expect_number(seen("\"name\":\"ipi.send\""), 4 + 3);
	expect_number(seen("\"name\":\"ipi.rtt\""), 3);
	expect_rounds(fake_broadcasts(), 2);
}

#define ROW(name_, body_, arrange_, ...)                                                           \
	{                                                                                          \
		.name = (name_), .body = (body_), .arrange = (arrange_), .setup = { __VA_ARGS__ }  \
	}
static const struct scenario rows[] = {
	ROW("fan-out", fan_out, arrange, .cores = CORES),
	ROW("flood", flood, arrange, .cores = CORES),
	ROW("flood, poll", flood, arrange, .cores = CORES, .idle = IDLE_POLL),
	ROW("flood, real clock", flood, arrange, .cores = CORES, .real_clock = true),
	ROW("a flood whose last one is lost", flood_lost, arrange, .cores = CORES),
	ROW("a flood of two cores", flood_of_two, arrange, .cores = 2),
	ROW("distances", distances, arrange_places, .cores = CORES),
	ROW("one distance", one_distance, arrange_places, .cores = CORES),
	ROW("wake-up", wake, arrange_watch, .cores = CORES, .has_suspend = true),
	ROW("modes", modes, arrange, .cores = CORES),
	ROW("modes that cannot be changed", modes_stuck, arrange, .cores = CORES,
	    .mode_stuck = true),
	ROW("ways", ways, arrange, .cores = CORES),
};

SCENARIOS_MAIN(rows)

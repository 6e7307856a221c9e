/* SPDX-License-Identifier: BSD-2-Clause */
#include "bringup.h"
#include "call.h"
#include "cpu.h"
#include "irq_works.h"
#include "wait.h"
#include "workers.h"

enum {
	/* The silent are given up when none of them has come for so long: slow firmware handlers,
	   and hundreds of virtual cores on a few real ones, take their time; dead ones cost it
	   once. */
	PATIENCE_US = 1000000,
	PATIENCE_PER_CORE_US = 10000,
	LIMIT_US = 60000000, /* of one attempt */
	LATE_US = 100000,    /* for a core that got through just before its way in was closed */
};

static struct bringup *books; /* for cores that come later */

struct bringup_way bringup_way(enum bringup_mode mode)
{
	return (struct bringup_way){
		.mode = mode, .timing = arch_wake_timing(false), .patience_us = 0};
}

static void plan(struct bringup *b)
{
	for (cpu_index cpu = 1; cpu < b->machine->possible_count; cpu++)
		if (b->machine->cpus[cpu].plan == PLAN_START)
			cpumask_set(&b->to_start, cpu);
}

/* A core that is online joins the masks; the boot core alone writes those. One that was, and took
   an exception since, joins too: cpu_next_faulted() finds it there. */
static bool see(struct bringup *b, cpu_index cpu)
{
	enum cpu_state state = cpu_state(cpu);

	if (state != CPU_ONLINE && state != CPU_FAULTED)
		return false;
	b->cores[cpu].seen = arch_clock_read();
	cpumask_clear(&b->silent, cpu);
	cpu_join(cpu);
	return true;
}

/* One that cannot be reset goes on, finds itself turned away, and retires. */
static void stop_starting(cpu_index cpu)
{
	bool runs = arch_wake_reset(cpu) == STATUS_BUSY;
	bool stopped = cpu_try_move(cpu, CPU_STARTING, CPU_OFFLINE);

	if (stopped && runs) {
		cpuhp_disown(cpu);
	} else if (!runs) {
		cpu_try_move(cpu, CPU_ONLINE, CPU_OFFLINE); /* it went on just before the reset */
		cpu_renew(cpu);				    /* its queue was open already */
	}
}

/* From then on it cannot come online. False: it has, at the last moment. One that was let in, and
   is stuck in its starting callbacks, stays silent, and is reset. */
static bool take_back(struct bringup *b, cpu_index cpu)
{
	struct deadline deadline = deadline_in_us(LATE_US);

	if (cpu_try_move(cpu, CPU_WAKING, CPU_OFFLINE))
		return true;
	while (cpu_state(cpu) == CPU_STARTING && !deadline_passed(deadline))
		arch_relax();
	if (cpu_state(cpu) == CPU_STARTING)
		stop_starting(cpu);
	return !see(b, cpu);
}

static void give_up(struct bringup *b, cpu_index cpu, const char *reason)
{
	if (!take_back(b, cpu))
		return;
	cpu_move(cpu, CPU_OFFLINE, CPU_FAILED);
	cpumask_clear(&b->silent, cpu);
	b->cores[cpu].reason = reason;
}

/* Pass 1: no waits, the resets of all cores overlap. All are offline, and their ways in closed. */
static void reset_all(struct bringup *b, bool broadcast)
{
	ticks began = arch_clock_read();
	enum status all = broadcast ? arch_wake_reset_all() : STATUS_OK;
	cpu_index cpu;

	if (!b->began)
		b->began = began;
	for_each_cpu (cpu, &b->silent) {
		enum status status = all;

		b->cores[cpu].attempts++;
		b->cores[cpu].reset = broadcast ? began : arch_clock_read();
		if (!b->cores[cpu].first_reset)
			b->cores[cpu].first_reset = b->cores[cpu].reset;
		if (!broadcast)
			status = arch_wake_reset(cpu);
		if (status == STATUS_OK)
			cpuhp_own(cpu);
		else
			give_up(b, cpu, bringup_why_not_reset(status));
	}
}

static unsigned int see_all(struct bringup *b)
{
	unsigned int count = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent)
		count += see(b, cpu);
	return count;
}

static void open_all(struct bringup *b)
{
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent) {
		cpu_move(cpu, CPU_OFFLINE, CPU_WAKING);
		cpu_renew(cpu);
		arch_wake_open(cpu);
	}
}

/* Pass 2. What is left of an earlier attempt is gone: each was reset before its way in opens. */
static void start_all(struct bringup *b, bool broadcast)
{
	enum status all = STATUS_OK; /* of all at once, else of the one before */
	ticks began;
	cpu_index cpu;

	open_all(b);
	began = arch_clock_read();
	if (broadcast)
		all = arch_wake_start_all();
	for_each_cpu (cpu, &b->silent) {
		b->cores[cpu].start = broadcast ? began : arch_clock_read();
		if (!broadcast)
			all = arch_wake_start(cpu);
		if (all == STATUS_OK)
			continue;
		arch_wake_close(cpu);
		give_up(b, cpu, bringup_why_not_started(all));
	}
}

/* Pass 3: a start-up IPI can be lost; a core that is on its way ignores the second. */
static void start_silent_again(struct bringup *b, bool always)
{
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent) {
		if (!always && arch_wake_look(cpu).stage != STAGE_NONE)
			continue;
		b->second_starts += !b->cores[cpu].second_start;
		b->cores[cpu].second_start = true;
		arch_wake_start(cpu);
	}
}

static void watch_for(struct bringup *b, uint64_t microseconds)
{
	struct deadline deadline = deadline_in_us(microseconds);

	while (!cpumask_empty(&b->silent) && !deadline_passed(deadline)) {
		see_all(b);
		arch_relax();
	}
}

/* Until all are seen, or none has come for a while. */
static void watch(struct bringup *b, uint64_t patience_us)
{
	struct deadline limit = deadline_in_us(LIMIT_US);
	struct deadline patience;

	if (!patience_us)
		patience_us = PATIENCE_US + b->started * (uint64_t)PATIENCE_PER_CORE_US;
	patience = deadline_in_us(patience_us);
	while (!cpumask_empty(&b->silent) && !deadline_passed(patience)) {
		if (deadline_passed(limit))
			return;
		if (see_all(b))
			patience = deadline_in_us(patience_us);
		arch_relax();
	}
}

static void attempt(struct bringup *b, const struct bringup_way *way)
{
	bool broadcast = way->mode == BRINGUP_BROADCAST;

	reset_all(b, broadcast);
	arch_wake_anyone_came(); /* asks anew, see nameless_came() */
	wait_us(way->timing.reset_us);
	start_all(b, broadcast);
	if (way->timing.start_again_us || way->again_always) {
		watch_for(b, way->timing.start_again_us);
		start_silent_again(b, way->again_always);
	}
	watch(b, way->patience_us);
}

/* A core that comes now either got through before, and is waited for once more, or is turned away:
   so none can be on its way in, or come online, when it is reset. */
static void close_silent(struct bringup *b)
{
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent)
		arch_wake_close(cpu);
	watch_for(b, LATE_US);
	for_each_cpu (cpu, &b->silent)
		take_back(b, cpu);
}

/* Somebody came in the last attempt, and none of those that it was for: they would have left a mark
   or be online. */
static bool nameless_came(const struct bringup *b)
{
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent)
		if (arch_wake_look(cpu).stage != STAGE_NONE)
			return false;
	return arch_wake_anyone_came() && cpumask_weight(&b->silent) == b->retrying;
}

/* The reset keeps a half-started core quiet. */
static void bury_silent(struct bringup *b)
{
	bool nameless = nameless_came(b);
	cpu_index cpu;

	for_each_cpu (cpu, &b->silent) {
		give_up(b, cpu,
			nameless ? "never answered, though some core came and left no mark"
				 : bringup_why_silent(arch_wake_look(cpu).stage));
		arch_wake_reset(cpu);
	}
}

static ticks last_seen(const struct bringup *b)
{
	ticks last = b->began;
	cpu_index cpu;

	for_each_cpu (cpu, &b->to_start)
		if ((int64_t)(b->cores[cpu].seen - last) > 0 && b->cores[cpu].seen)
			last = b->cores[cpu].seen;
	return last;
}

/* b->silent: who is to be woken now. */
static void wake(struct bringup *b, const struct bringup_way *way)
{
	struct bringup_way patient = bringup_way(BRINGUP_PARALLEL);

	attempt(b, way);
	close_silent(b);
	b->retrying = cpumask_weight(&b->silent);
	b->retried += b->retrying;
	if (!b->retrying)
		return;
	patient.timing = arch_wake_timing(true);
	attempt(b, &patient);
	close_silent(b);
	bury_silent(b);
}

/* ---- with the hotplug states around it ---- */

static void note_failure(struct bringup *b, cpu_index cpu, struct cpuhp_result result)
{
	b->cores[cpu].reason = "a hotplug callback failed";
	b->cores[cpu].failed = result;
	cpu_try_move(cpu, CPU_OFFLINE, CPU_FAILED);
}

static void prepare_all(struct bringup *b, const struct cpumask *cores)
{
	cpu_index cpu;

	cpumask_copy(&b->silent, cores);
	for_each_cpu (cpu, cores) {
		struct cpuhp_result result = cpuhp_prepare(cpu);

		if (result.status == STATUS_OK)
			continue;
		cpumask_clear(&b->silent, cpu);
		note_failure(b, cpu, result);
	}
}

/* All of them at once, as each runs its own callbacks. */
static void finish_all(struct bringup *b, const struct cpumask *cores)
{
	struct cpumask begun;
	cpu_index cpu;

	cpumask_clear_all(&begun);
	for_each_cpu (cpu, cores) {
		if (cpu_online(cpu)) {
			cpuhp_finish_begin(cpu);
			cpumask_set(&begun, cpu);
		} else if (cpu_state(cpu) == CPU_FAILED) {
			cpuhp_forget(cpu);
		}
	}
	for_each_cpu (cpu, &begun) {
		struct cpuhp_result result = cpuhp_finish(cpu);

		if (result.status != STATUS_OK)
			note_failure(b, cpu, result);
	}
}

static void bring_up(struct bringup *b, const struct cpumask *cores, const struct bringup_way *way)
{
	cpu_index cpu;

	prepare_all(b, cores);
	if (arch_wake_possible())
		wake(b, way);
	for_each_cpu (cpu, &b->silent)
		give_up(b, cpu, arch_wake_way().impossible);
	finish_all(b, cores);
}

static void bring_up_serially(struct bringup *b, const struct bringup_way *way)
{
	struct cpumask one;
	cpu_index cpu;

	for_each_cpu (cpu, &b->to_start) {
		cpumask_clear_all(&one);
		cpumask_set(&one, cpu);
		bring_up(b, &one, way);
	}
}

void bringup_begin(struct bringup *b, const struct bringup_way *way)
{
	b->started = cpumask_weight(&b->to_start);
	if (way->mode == BRINGUP_SERIAL)
		bring_up_serially(b, way);
	else
		bring_up(b, &b->to_start, way);
	b->ended = last_seen(b);
	cpu_note_broadcast();
}

void bringup_run(struct bringup *b, const struct machine *machine, struct bringup_core *cores)
{
	struct bringup_way way = bringup_way(machine->options.bringup);

	*b = (struct bringup){.machine = machine, .cores = cores};
	books = b;
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		cores[cpu].reason = "";
	plan(b);
	bringup_begin(b, &way);
}

/* ---- one core, later ---- */

enum status bringup_one(cpu_index cpu)
{
	struct bringup_way way = bringup_way(BRINGUP_SERIAL);
	struct bringup *b = books;

	if (!arch_wake_possible())
		return STATUS_UNSUPPORTED;
	if (cpu_revive(cpu) != STATUS_OK)
		return STATUS_BUSY;
	b->cores[cpu].reason = "";
	b->cores[cpu].seen = b->cores[cpu].first_reset = 0;
	cpumask_clear_all(&b->silent);
	cpumask_set(&b->silent, cpu);
	wake(b, &way);
	return cpu_online(cpu) ? STATUS_OK : STATUS_TIMEOUT;
}

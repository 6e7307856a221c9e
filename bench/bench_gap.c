/* SPDX-License-Identifier: BSD-2-Clause */
/* Time that is stolen from cores: gaps on each, and whether all stood still at once. */
#include "budget.h"
#include "cpu.h"
#include "mem.h"
#include "wait.h"
#include "watch.h"

enum {
	WINDOW_US = 50000,
	WINDOW_SHORT_US = 10000, /* when a number of samples is asked for: one */
	LEAST_GAP_US = 1,
	WINDOW_PER_BOUND = 8,
	ROOM = SCRATCH_SIZE / sizeof(struct clock_gap),
};

enum { RULE_SMI };

static const struct rule rules[] = {
	[RULE_SMI] = {"smi.seen", SEVERITY_NOTE, "", "SDM 3C, 32",
		      "while the firmware handles one every core stands still, unseen by any OS"},
};

/* What the windows add up to. */
struct gaps_sum {
	struct run *run;
	struct watch watch;
	struct record_gaps record;
	struct gaps_worst worst; /* from the door on */
	ticks loop, bound;	 /* of the windows that could be compared; else of the last */
	bool compared;
};

/* ---- interrupts that only the processor counts ---- */

static void read_before(void *info)
{
	struct watcher *watcher = info;

	watcher->counts_smi = arch_smi_count(&watcher->smi_before);
}

static void read_after(void *info)
{
	struct watcher *watcher = info;

	if (watcher->counts_smi)
		watcher->counts_smi = arch_smi_count(&watcher->smi_now);
}

/* One core at a time, as the reading may fault. */
static enum status read_counts(const struct watch *watch, smp_call_func read)
{
	enum status status = STATUS_OK;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask)
		if (status == STATUS_OK)
			status = smp_call_function_single(cpu, read, &watch->watchers[cpu], true);
	return status;
}

/* ---- one window ---- */

static void take_event(void *context, const struct gap_event *event)
{
	struct gaps_sum *sum = context;
	struct record_gaps *record = &sum->record;
	ticks at = (ticks)event->begin;

	if (event->cores == 1) {
		record->alone++;
		hist_add(&sum->run->hist[0], event->most, at);
	} else if (event->cores < record->cpus) {
		record->several++;
	} else {
		record->all++;
		hist_add(&sum->run->hist[1], event->least, at);
		gaps_worst_add(&sum->worst, event);
	}
}

/* Placed on the boot core's clock: each core began somewhere between the release and the moment at
   which all had. What began before that moment was not watched by all. */
static size_t place_gaps(const struct watch *watch, cpu_index cpu, struct clock_gap *gaps)
{
	const struct watcher *watcher = &watch->watchers[cpu];
	ticks all = watch->together - watch->released, shift = cpu == 0 ? all : all / 2;
	size_t count = 0;

	for (unsigned int i = 0; i < watcher->kept; i++) {
		ticks since = watcher->gaps[i].begin - watcher->began + shift;

		if (since >= all)
			gaps[count++] = (struct clock_gap){(int64_t)(watch->released + since),
							   watcher->gaps[i].span, cpu};
	}
	return count;
}

static size_t gather(struct gaps_sum *sum, struct clock_gap *gaps, ticks bound)
{
	size_t count = 0;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		size_t placed = place_gaps(&sum->watch, cpu, &gaps[count]);

		sum->record.unplaced += sum->watch.watchers[cpu].kept - placed;
		count += gaps_join(&gaps[count], placed, bound);
	}
	return count;
}

static enum status take_window(struct gaps_sum *sum, uint64_t microseconds)
{
	enum status status = watch_window(&sum->watch, microseconds);
	struct clock_gap *gaps = sum->run->scratch;
	ticks bound;
	size_t count;

	if (status != STATUS_OK)
		return status;
	bound = (sum->watch.together - sum->watch.released) / 2 + 1;
	count = gather(sum, gaps, bound);
	sum->record.windows++;
	if (bound > clock_from_us(wait_clock, microseconds) / WINDOW_PER_BOUND) {
		sum->record.unplaced += count; /* anything could be at one time with anything */
		if (!sum->compared)
			sum->bound = bound;
		return STATUS_OK;
	}
	if (bound > sum->bound || !sum->compared)
		sum->bound = bound;
	sum->compared = true;
	gaps_merge(gaps, count, bound, sum->run->counts, sum->run->machine->possible_count,
		   take_event, sum);
	return STATUS_OK;
}

/* What was watched until the cores did not come together counts. */
static enum status take_windows(struct gaps_sum *sum)
{
	bool asked = sum->run->machine->options.iterations;
	struct deadline deadline = budget_take(sum->run, 2);
	enum status status;

	do {
		status = take_window(sum, asked ? WINDOW_SHORT_US : WINDOW_US);
		budget_breathe(sum->run);
	} while (status == STATUS_OK && !asked && !deadline_passed(deadline));
	return status == STATUS_BUSY && sum->record.windows ? STATUS_OK : status;
}

/* ---- telling ---- */

static nanoseconds to_ns(const struct gaps_sum *sum, ticks span)
{
	return clock_to_ns(&sum->run->machine->clock, span);
}

static void tell_core(struct gaps_sum *sum, cpu_index cpu)
{
	const struct watcher *w = &sum->watch.watchers[cpu];
	struct record record = {
		.kind = RECORD_GAPS_CORE,
		.gaps_core = {.cpu = cpu,
			      .count = w->count,
			      .longest = to_ns(sum, w->longest),
			      .longest_at =
				      w->count ? to_ns(sum, w->longest_at - sum->run->began) : 0,
			      .stolen = to_ns(sum, w->stolen),
			      .watched = to_ns(sum, w->watched),
			      .counts_smi = w->counts_smi,
			      .smi_seen = w->smi_now - w->smi_before,
			      .smi_total = w->smi_now}};

	report_emit(sum->run->machine->report, &record);
}

/* Of all cores: the worst of each. */
static void add_core(struct gaps_sum *sum, cpu_index cpu)
{
	const struct watcher *w = &sum->watch.watchers[cpu];
	struct record_gaps *record = &sum->record;
	uint32_t seen = w->smi_now - w->smi_before;

	record->unplaced += w->unkept;
	if (to_ns(sum, w->longest) > record->longest || record->longest_cpu == CPU_NONE) {
		record->longest = to_ns(sum, w->longest);
		record->longest_cpu = cpu;
	}
	if (to_ns(sum, w->stolen) > record->stolen || record->stolen_cpu == CPU_NONE) {
		record->stolen = to_ns(sum, w->stolen);
		record->stolen_cpu = cpu;
		record->stolen_of = to_ns(sum, w->watched);
	}
	if (w->counts_smi) {
		record->counts_smi = true;
		if (seen > record->smi_seen)
			record->smi_seen = seen;
		if (w->smi_now > record->smi_total)
			record->smi_total = w->smi_now;
	}
}

static void tell_all(struct gaps_sum *sum)
{
	struct record_gaps *gaps = &sum->record;
	struct record record = {.kind = RECORD_GAPS};

	gaps->watched = to_ns(sum, sum->watch.watchers[0].watched);
	gaps->loop = to_ns(sum, sum->loop);
	gaps->threshold = to_ns(sum, sum->watch.threshold);
	gaps->bound = to_ns(sum, sum->bound);
	gaps->turns = sum->run->machine->yields;
	gaps->worst_count = sum->worst.count;
	for (unsigned int i = 0; i < sum->worst.count; i++) {
		const struct gap_event *event = &sum->worst.events[i];

		gaps->worst[i] = (struct record_gaps_event){
			to_ns(sum, (ticks)event->begin - sum->run->began), to_ns(sum, event->least),
			to_ns(sum, event->most)};
	}
	record.gaps = *gaps;
	report_emit(sum->run->machine->report, &record);
	sum->run->measured++;
	if (gaps->smi_seen)
		report_broken(sum->run->machine->report, &rules[RULE_SMI],
			      "%llu system management interrupts in %llu ms, on the core with the "
			      "most; %llu since its reset",
			      (unsigned long long)gaps->smi_seen,
			      (unsigned long long)(gaps->watched / 1000000),
			      (unsigned long long)gaps->smi_total);
}

static const struct measurement alone = {
	.name = "gap.alone",
	.text = "gap on one core, while all others ran",
};
static const struct measurement all = {
	.name = "gap.all",
	.text = "gap on all cores at once, as long as on the core with the shortest",
};

static void tell(struct gaps_sum *sum)
{
	struct run *run = sum->run;
	cpu_index cpu;

	for_each_cpu (cpu, &cpu_online_mask) {
		tell_core(sum, cpu);
		add_core(sum, cpu);
	}
	tell_all(sum);
	if (run->hist[0].n && bench_wanted(&run->machine->options, alone.name))
		measure_emit(run, &alone, &run->hist[0]);
	if (run->hist[1].n && bench_wanted(&run->machine->options, all.name))
		measure_emit(run, &all, &run->hist[1]);
}

/* ---- the group ---- */

static enum status open_watch(struct gaps_sum *sum)
{
	struct watch *watch = &sum->watch;
	const struct machine *machine = sum->run->machine;
	unsigned int cores = num_online_cpus();
	enum status status;

	memset(watch->watchers, 0, machine->possible_count * sizeof(*watch->watchers));
	watch->gives_way = machine->yields;
	watch->kept_most = ROOM / cores < WATCH_KEPT ? ROOM / cores : WATCH_KEPT;
	hist_clear(&sum->run->hist[0]);
	hist_clear(&sum->run->hist[1]);
	status = read_counts(watch, read_before);
	if (status == STATUS_OK)
		status = watch_learn(watch, &sum->loop);
	watch->threshold = gaps_threshold(clock_from_us(&machine->clock, LEAST_GAP_US), sum->loop);
	return status;
}

/* A host with fewer processors may let cores wait for each other for long. */
static void tell_failure(const struct run *run, enum status status)
{
	struct report *report = run->machine->report;

	if (status == STATUS_BUSY)
		report_check(report, "gap.all", run->machine->yields ? VERDICT_SKIP : VERDICT_FAIL,
			     "the cores did not come together within %u ms, so nothing was watched",
			     WATCH_BARRIER_US / 1000);
	else
		report_check(report, "gap.all", VERDICT_FAIL,
			     "no answer from a core within %u ms, measurement abandoned",
			     SMP_DEADLINE_US / 1000);
}

static void run_gap(struct run *run)
{
	struct gaps_sum sum = {.run = run,
			       .watch = {.watchers = run->watchers},
			       .record = {.cpus = num_online_cpus(),
					  .longest_cpu = CPU_NONE,
					  .stolen_cpu = CPU_NONE}};
	enum status status;

	if (run->pass)
		return;
	status = open_watch(&sum);
	if (status == STATUS_OK)
		status = take_windows(&sum);
	if (status == STATUS_OK)
		status = read_counts(&sum.watch, read_after);
	if (status == STATUS_OK)
		tell(&sum);
	else
		tell_failure(run, status);
}

/* clang-format off */
static const struct benchmark benchmarks[] = {
	{"gap.alone", "ns", "time stolen from one core while the others ran",
	 "between two looks at the clock, of all cores that look at once; record gaps", 1,
	 BENCH_ALWAYS},
	{"gap.all", "ns", "time stolen from all cores at once: SMIs, or the host",
	 "gaps that overlap on all of them: the shortest; record gaps", 1, BENCH_ALWAYS},
};
/* clang-format on */
const struct bench_group bench_gap = {"gap", "watching for stolen time", benchmarks,
				      ARRAY_SIZE(benchmarks), run_gap};

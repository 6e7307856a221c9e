/* SPDX-License-Identifier: BSD-2-Clause */
/* All cores at once read their clocks under one lock: who comes later must not read less. */
#include "run.h"
#include "clock_offset.h"
#include "cpu.h"
#include "wait.h"

enum { WINDOW_US = 10000 };

static struct {
	/* acquire and release: who takes it sees what the one before has left */
	_Alignas(CACHE_LINE) _Atomic(bool) locked;
	/* all else is the holder's */
	ticks last;
	cpu_index last_cpu;
	uint64_t readings, passes; /* of which from one core to another */
	uint64_t warps;
	ticks largest;
	cpu_index ahead, behind; /* of the largest */
} watch;

static bool try_lock(void)
{
	return !atomic_load_explicit(&watch.locked, memory_order_relaxed) &&
	       !atomic_exchange_explicit(&watch.locked, true, memory_order_acquire);
}

static void note_reading(cpu_index self)
{
	ticks before = watch.last, now = arch_clock_read();

	watch.last = now;
	watch.passes += watch.readings && watch.last_cpu != self;
	if (watch.readings++ && (int64_t)(now - before) < 0) {
		watch.warps++;
		if (before - now > watch.largest) {
			watch.largest = before - now;
			watch.ahead = watch.last_cpu;
			watch.behind = self;
		}
	}
	watch.last_cpu = self;
}

/* On each core, by its own clock. It gives way behind each reading, or it would take the lock again
   before another core has seen it open. */
static void watch_time(void *info)
{
	struct deadline deadline = deadline_in_us(WINDOW_US);
	cpu_index self = smp_processor_id();

	(void)info;
	while (!deadline_passed(deadline)) {
		if (try_lock()) {
			note_reading(self);
			atomic_store_explicit(&watch.locked, false, memory_order_release);
		}
		arch_relax();
	}
}

static void tell(struct run *run)
{
	struct report *report = run->machine->report;

	if (watch.warps)
		report_check(report, "clock.warp", VERDICT_FAIL,
			     "time went back at %llu of %llu readings that passed from core to "
			     "core, by %llu ticks (%llu ns) at most, from core %u to core %u",
			     (unsigned long long)watch.warps, (unsigned long long)watch.passes,
			     (unsigned long long)watch.largest,
			     (unsigned long long)clock_to_ns(&run->machine->clock, watch.largest),
			     watch.ahead, watch.behind);
	else
		report_check(report, "clock.warp", watch.passes ? VERDICT_PASS : VERDICT_SKIP,
			     "%llu readings of the clock by %u cores, %llu times by another core "
			     "than before: time never went back",
			     (unsigned long long)watch.readings, num_online_cpus(),
			     (unsigned long long)watch.passes);
}

void warp_check(struct run *run)
{
	watch.last_cpu = CPU_NONE;
	watch.readings = watch.passes = watch.warps = watch.largest = 0;
	if (on_each_cpu(watch_time, NULL, true) == STATUS_OK)
		tell(run);
	else
		report_check(run->machine->report, "clock.warp", VERDICT_FAIL,
			     "not every core ended its readings within %u ms",
			     SMP_DEADLINE_US / 1000);
}

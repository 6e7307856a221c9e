/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests on a machine of threads: each is a row, and runs in a process of its own. */
#ifndef MUSTER_SCENARIO_H
#define MUSTER_SCENARIO_H

#include "bringup.h"
#include "cpu.h"
#include "fake.h"
#include <stdio.h>
#include <string.h>

struct scenario {
	const char *name;
	void (*body)(const struct machine *machine); /* on the boot core, once the others are up */
	struct fake_setup setup;
	void (*arrange)(struct machine *machine); /* before the power is on: plans and faults */
	bool bare; /* body wakes the others itself: nothing has been done before it */
	void (*after)(int end_code); /* once the power is off: what arch_end() was told, else 0 */
	const void *context;
};

/* The context of the row that runs. */
const void *scenario_context(void);

/* What main() returns. */
int scenarios_run(const char *group, const struct scenario *rows, size_t count);
#define SCENARIOS_MAIN(rows)                                                                       \
	int main(void)                                                                             \
	{                                                                                          \
		return scenarios_run(__FILE__, (rows), ARRAY_SIZE(rows));                          \
	}

/* A row for CORES cores that idle in one way, and one for each way; behind body_ come more members.
 */
#define IDLE_ROW(name_, idle_, body_, ...)                                                         \
	{                                                                                          \
		.name = (name_), .body = (body_), .setup = {.cores = CORES, .idle = (idle_)},      \
		__VA_ARGS__                                                                        \
	}
#define IDLE_ROWS(name_, body_, ...)                                                               \
	IDLE_ROW(name_ ", halt", IDLE_HALT, body_, __VA_ARGS__),                                   \
		IDLE_ROW(name_ ", poll", IDLE_POLL, body_, __VA_ARGS__),                           \
		IDLE_ROW(name_ ", mwait", IDLE_MWAIT, body_, __VA_ARGS__)

/* On any core: says what was seen, and makes the test fail in the end. Each is its condition. */
#define expect(condition)	  expect_true((condition), #condition, __FILE__, __LINE__)
#define expect_number(seen, want) expect_equal((seen), (want), #seen, __FILE__, __LINE__)
#define expect_text(seen, want)	  expect_same((seen), (want), #seen, __FILE__, __LINE__)
bool expect_true(bool condition, const char *text, const char *file, int line);
bool expect_equal(uint64_t seen, uint64_t want, const char *text, const char *file, int line);
bool expect_same(const char *seen, const char *want, const char *text, const char *file, int line);

/* What the bring-up said. */
extern struct bringup up;
extern struct bringup_core up_cores[FAKE_CORES_MAX];
void open_boot_core(const struct machine *machine); /* all that is done before it */
void bring_up(const struct machine *machine);

/* On the boot core: lets time pass, and interrupts come, until *value is at least least. False
   when it is not within 10 s of the machine's time. */
bool await_count(const _Atomic(unsigned int) *value, unsigned int least);

/* The cores of a mask, of which each bit is one. */
struct cpumask mask_of(uint64_t bits);

/* None of the calling core's own slots is out. */
bool slots_free(void);

/* What a core holds that runs hold_here(): it stays until the boot core lets it go. */
struct gate {
	_Atomic(unsigned int) entered;
	_Atomic(bool) open;
};
void hold_here(void *gate);
void gate_open(struct gate *gate);

/* Interrupts of a kind that came to a core, by the count of what sent them. */
static inline unsigned int accepted(cpu_index cpu, enum ipi_kind kind)
{
	return atomic_load_explicit(&fake_core(cpu)->accepted[kind], memory_order_relaxed);
}

static inline unsigned int count_of(const _Atomic(unsigned int) *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

#endif

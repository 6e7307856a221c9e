/* SPDX-License-Identifier: BSD-2-Clause */
#include "scenario.h"
#include "wait.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { HANG_S = 120, AWAIT_US = 10000000, ROWS_MAX = 64, FAILURES_SHOWN = 20 };

struct bringup up;
struct bringup_core up_cores[FAKE_CORES_MAX];

static _Atomic(unsigned int) failures;
static const struct scenario *current;

const void *scenario_context(void)
{
	return current->context;
}

/* Counts a failure; true while there are not too many of them to print. */
static bool note_failure(void)
{
	return atomic_fetch_add_explicit(&failures, 1, memory_order_relaxed) < FAILURES_SHOWN;
}

bool expect_true(bool condition, const char *text, const char *file, int line)
{
	if (!condition && note_failure())
		fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
	return condition;
}

bool expect_equal(uint64_t seen, uint64_t want, const char *text, const char *file, int line)
{
	if (seen != want && note_failure())
		fprintf(stderr, "%s:%d: %s is %llu, not %llu\n", file, line, text,
			(unsigned long long)seen, (unsigned long long)want);
	return seen == want;
}

bool expect_same(const char *seen, const char *want, const char *text, const char *file, int line)
{
	bool same = strcmp(seen, want) == 0;

	if (!same && note_failure())
		fprintf(stderr, "%s:%d: %s is '%s', not '%s'\n", file, line, text, seen, want);
	return same;
}

void open_boot_core(const struct machine *machine)
{
	wait_open(&machine->clock);
	arch_boot_core_open(machine);
	cpu_open(machine);
	arch_irq_enable();
}

void bring_up(const struct machine *machine)
{
	open_boot_core(machine);
	bringup_run(&up, machine, up_cores);
}

bool await_count(const _Atomic(unsigned int) *value, unsigned int least)
{
	struct deadline deadline = deadline_in_us(AWAIT_US);

	while (atomic_load_explicit(value, memory_order_acquire) < least) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

struct cpumask mask_of(uint64_t bits)
{
	return (struct cpumask){.words = {bits}};
}

bool slots_free(void)
{
	const struct percpu *self = arch_this_percpu();
	unsigned int out = 0;

	for (unsigned int i = 0; i < SINGLE_SLOTS; i++)
		out += csd_busy(&self->singles[i]);
	for (unsigned int i = 0; i < WAITED_SLOTS; i++)
		out += csd_busy(&self->waited[i]);
	return !out;
}

void hold_here(void *gate_)
{
	struct gate *gate = gate_;

	atomic_fetch_add_explicit(&gate->entered, 1, memory_order_release);
	while (!atomic_load_explicit(&gate->open, memory_order_acquire)) /* the test opens it */
		arch_relax();
}

void gate_open(struct gate *gate)
{
	atomic_store_explicit(&gate->open, true, memory_order_release);
	fake_stir();
}

/* ---- one process for each row: what smp/ keeps in statics is fresh, and a hang ends ---- */

static void boot(const struct machine *machine)
{
	if (!current->bare)
		bring_up(machine);
	current->body(machine);
}

static _Noreturn void run_child(void)
{
	struct machine *machine;
	int end_code;

	alarm(HANG_S);
	machine = fake_machine(&current->setup);
	if (current->arrange)
		current->arrange(machine);
	end_code = fake_power_on(boot);
	if (current->after)
		current->after(end_code);
	exit(atomic_load(&failures) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void run_row(void **state)
{
	pid_t child;
	int end;

	current = *state;
	fflush(NULL);
	child = fork();
	if (child == 0)
		run_child();
	assert_int_equal(waitpid(child, &end, 0), child);
	if (WIFSIGNALED(end))
		fail_msg("'%s' ended by signal %d%s", current->name, WTERMSIG(end),
			 WTERMSIG(end) == SIGALRM ? ": it hangs" : "");
	if (WEXITSTATUS(end))
		fail_msg("'%s' ended with %d", current->name, WEXITSTATUS(end));
}

int scenarios_run(const char *group, const struct scenario *rows, size_t count)
{
	struct CMUnitTest tests[ROWS_MAX] = {{0}};

	if (count > ROWS_MAX)
		return EXIT_FAILURE;
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){.name = rows[i].name,
					       .test_func = run_row,
					       .initial_state = (void *)&rows[i]};
	return _cmocka_run_group_tests(group, tests, count, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Core 1 goes, comes, or both, and others send to it. */
#include "machine.h"
#include "bringup.h"
#include "hotplug.h"
#include "irq_work.h"

static struct bringup bringup;
static struct bringup_core bringup_cores[MODEL_CORES];

static bool may_be_lost;

/* FAULT: it was reset before it had run the call. */
static bool is_fit(enum status status)
{
	return status == STATUS_OK || status == STATUS_OFFLINE ||
	       (status == STATUS_FAULT && may_be_lost);
}

/* ---- the end of a core, by itself ---- */

static void die(void)
{
	arch_irq_disable();
	cpu_die(arch_this_percpu());
}

static void send(void)
{
	model_check(is_fit(letter_send(1, false)));
}

static void send_two(void)
{
	send();
	send();
}

static void wait(void)
{
	model_check(is_fit(letter_send(1, true)));
}

static void many(void)
{
	model_check(is_fit(letter_send_many(true)));
}

static void tree(void)
{
	call_use_tree(true);
}

/* ---- other work for a core that dies ---- */

static struct irq_work work;
static enum status work_status;
static unsigned int work_runs;

static void run_work(struct irq_work *self)
{
	model_check(self == &work && smp_processor_id() == 1);
	work_runs++;
}

static void queue_work(void)
{
	work.func = run_work;
	work_status = irq_work_queue_on(&work, 1);
	model_check(is_fit(work_status));
}

static void check_work(void)
{
	model_check(work_runs == (work_status == STATUS_OK) && !irq_work_pending(&work));
}

/* ---- by the boot core ---- */

/* No core is started: it only remembers the books. */
static void open_books(void)
{
	bringup_run(&bringup, machine_get(), bringup_cores);
}

static void expect_loss(void)
{
	open_books();
	may_be_lost = true;
}

static void down(void)
{
	model_check(cpu_down(1, CPUHP_OFFLINE).status == STATUS_OK);
	model_check(cpu_state(1) == CPU_OFFLINE);
}

static void up(void)
{
	model_check(cpu_up(1, CPUHP_ONLINE).status == STATUS_OK);
	model_check(cpu_online(1));
}

static _Atomic(bool) hangs;

static void read_and_hang(void *info)
{
	letter_read(info);
	atomic_store(&hangs, true);
	while (atomic_load(&hangs)) /* endless: so it is */
		arch_relax();
}

static void wait_for_hanging(void)
{
	model_check(letter_send_with(read_and_hang, 1, true) == STATUS_FAULT);
}

static void take_out(void)
{
	while (!atomic_load(&hangs))
		arch_relax();
	cpu_take_out(1);
	model_check(cpu_state(1) == CPU_STOPPED);
}

static void send_and_down(void)
{
	send();
	down();
}

static void down_and_up(void)
{
	down();
	up();
	model_check(letter_send(1, true) == STATUS_OK);
}

/* For a core that dies by itself: the way there and back without workers. */
static void bury_and_wake(void)
{
	model_check(bringup_bury(1) == STATUS_OK);
	model_check(bringup_one(1) == STATUS_OK);
}

/* ---- the first time ---- */

static bool is_coming(void)
{
	return cpu_state(1) <= CPU_STARTING;
}

/* Time may pass at any moment of the first attempt until the core is online: it comes early, late,
   or in the second. */
static bool in_first_attempt(unsigned int core)
{
	return core == 0 && bringup_cores[1].attempts == 1 && is_coming();
}

/* The same of the second: it may never come. */
static bool in_any_attempt(unsigned int core)
{
	return core == 0 && is_coming();
}

static void lose_first_starts(void)
{
	expect_loss();
	machine_lose_starts(2);
}

static void wake(void)
{
	if (bringup_one(1) == STATUS_OK)
		model_check(letter_send(1, true) == STATUS_OK);
	else
		model_check(cpu_state(1) == CPU_FAILED && letter_send(1, true) == STATUS_OFFLINE);
}

#define CALLS(title, count, most, ...)                                                             \
	{                                                                                          \
		.name = title, .cores = count, .bound = most, .scripts = {__VA_ARGS__},            \
		.check = letters_check                                                             \
	}
#define BOOT(title, count, most, ...)                                                              \
	{                                                                                          \
		.name = title, .cores = count, .bound = most, .setup = open_books, .resets = true, \
		.scripts = {__VA_ARGS__}, .check = letters_check                                   \
	}

const struct model_row rows_hotplug[] = {
	CALLS("it dies, a call", 2, 0, send, die),
	CALLS("it dies, two calls", 2, 0, send_two, die),
	CALLS("it dies, a call waited for", 2, 0, wait, die),
	CALLS("it dies, many", 2, 0, many, die),
	{.name = "it dies, many by tree",
	 .cores = 3,
	 .setup = tree,
	 .scripts = {many, die},
	 .check = letters_check},
	{.name = "it dies, an irq_work",
	 .cores = 2,
	 .scripts = {queue_work, die},
	 .check = check_work},
	CALLS("it dies, two senders", 3, 0, send, die, send),
	CALLS("it dies, two senders wait", 3, 0, wait, die, wait),
	CALLS("it dies, many and single", 3, 2, many, die, wait),
	BOOT("down", 2, 0, down),
	BOOT("a call, then down", 2, 2, send_and_down),
	BOOT("down, a sender waits", 3, 1, down, NULL, wait),
	BOOT("down, a sender", 3, 1, down, NULL, send),
	BOOT("hangs, is taken out", 3, 0, take_out, NULL, wait_for_hanging),
	BOOT("down and up", 2, 1, down_and_up),
	BOOT("dies and comes again", 2, 0, bury_and_wake, die),
	BOOT("dies and comes again, a sender", 3, 0, bury_and_wake, die, send),
	BOOT("dies and comes again, a sender waits", 3, 0, bury_and_wake, die, wait),
	BOOT("dies and comes again, many", 3, 1, bury_and_wake, die, many),
#define COMES(title, count, most, start, late, ...)                                                \
	{                                                                                          \
		.name = title, .cores = count, .bound = most, .setup = start, .resets = true,      \
		.wakes = 1 << 1, .impatient = late, .scripts = {__VA_ARGS__},                      \
		.check = letters_check                                                             \
	}
	COMES("comes early, late, or again", 2, 4, expect_loss, in_first_attempt, wake),
	COMES("comes late in its last attempt, or never", 2, 0, lose_first_starts, in_any_attempt,
	      wake),
	COMES("comes, a sender waits", 3, 2, expect_loss, in_first_attempt, wake, NULL, wait),
	COMES("comes never, a sender waits", 3, 2, lose_first_starts, in_any_attempt, wake, NULL,
	      wait),
	{.name = NULL},
};

/* SPDX-License-Identifier: BSD-2-Clause */
/* Three cores; 1 is the target of 0 and 2 where nothing else is said. */
#include "machine.h"
#include "worker.h"

static void poll(void)
{
	machine_idle(IDLE_POLL);
}

static void mwait(void)
{
	machine_idle(IDLE_MWAIT);
}

static void broadcast(void)
{
	ipi_allow_broadcast(true);
}

static void send(void)
{
	model_check(letter_send(1, false) == STATUS_OK);
}

static void send_two(void)
{
	send();
	send();
}

static void wait(void)
{
	model_check(letter_send(1, true) == STATUS_OK);
}

static void wait_for_next(void)
{
	model_check(letter_send((smp_processor_id() + 1) % MODEL_CORES, true) == STATUS_OK);
}

static void many(void)
{
	model_check(letter_send_many(true) == STATUS_OK);
}

static void many_unwaited(void)
{
	model_check(letter_send_many(false) == STATUS_OK);
}

static void kick(void)
{
	worker_kick(1);
}

/* ---- a target that is lost in a call ---- */

static void read_and_fault(void *info)
{
	letter_read(info);
	cpu_fault(arch_this_percpu());
}

static void fault(void)
{
	model_check(letter_send_with(read_and_fault, 1, true) == STATUS_FAULT);
	model_check(cpu_next_faulted(0) == 1);
}

static bool is_fit(enum status status)
{
	return status == STATUS_OK || status == STATUS_FAULT || status == STATUS_OFFLINE;
}

static void wait_for_lost(void)
{
	model_check(is_fit(letter_send(1, true)));
}

/* Without waiting nobody is told what became of it: it is free again, that is all. */
static void send_to_lost(void)
{
	struct letter *letter = letter_new(1);

	model_check(is_fit(smp_call_function_single(1, letter_read, letter, false)));
	letter->status = STATUS_FAULT;
}

static void many_to_lost(void)
{
	model_check(is_fit(letter_send_many(true)));
}

#define CALLS(title, most, setting, ...)                                                           \
	{                                                                                          \
		.name = title, .cores = 3, .bound = most, .setup = setting,                        \
		.scripts = {__VA_ARGS__}, .check = letters_check                                   \
	}

const struct model_row rows_three[] = {
	CALLS("two senders", 0, NULL, send, NULL, send),
	CALLS("two senders, one waits", 0, NULL, wait, NULL, send),
	CALLS("two senders, both wait", 0, NULL, wait, NULL, wait),
	CALLS("two senders of two calls", 3, NULL, send_two, NULL, send_two),
	CALLS("two senders, one waits, poll", 0, poll, wait, NULL, send),
	CALLS("two senders, one waits, mwait", 0, mwait, wait, NULL, send),
	CALLS("many and single", 0, NULL, many, NULL, wait),
	CALLS("many and single, not waited for", 0, NULL, many_unwaited, NULL, send),
	CALLS("many from two", 1, NULL, many, NULL, many),
	CALLS("many by broadcast, and one more", 0, broadcast, many, NULL, send),
	CALLS("a ring of three, each waits", 1, NULL, wait_for_next, wait_for_next, wait_for_next),
	CALLS("workers are kicked, a call, poll", 0, poll, kick, NULL, wait),
	CALLS("workers are kicked, a call, mwait", 0, mwait, kick, NULL, wait),
	CALLS("a fault while two wait", 0, NULL, fault, NULL, wait_for_lost),
	CALLS("a fault and a call", 0, NULL, fault, NULL, send_to_lost),
	CALLS("a fault and a call to many", 2, NULL, fault, NULL, many_to_lost),
	{.name = NULL},
};

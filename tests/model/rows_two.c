/* SPDX-License-Identifier: BSD-2-Clause */
/* Two cores. */
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

static void haltpoll(void)
{
	machine_idle(IDLE_HALTPOLL);
}

/* The one that idles: the time to poll is over at any turn. */
static bool idler_is_impatient(unsigned int core)
{
	return core == 1;
}

static void send(void)
{
	model_check(letter_send(1, false) == STATUS_OK);
}

static void send_and_wait(void)
{
	model_check(letter_send(1, true) == STATUS_OK);
}

static void send_two(void)
{
	send();
	send();
}

static void send_then_wait(void)
{
	send();
	send_and_wait();
}

/* The last one finds no slot free before the first was taken. */
static void send_five(void)
{
	for (unsigned int i = 0; i < LETTERS; i++)
		send();
}

static void answer_and_wait(void)
{
	model_check(letter_send(0, true) == STATUS_OK);
}

static void answer(void)
{
	model_check(letter_send(0, false) == STATUS_OK);
}

/* In interrupt context: what is sent is not waited for, and uses no slot that is. */
static void read_and_answer(void *info)
{
	letter_read(info);
	model_check(letter_send(1 - smp_processor_id(), false) == STATUS_OK);
}

static void send_for_an_answer(void)
{
	model_check(letter_send_with(read_and_answer, 1 - smp_processor_id(), false) == STATUS_OK);
}

static void send_for_an_answer_and_wait(void)
{
	model_check(letter_send_with(read_and_answer, 1, true) == STATUS_OK);
	send_and_wait();
}

/* ---- a csd of the sender's own ---- */

static struct call_single_data csd;
static unsigned int csd_runs[2];

/* Goes back to the other core while it runs on this one, three times in all. */
static void bounce(void *info)
{
	cpu_index self = smp_processor_id();

	csd_runs[self]++;
	model_check(info == &csd);
	if (csd_runs[0] + csd_runs[1] < 3)
		model_check(smp_call_function_single_async(1 - self, &csd) == STATUS_OK);
}

static void serve(void)
{
	csd.func = bounce;
	csd.info = &csd;
	model_check(smp_call_function_single_async(1, &csd) == STATUS_OK);
}

static void check_bounces(void)
{
	model_check(csd_runs[0] == 1 && csd_runs[1] == 2 && !csd_busy(&csd));
}

static void count_run(void *info)
{
	(void)info;
	csd_runs[smp_processor_id()]++;
}

/* Sent again as soon as it is free, at once or later. */
static void reuse(void)
{
	unsigned int accepted = 1;

	csd.func = count_run;
	model_check(smp_call_function_single_async(1, &csd) == STATUS_OK);
	accepted += smp_call_function_single_async(1, &csd) == STATUS_OK;
	while (csd_busy(&csd))
		arch_relax();
	if (accepted < 2)
		model_check(smp_call_function_single_async(1, &csd) == STATUS_OK);
}

static void check_reuse(void)
{
	model_check(csd_runs[1] == 2 && !csd_busy(&csd));
}

/* ---- many, workers ---- */

static void send_many(void)
{
	model_check(letter_send_many(true) == STATUS_OK);
}

static void send_many_thrice(void)
{
	model_check(letter_send_many(false) == STATUS_OK);
	model_check(letter_send_many(true) == STATUS_OK);
	model_check(letter_send_many(false) == STATUS_OK);
}

/* The target stops watching its queue for its workers, and watches it again. */
static void kick_and_send(void)
{
	worker_kick(1);
	send_and_wait();
}

static void kick_and_send_two(void)
{
	send();
	worker_kick(1);
	send();
}

#define CALLS(title, most, setting, ...)                                                           \
	{                                                                                          \
		.name = title, .cores = 2, .bound = most, .setup = setting,                        \
		.scripts = {__VA_ARGS__}, .check = letters_check                                   \
	}

#define HALTPOLL_CALLS(title, ...)                                                                 \
	{                                                                                          \
		.name = title ", haltpoll", .cores = 2, .setup = haltpoll,                         \
		.impatient = idler_is_impatient, .scripts = {__VA_ARGS__}, .check = letters_check  \
	}

const struct model_row rows_two[] = {
	CALLS("one call, waited for", 0, NULL, send_and_wait),
	CALLS("one call, waited for, poll", 0, poll, send_and_wait),
	CALLS("one call, waited for, mwait", 0, mwait, send_and_wait),
	HALTPOLL_CALLS("one call, waited for", send_and_wait),
	CALLS("two calls", 0, NULL, send_two),
	CALLS("two calls, poll", 0, poll, send_two),
	CALLS("two calls, mwait", 0, mwait, send_two),
	HALTPOLL_CALLS("two calls", send_two),
	HALTPOLL_CALLS("a call, then one waited for", send_then_wait),
	CALLS("a call, then one waited for", 0, NULL, send_then_wait),
	CALLS("five calls, four slots", 4, NULL, send_five),
	CALLS("each waits for the other", 0, NULL, send_and_wait, answer_and_wait),
	CALLS("one waits, the other does not", 0, NULL, send_and_wait, answer),
	CALLS("a call is answered", 0, NULL, send_for_an_answer),
	CALLS("waited calls are answered", 0, NULL, send_for_an_answer_and_wait),
	CALLS("an answer, sent while a call is waited for", 0, NULL, send_and_wait,
	      send_for_an_answer),
	CALLS("many, waited for", 0, NULL, send_many),
	CALLS("many, again and again", 0, NULL, send_many_thrice),
	CALLS("many, from both", 0, NULL, send_many, send_many),
	CALLS("workers, then a call, poll", 0, poll, kick_and_send),
	HALTPOLL_CALLS("workers, then a call", kick_and_send),
	CALLS("workers between two calls, mwait", 0, mwait, kick_and_send_two),
	CALLS("workers between two calls", 0, NULL, kick_and_send_two),
	{.name = "a csd goes to and fro", .cores = 2, .scripts = {serve}, .check = check_bounces},
	{.name = "a csd again when it is free",
	 .cores = 2,
	 .scripts = {reuse},
	 .check = check_reuse},
	{.name = NULL},
};

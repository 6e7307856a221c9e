/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls that are counted. Compiled as what is tested: that it sees a letter's effect is watched. */
#include "machine.h"

static struct letter letters[MODEL_CORES][LETTERS];
static unsigned int written[MODEL_CORES];
static unsigned int last_read[MODEL_CORES][MODEL_CORES]; /* by, from */

struct letter *letter_new(cpu_index to)
{
	cpu_index self = smp_processor_id();
	struct letter *letter;

	model_check(written[self] < LETTERS);
	letter = &letters[self][written[self]++];
	letter->from = self;
	letter->number = arch_this_percpu()->in_interrupt ? 0 : written[self];
	cpumask_set(&letter->targets, to);
	return letter;
}

void letter_read(void *info)
{
	struct letter *letter = info;
	cpu_index self = smp_processor_id();

	letter->runs[self]++;
	if (!letter->number)
		return;
	model_check(last_read[self][letter->from] < letter->number);
	last_read[self][letter->from] = letter->number;
}

enum status letter_send_with(smp_call_func func, cpu_index to, bool wait)
{
	struct letter *letter = letter_new(to);

	letter->status = smp_call_function_single(to, func, letter, wait);
	if (wait && letter->status == STATUS_OK)
		model_check(letter->runs[to] == 1);
	return letter->status;
}

enum status letter_send(cpu_index to, bool wait)
{
	return letter_send_with(letter_read, to, wait);
}

enum status letter_send_many(bool wait)
{
	struct letter *letter = letter_new(CPU_NONE);

	letter->status = smp_call_function(letter_read, letter, wait);
	letter->targets = arch_this_percpu()->many.targets;
	for (cpu_index cpu = 0; cpu < MODEL_CORES; cpu++)
		if (wait && letter->status == STATUS_OK)
			model_check(letter->runs[cpu] == cpumask_test(&letter->targets, cpu));
	return letter->status;
}

static void check_letter(const struct letter *letter)
{
	for (cpu_index cpu = 0; cpu < MODEL_CORES; cpu++) {
		unsigned int wanted = cpumask_test(&letter->targets, cpu);

		if (letter->status == STATUS_FAULT)
			model_check(letter->runs[cpu] <= wanted);
		else if (letter->status == STATUS_OK)
			model_check(letter->runs[cpu] == wanted);
		else
			model_check(letter->runs[cpu] == 0);
	}
}

void letters_check(void)
{
	for (cpu_index from = 0; from < MODEL_CORES; from++)
		for (unsigned int i = 0; i < written[from]; i++)
			check_letter(&letters[from][i]);
}

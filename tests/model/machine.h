/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine that the rows run on, and what they have in common. */
#ifndef MUSTER_MODEL_MACHINE_H
#define MUSTER_MODEL_MACHINE_H

#include "model.h"
#include "call.h"
#include "cpu.h"
#include "idle.h"
#include "ipi.h"
#include "smp.h"
#include "wait.h"

/* ---- for setups: all cores are online and idle=halt, unless they say otherwise ---- */

void machine_idle(enum idle_kind kind);
const struct machine *machine_get(void);

/* ---- waking: between arch.c and wake.c ---- */

void machine_reset(cpu_index cpu);
void machine_start(cpu_index cpu);	      /* lost, when it does not wait for one */
void machine_lose_starts(unsigned int count); /* the next ones */
_Noreturn void machine_come(cpu_index self);

/* ---- letters: calls that are counted ---- */

enum { LETTERS = 5 };

struct letter {
	cpu_index from;
	unsigned int number; /* of this sender's, from 1; 0: from an interrupt, which has no place
				in the order */
	unsigned int runs[MODEL_CORES];
	struct cpumask targets;
	enum status status;
};

/* Calls with the next letter of the calling core. The function counts its run on the core that it
   is on, and sees to the order. When a call is waited for, its effect is looked for. */
enum status letter_send(cpu_index to, bool wait);
enum status letter_send_many(bool wait); /* to all others */
enum status letter_send_with(smp_call_func func, cpu_index to, bool wait);

/* What such a func does first. */
void letter_read(void *letter);

/* The next letter, to be sent by other means. */
struct letter *letter_new(cpu_index to);

/* At the end: what was taken has run once on each target, what was refused nowhere, and what its
   target was lost with at most once. */
void letters_check(void);

extern const struct model_row rows_two[], rows_three[], rows_hotplug[];

#endif

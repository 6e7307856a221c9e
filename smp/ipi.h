/* SPDX-License-Identifier: BSD-2-Clause */
/* Inter-processor interrupts: sent here, arrived here. */
#ifndef MUSTER_IPI_H
#define MUSTER_IPI_H

#include "options.h"
#include "percpu.h"

static inline void ipi_send_from(struct percpu *self, const struct percpu *target,
				 enum ipi_kind kind)
{
	counter_add(&self->sent[kind], 1);
	arch_ipi_send(target, kind);
}

static inline void ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	ipi_send_from(arch_this_percpu(), target, kind);
}

/* To each member; one broadcast where that reaches the same cores. The calling core is no member.
 */
void ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind);

/* On the boot core, when all that are online answer: how interrupts are sent from now on.
   STATUS_UNSUPPORTED: this machine cannot, or has too many cores for it; nothing changed.
   Else, when a core did not answer or does not hear: all are sent to by their ids. */
enum status ipi_choose(enum ipi_choice choice);
enum ipi_choice ipi_chosen(void);
const char *ipi_choice_name(enum ipi_choice choice);

/* Broadcasts are allowed: every core that could hear one is online. */
void ipi_allow_broadcast(bool allowed);
bool ipi_may_broadcast(void);

/* From the architecture, interrupts off, already acknowledged to the controller. */
void ipi_handle(enum ipi_kind kind);

/* Of the last interrupt of arch_extras.send_end(); whoever sends it sets it to IPI_END_NONE before.
 */
#define IPI_END_NONE UINT64_MAX
extern _Atomic(ticks) ipi_end_span;

/* An interrupt that the controller did not take (it stayed busy). */
void ipi_note_unsent(void);
unsigned int ipi_unsent_count(void);

const char *ipi_name(enum ipi_kind kind);

#endif

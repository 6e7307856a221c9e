/* SPDX-License-Identifier: BSD-2-Clause */
/* Inter-processor interrupts: sent here, arrived here. */
#ifndef MUSTER_IPI_H
#define MUSTER_IPI_H

#include "arch.h"

void ipi_send(cpu_index cpu, enum ipi_kind kind);

/* To each member; one broadcast where that reaches the same cores. The calling core is no member.
 */
void ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind);

/* Broadcasts are allowed: every core that could hear one is online. Set by the bring-up. */
void ipi_allow_broadcast(bool allowed);
bool ipi_may_broadcast(void);

/* From the architecture, interrupts off, already acknowledged to the controller. */
void ipi_handle(enum ipi_kind kind);

/* The same for an NMI. False: nobody awaited it. */
bool ipi_handle_nmi(void);

/* An interrupt that the controller did not take (it stayed busy). CPU_NONE: a broadcast. */
void ipi_note_unsent(cpu_index cpu);
unsigned int ipi_unsent_count(void);

const char *ipi_name(enum ipi_kind kind);

#endif

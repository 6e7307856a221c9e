/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts that cannot be masked: to measure, to see where a core is, and to stop it there. */
#ifndef MUSTER_NMI_H
#define MUSTER_NMI_H

#include "percpu.h"

/* To an online core, where arch_has_nmi(). kind is one of those that are not maskable. */
void nmi_send(struct percpu *target, enum ipi_kind kind);

/* Where the core is: *ret_where as its NMI handler saw it. STATUS_TIMEOUT: it did not answer in
   100 ms; STATUS_UNSUPPORTED: !arch_has_nmi(). */
enum status nmi_backtrace(struct percpu *target, struct record_fault *ret_where);

/* Saves its registers and parks it, as STOPPED. STATUS_TIMEOUT as above. */
enum status nmi_crash_stop(struct percpu *target);

/* From the architecture, in the handler: what was asked for, as bits of enum ipi_kind, and where
   the registers go. */
uint32_t nmi_take_requests(struct percpu *self);
struct record_fault *nmi_snapshot(struct percpu *self);

/* The same, once the registers are saved. Requests of 0: nobody here sent it, it is counted. */
void nmi_handle(struct percpu *self, uint32_t requests);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt vectors, for C and assembly. IPIs lie in the highest priority class (SDM 3A 11.8.3). */
#ifndef MUSTER_X86_VECTORS_H
#define MUSTER_X86_VECTORS_H

#define VECTOR_DOUBLE_FAULT  8
#define VECTOR_NMI	     2
#define VECTOR_PAGE_FAULT    14
#define VECTOR_MACHINE_CHECK 18

/* VECTOR_IPI + enum ipi_kind, for those that can be masked */
#define VECTOR_IPI	     0xF0
#define VECTOR_IPI_END	     0xF8

#define VECTOR_UNUSED	     0x41 /* for those who want to see what becomes of one */
#define VECTOR_END	     0x51 /* there for its end alone, which is timed */
#define VECTOR_TIMER	     0xEF /* below them: a tick may wait */

#define VECTOR_SPURIOUS	     0xFF /* its low four bits are ones on every APIC (SDM 3A 11.9) */

#endif

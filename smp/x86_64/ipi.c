/* SPDX-License-Identifier: BSD-2-Clause */
#include "apic.h"
#include "core.h"
#include "ipi.h"
#include "vectors.h"

_Static_assert(VECTOR_IPI_END - VECTOR_IPI == IPI_NMI, "a vector for each maskable kind");

static uint32_t ipi_command(enum ipi_kind kind)
{
	return kind == IPI_NMI ? ICR_NMI | ICR_ASSERT
			       : ICR_FIXED | ICR_ASSERT | (VECTOR_IPI + kind);
}

void arch_ipi_send(cpu_index cpu, enum ipi_kind kind)
{
	if (apic_icr_write((uint32_t)arch_percpu(cpu)->id.value, ipi_command(kind)) != STATUS_OK)
		ipi_note_unsent(cpu);
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	if (apic_icr_write(0, ipi_command(kind) | ICR_ALL_BUT_SELF) != STATUS_OK)
		ipi_note_unsent(CPU_NONE);
}

/* From entry.S, interrupts off. The EOI comes first, as the handler may park the core. */
void ipi_entry(enum ipi_kind kind);
void ipi_entry(enum ipi_kind kind)
{
	apic_eoi();
	ipi_handle(kind);
}

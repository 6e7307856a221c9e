/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts to others: one by one by their ids, or several at once by their logical addresses. */
#include "apic.h"
#include "core.h"
#include "ipi.h"
#include "vectors.h"

_Static_assert(VECTOR_IPI_END - VECTOR_IPI == IPI_MASKABLE_KINDS,
	       "a vector for each maskable kind");

enum { /* SDM 3A 11.6.2.2, 11.12.10.2 */
       FLAT_CORES = 8,
       XAPIC_CLUSTER_CORES = 4,
       XAPIC_CLUSTERS = 15, /* the 16th is a broadcast */
       XAPIC_CLUSTER_SHIFT = 4,
       X2APIC_CLUSTER_SHIFT = 16,
       X2APIC_MEMBERS = 16,
};

static enum ipi_route route, prepared;
static unsigned int possible;

void ipi_open(unsigned int possible_count)
{
	possible = possible_count;
}

static uint32_t ipi_command(enum ipi_kind kind)
{
	return kind >= IPI_MASKABLE_KINDS ? ICR_NMI | ICR_ASSERT
					  : ICR_FIXED | ICR_ASSERT | (VECTOR_IPI + kind);
}

/* ---- logical addresses ---- */

/* The x2APIC's are made from the ids by the hardware; the xAPIC's are ours, from the indexes. */
static uint32_t logical_address(const struct percpu *core, enum ipi_route by)
{
	uint32_t id = (uint32_t)core->id.value, index = core->index;

	if (apic_is_x2apic())
		return id / X2APIC_MEMBERS << X2APIC_CLUSTER_SHIFT | 1u << id % X2APIC_MEMBERS;
	if (by == ROUTE_FLAT)
		return 1u << index;
	return index / XAPIC_CLUSTER_CORES << XAPIC_CLUSTER_SHIFT |
	       1u << index % XAPIC_CLUSTER_CORES;
}

static uint32_t cluster_of(uint32_t address, enum ipi_route by)
{
	if (apic_is_x2apic())
		return address >> X2APIC_CLUSTER_SHIFT;
	return by == ROUTE_FLAT ? 0 : address >> XAPIC_CLUSTER_SHIFT;
}

bool arch_ipi_route_possible(enum ipi_route wanted)
{
	switch (wanted) {
	case ROUTE_PHYSICAL:
		return true;
	case ROUTE_FLAT:
		return !apic_is_x2apic() && possible <= FLAT_CORES;
	case ROUTE_CLUSTER:
		return apic_is_x2apic() || possible <= XAPIC_CLUSTERS * XAPIC_CLUSTER_CORES;
	default:
		return false;
	}
}

void arch_ipi_route_prepare(enum ipi_route wanted)
{
	prepared = wanted;
}

void arch_ipi_route_load(void)
{
	if (apic_is_x2apic() || prepared == ROUTE_PHYSICAL)
		return; /* read-only there, and not used here */
	apic_write(APIC_DFR, prepared == ROUTE_FLAT ? DFR_FLAT : DFR_CLUSTER);
	apic_write(APIC_LDR, logical_address(arch_this_percpu(), prepared) << LDR_SHIFT);
}

void arch_ipi_route_choose(enum ipi_route wanted)
{
	route = wanted;
}

/* ---- sending ---- */

static void send_to(uint32_t destination, uint32_t command, cpu_index cpu)
{
	if (apic_icr_write(destination, command) != STATUS_OK)
		ipi_note_unsent(cpu);
}

void arch_ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	if (route == ROUTE_PHYSICAL)
		send_to((uint32_t)target->id.value, ipi_command(kind), target->index);
	else
		send_to(logical_address(target, route), ipi_command(kind) | ICR_LOGICAL,
			target->index);
}

/* Members of one cluster that follow each other in the mask share a command. */
static void send_clusters(const struct cpumask *mask, uint32_t command)
{
	uint32_t pending = 0;
	cpu_index cpu;

	for_each_cpu (cpu, mask) {
		uint32_t address = logical_address(arch_percpu(cpu), route);

		if (pending && cluster_of(pending, route) != cluster_of(address, route)) {
			send_to(pending, command, cpu);
			pending = 0;
		}
		pending |= address;
	}
	if (pending)
		send_to(pending, command, CPU_NONE);
}

void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	cpu_index cpu;

	if (route != ROUTE_PHYSICAL) {
		send_clusters(mask, ipi_command(kind) | ICR_LOGICAL);
		return;
	}
	for_each_cpu (cpu, mask)
		arch_ipi_send(arch_percpu(cpu), kind);
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	send_to(0, ipi_command(kind) | ICR_ALL_BUT_SELF, CPU_NONE);
}

/* From entry.S, interrupts off. The EOI comes first, as the handler may park the core. */
void ipi_entry(enum ipi_kind kind);
void ipi_entry(enum ipi_kind kind)
{
	apic_eoi();
	ipi_handle(kind);
}

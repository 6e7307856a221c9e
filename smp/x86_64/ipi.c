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
static enum { BY_ID_NOT, BY_ID_XAPIC, BY_ID_X2APIC } by_id;
static unsigned int possible;

void ipi_open(unsigned int possible_count)
{
	possible = possible_count;
	arch_ipi_route_choose(ROUTE_PHYSICAL);
}

#define COMMAND(kind) [kind] = ICR_FIXED | ICR_ASSERT | (VECTOR_IPI + (kind))
static const uint32_t commands[IPI_KINDS] = {
	COMMAND(IPI_RESCHEDULE),
	COMMAND(IPI_CALL_FUNC),
	COMMAND(IPI_CALL_FUNC_SINGLE),
	COMMAND(IPI_CPU_STOP),
	COMMAND(IPI_TIMER),
	COMMAND(IPI_IRQ_WORK),
	COMMAND(IPI_WAKEUP),
	COMMAND(IPI_PING),
	[IPI_CPU_CRASH_STOP] = ICR_NMI | ICR_ASSERT,
	[IPI_CPU_BACKTRACE] = ICR_NMI | ICR_ASSERT,
	[IPI_NMI_PING] = ICR_NMI | ICR_ASSERT,
};
#undef COMMAND

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
	by_id = wanted != ROUTE_PHYSICAL ? BY_ID_NOT
		: apic_is_x2apic()	 ? BY_ID_X2APIC
					 : BY_ID_XAPIC;
}

/* ---- sending ---- */

static void send_to(uint32_t destination, uint32_t command)
{
	if (apic_icr_write(destination, command) != STATUS_OK)
		ipi_note_unsent();
}

static __attribute__((noinline)) void send_otherwise(const struct percpu *target,
						     enum ipi_kind kind)
{
	if (route == ROUTE_PHYSICAL)
		send_to((uint32_t)target->id.value, commands[kind]);
	else
		send_to(logical_address(target, route), commands[kind] | ICR_LOGICAL);
}

static volatile uint32_t *icr(enum apic_register half)
{
	return (volatile uint32_t *)(uintptr_t)(apic_mode.base + half);
}

/* False: one is still pending. */
static inline bool send_xapic(const struct percpu *target, enum ipi_kind kind)
{
	irq_flags flags = arch_irq_save();
	bool free = !(*icr(APIC_ICR_LOW) & ICR_PENDING);

	if (free) {
		*icr(APIC_ICR_HIGH) = (uint32_t)target->id.value << XAPIC_ID_SHIFT;
		*icr(APIC_ICR_LOW) = commands[kind];
	}
	arch_irq_restore(flags);
	return free;
}

/* To whom stands in the command. */
static inline bool command_xapic(uint32_t command)
{
	irq_flags flags = arch_irq_save();
	bool free = !(*icr(APIC_ICR_LOW) & ICR_PENDING);

	if (free)
		*icr(APIC_ICR_LOW) = command;
	arch_irq_restore(flags);
	return free;
}

/* The usual ways by themselves, without calls: by the id, and nothing is pending. */
void arch_ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	if (by_id == BY_ID_XAPIC && send_xapic(target, kind))
		return;
	if (by_id == BY_ID_X2APIC)
		x2apic_icr_write((uint32_t)target->id.value, commands[kind]);
	else
		send_otherwise(target, kind);
}

/* Members of one cluster that follow each other in the mask share a command. */
static void send_clusters(const struct cpumask *mask, uint32_t command)
{
	uint32_t pending = 0;
	cpu_index cpu;

	for_each_cpu (cpu, mask) {
		uint32_t address = logical_address(arch_percpu(cpu), route);

		if (pending && cluster_of(pending, route) != cluster_of(address, route)) {
			send_to(pending, command);
			pending = 0;
		}
		pending |= address;
	}
	if (pending)
		send_to(pending, command);
}

void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	cpu_index cpu;

	if (route != ROUTE_PHYSICAL) {
		send_clusters(mask, commands[kind] | ICR_LOGICAL);
		return;
	}
	for_each_cpu (cpu, mask)
		arch_ipi_send(arch_percpu(cpu), kind);
}

/* As arch_ipi_send(): the usual ways by themselves. */
void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	uint32_t command = commands[kind] | ICR_ALL_BUT_SELF;

	if (by_id == BY_ID_XAPIC && command_xapic(command))
		return;
	if (by_id == BY_ID_X2APIC)
		x2apic_icr_write(0, command);
	else
		send_to(0, command);
}

bool arch_has_nmi(void)
{
	return true;
}

/* From entry.S, interrupts off. The EOI comes first, as the handler may park the core. */
void ipi_entry(enum ipi_kind kind);
void ipi_entry(enum ipi_kind kind)
{
	apic_eoi();
	ipi_handle(kind);
}

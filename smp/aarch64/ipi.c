/* SPDX-License-Identifier: BSD-2-Clause */
/* Software-generated interrupts. One command does for all targets that differ in the same bits:
   those of a GICv3's cluster of 16, all of a GICv2. */
#include "ipi.h"
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic_aarch64.h"

bool arch_ipi_route_possible(enum ipi_route route)
{
	return route == ROUTE_PHYSICAL;
}

void arch_ipi_route_prepare(enum ipi_route route)
{
	(void)route;
}

void arch_ipi_route_load(void)
{
}

void arch_ipi_route_choose(enum ipi_route route)
{
	(void)route;
}

/* What an interrupt tells of is seen before it. DMB would not do: the command is no access to
   memory (IHI 0069H 12.1.6), or, of a GICv2, has effects beyond it. */
static inline void publish(void)
{
	dsb(ishst);
}

/* ISB: it has left before whatever follows, be that a sleep. */
static inline void command(uint64_t target, unsigned int intid)
{
	if (!gic.v3) {
		arch_mmio_write32(gic.is->distributor + GICD_SGIR, (uint32_t)target | intid);
		return;
	}
	target |= (uint64_t)intid << SGI1R_INTID_SHIFT;
	if (intid - IPI_MASKABLE_KINDS < IPI_KINDS - IPI_MASKABLE_KINDS)
		sysreg_write(ICC_SGI0R_EL1, target);
	else
		sysreg_write(ICC_SGI1R_EL1, target);
	isb();
}

void arch_ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	publish();
	command(gic_core_of(target)->target, kind);
}

void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	uint64_t pending = 0;
	cpu_index cpu;

	publish();
	for_each_cpu (cpu, mask) {
		uint64_t target = gic_core_of(arch_percpu(cpu))->target;

		if (pending && (pending ^ target) & ~gic.target_bits) {
			command(pending, kind);
			pending = 0;
		}
		pending |= target;
	}
	if (pending)
		command(pending, kind);
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	publish();
	command(gic.v3 ? 1ull << SGI1R_ALL_BUT_SELF_SHIFT : SGIR_ALL_BUT_SELF, kind);
}

void ipi_send_self(unsigned int intid)
{
	publish();
	command(gic.v3 ? gic_core_of(arch_this_percpu())->target : SGIR_SELF, intid);
}

static void send_end(void)
{
	ipi_send_self(INTID_END);
}

const struct arch_extras arch_extras = {.send_end = send_end};

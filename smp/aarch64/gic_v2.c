/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2, Arm IHI 0048B: the distributor shows each core its own first 32 interrupts. */
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic.h"

static void gicc_write(unsigned int at, uint32_t value)
{
	arch_mmio_write32(gic.is->cpu_interface + at, value);
}

void gic_v2_open(void)
{
	gic.target_bits = SGIR_TARGETS;
	arch_mmio_write32(gic.is->distributor + GICD_CTLR, 0);
	gic_quiet_shared();
	arch_mmio_write32(gic.is->distributor + GICD_CTLR,
			  GICD_CTLR_GROUP0 | (gic.is->has_fiq ? GICD_CTLR_GROUP1 : 0));
}

/* Pending SGIs are cleared by who sent them (4.3.17); active priorities of the firmware's would
   keep ours away (4.4.11). ITARGETSR tells a core its own interface (4.3.12), and nothing where
   there is but one. */
enum status gic_v2_core_open(void)
{
	uint32_t target = arch_mmio_read32(gic.is->distributor + GICD_ITARGETSR) & 0xFF;

	gicc_write(GICC_CTLR, 0);
	for (unsigned int i = 0; i < INTID_SGIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(gic.is->distributor + GICD_CPENDSGIR + i, UINT32_MAX);
	*gic_core_of(arch_this_percpu()) =
		(struct gic_core){.target = (target ? target : 1) << SGIR_TARGET_SHIFT,
				  .registers = gic.is->distributor};
	gic_quiet_own();
	for (unsigned int at = GICC_APR; at < GICC_APRS_END; at += sizeof(uint32_t))
		gicc_write(at, 0);
	gicc_write(GICC_PMR, GIC_PRIORITY_ALL);
	gicc_write(GICC_CTLR,
		   GICC_CTLR_GROUP0 |
			   (gic.is->has_fiq ? GICC_CTLR_GROUP1 | GICC_CTLR_ACK_BOTH | GICC_CTLR_FIQ
					    : 0));
	return STATUS_OK;
}

void gic_v2_silence(void)
{
	gicc_write(GICC_CTLR, gic.is->has_fiq ? GICC_CTLR_GROUP0 | GICC_CTLR_FIQ : 0);
}

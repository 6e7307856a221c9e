/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2, Arm IHI 0048B: the distributor shows each core its own first 32 interrupts. */
#include "arch_io.h"
#include "arch_percpu.h"
#include "gic.h"

enum gicc { /* 4.4 */
	    GICC_CTLR = 0x00,
	    GICC_PMR = 0x04,
	    GICC_IAR = 0x0C,
	    GICC_EOIR = 0x10,
	    GICC_APR = 0xD0, /* four, and behind them four of Group 1 */
	    GICC_APRS_END = 0xF0,
};
enum {
	CTLR_GROUP0 = 1u << 0, /* 4.4.1; where we see but one group, that one */
	CTLR_GROUP1 = 1u << 1,
	CTLR_ACK_BOTH = 1u << 2, /* IAR gives Group 1 as well */
	CTLR_FIQ = 1u << 3,	 /* signals Group 0 */
	PMR_ALL = 0xFF,
	TYPER_SECURITY = 1u << 10, /* 4.3.2 */
	TARGET_SHIFT = 16,	   /* 4.3.15 */
};

static void gicc_write(unsigned int at, uint32_t value)
{
	arch_mmio_write32(gic.cpu_interface + at, value);
}

/* With two security states Group 0 is not ours; with one, some have no groups, and ignore the write
   (4.3.4). */
bool gic_v2_has_groups(uint64_t distributor)
{
	uint64_t groups = distributor + GICD_IGROUPR;
	uint32_t before = arch_mmio_read32(groups);
	bool has;

	if (arch_mmio_read32(distributor + GICD_TYPER) & TYPER_SECURITY)
		return false;
	arch_mmio_write32(groups, before ^ 1u << INTID_UNUSED);
	has = arch_mmio_read32(groups) != before;
	arch_mmio_write32(groups, before);
	return has;
}

void gic_v2_open(void)
{
	gic.target_bits = 0xFFu << TARGET_SHIFT;
	arch_mmio_write32(gic.distributor + GICD_CTLR, 0);
	gic_quiet_shared();
	arch_mmio_write32(gic.distributor + GICD_CTLR,
			  GICD_CTLR_GROUP0 | (gic.has_fiq ? GICD_CTLR_GROUP1 : 0));
}

/* Pending SGIs are cleared by who sent them (4.3.17); active priorities of the firmware's would
   keep ours away (4.4.11). ITARGETSR tells a core its own interface (4.3.12), and nothing where
   there is but one. */
enum status gic_v2_core_open(void)
{
	uint32_t target = arch_mmio_read32(gic.distributor + GICD_ITARGETSR) & 0xFF;

	gicc_write(GICC_CTLR, 0);
	for (unsigned int i = 0; i < INTID_SGIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(gic.distributor + GICD_CPENDSGIR + i, UINT32_MAX);
	*gic_core_of(arch_this_percpu()) = (struct gic_core){
		.target = (target ? target : 1) << TARGET_SHIFT, .registers = gic.distributor};
	gic_quiet_own();
	for (unsigned int at = GICC_APR; at < GICC_APRS_END; at += sizeof(uint32_t))
		gicc_write(at, 0);
	gicc_write(GICC_PMR, PMR_ALL);
	gicc_write(GICC_CTLR,
		   CTLR_GROUP0 | (gic.has_fiq ? CTLR_GROUP1 | CTLR_ACK_BOTH | CTLR_FIQ : 0));
	return STATUS_OK;
}

void gic_v2_silence(void)
{
	gicc_write(GICC_CTLR, gic.has_fiq ? CTLR_GROUP0 | CTLR_FIQ : 0);
}

uint32_t gic_v2_ack(void)
{
	return arch_mmio_read32(gic.cpu_interface + GICC_IAR);
}

void gic_v2_end(uint32_t ack)
{
	gicc_write(GICC_EOIR, ack);
}

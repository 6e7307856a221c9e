/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the Generic Interrupt Controller: GICv2 by Arm IHI 0048B, GICv3 and v4 by IHI
   0069H, whose section stands first where both have it. */
#ifndef MUSTER_GIC_REGS_H
#define MUSTER_GIC_REGS_H

/* Numbers of interrupts: 2.2.1. */
enum intid {
	INTID_SGIS_END = 16,
	INTID_PPIS_END = 32,
	INTID_SPIS_END = 1020,
	INTID_SPECIAL_END = 1024, /* from SPIS_END on: none is pending, or not for who asked */
	INTID_V2_MASK = 0x3FF,	  /* of a GICv2's; the sender's number stands above it */
};

/* Of the distributor: a bit, a byte or a field for each interrupt. Those of the first 32 lie at the
   same offsets in the second frame of a GICv3's redistributor: 12.9, 12.11; v2: 4.3. */
enum gicd {
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_ICPENDR = 0x280,
	GICD_ICACTIVER = 0x380,
	GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800, /* the rest of GICv2 alone */
	GICD_SGIR = 0xF00,
	GICD_CPENDSGIR = 0xF10,
};
enum gicd_ctlr {
	GICD_CTLR_GROUP0 = 1u << 0, /* of a GICv2 that we see in part: of the only group */
	GICD_CTLR_GROUP1 = 1u << 1,
	GICD_CTLR_ARE = 1u << 4, /* GICv3 */
	GICD_CTLR_DS = 1u << 6,
	GICD_CTLR_RWP = 1u << 31,
};
enum gicd_typer {
	GICD_TYPER_WORDS = 0x1F,	/* of 32 interrupts each, less one */
	GICD_TYPER_SECURITY = 1u << 10, /* GICv2 */
	GICD_TYPER_RSS = 1u << 26,	/* GICv3 */
};

/* Of a GICv2's interface, 4.4. */
enum gicc {
	GICC_CTLR = 0x00,
	GICC_PMR = 0x04,
	GICC_BPR = 0x08,
	GICC_IAR = 0x0C,
	GICC_EOIR = 0x10,
	GICC_ABPR = 0x1C,
	GICC_APR = 0xD0, /* four, and behind them four of Group 1 */
	GICC_APRS_END = 0xF0,
};
enum gicc_ctlr {
	GICC_CTLR_GROUP0 = 1u << 0, /* where we see but one group, that one */
	GICC_CTLR_GROUP1 = 1u << 1,
	GICC_CTLR_ACK_BOTH = 1u << 2, /* IAR gives Group 1 as well */
	GICC_CTLR_FIQ = 1u << 3,      /* signals Group 0 */
};

/* What makes an SGI. GICD_SGIR, 4.3.15: */
enum gicd_sgir {
	SGIR_TARGET_SHIFT = 16,
	SGIR_TARGETS = 0xFF << SGIR_TARGET_SHIFT,
	SGIR_ALL_BUT_SELF = 1u << 24,
	SGIR_SELF = 2u << 24,
};
/* ICC_SGI1R_EL1, 12.2.20: */
enum icc_sgi1r { SGI1R_TARGETS = 0xFFFF, SGI1R_INTID_SHIFT = 24, SGI1R_ALL_BUT_SELF_SHIFT = 40 };

/* Of a redistributor's first frame, 12.10. */
enum gicr { GICR_CTLR = 0x0000, GICR_TYPER = 0x0008, GICR_WAKER = 0x0014 };
enum gicr_bits {
	GICR_CTLR_RWP = 1u << 3,
	GICR_TYPER_VLPIS = 1u << 1,
	GICR_TYPER_LAST = 1u << 4,
	GICR_WAKER_SLEEP = 1u << 1,
	GICR_WAKER_CHILDREN_ASLEEP = 1u << 2,
};

/* Of a GICv3's interface, 12.2. */
enum icc_bits {
	ICC_SRE_ON = 1u << 0,
	ICC_SRE_EL1_TOO = 1u << 3, /* of ICC_SRE_EL2 */
	ICC_CTLR_PRIORITY_SHIFT = 8,
	ICC_CTLR_RSS = 1u << 18,
};

/* Of every interrupt; the smaller a priority the more urgent it is. */
enum gic_priority { GIC_PRIORITY_NMI = 0x40, GIC_PRIORITY_IPI = 0xA0, GIC_PRIORITY_ALL = 0xFF };

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what the firmware left in the registers of the core that runs this. None of them traps
   where their level and feature are (Arm ARM, each register's accessibility). */
#include "arch.h"
#include "audit_aarch64.h"
#include "regs_aarch64.h"

enum { EL_BITS = 3, PFR0_GIC_SHIFT = 24, PFR0_GIC_BITS = 0xF };

size_t arch_audit_scratch_size(void)
{
	return 0;
}

static void read_el1(struct audit_core *core)
{
	audit_put(core, AUDIT_SCTLR, sysreg_read(SCTLR_EL1));
	audit_put(core, AUDIT_TCR, sysreg_read(TCR_EL1));
	audit_put(core, AUDIT_MAIR, sysreg_read(MAIR_EL1));
}

static void read_el2(struct audit_core *core)
{
	audit_put(core, AUDIT_SCTLR, sysreg_read(SCTLR_EL2));
	audit_put(core, AUDIT_TCR, sysreg_read(TCR_EL2));
	audit_put(core, AUDIT_MAIR, sysreg_read(MAIR_EL2));
	audit_put(core, AUDIT_CNTVOFF, sysreg_read(CNTVOFF_EL2));
	audit_put(core, AUDIT_CNTHCTL, sysreg_read(CNTHCTL_EL2));
	audit_put(core, AUDIT_HCR, sysreg_read(HCR_EL2));
}

/* S3_0_C12_C12_5 is ICC_SRE_EL1. The firmware's own driver reads it wherever the field says so, so
   no higher level traps it. */
void arch_audit_read(void *scratch, struct audit_core *ret_core)
{
	uint64_t level = sysreg_read(CurrentEL) >> EL_SHIFT & EL_BITS;

	(void)scratch;
	arch_audit_constant(ret_core);
	audit_put(ret_core, AUDIT_CURRENT_EL, level);
	if (level == EL1)
		read_el1(ret_core);
	else if (level == EL2)
		read_el2(ret_core);
	if (ret_core->values[AUDIT_ID_PFR0] >> PFR0_GIC_SHIFT & PFR0_GIC_BITS)
		audit_put(ret_core, AUDIT_ICC_SRE, sysreg_read(S3_0_C12_C12_5));
}

/* A part's number does not say which other parts are in the machine; the tables do. */
enum topology_kind arch_audit_kind(const struct audit_core *core)
{
	(void)core;
	return TOPOLOGY_KIND_NONE;
}

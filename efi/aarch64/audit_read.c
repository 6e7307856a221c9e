/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what the firmware left in the registers of the core that runs this. None of them traps
   where it is read: those of the identification are there at EL1 and above, the timer's rate at any
   level, and the others where their level and feature are (Arm ARM, each register's accessibility).
 */
#include "audit_aarch64.h"
#include "arch.h"
#include "mem.h"
#include "regs.h"

enum { EL_BITS = 3, PFR0_GIC_SHIFT = 24, PFR0_GIC_BITS = 0xF };

const struct audit_terms *arch_audit_terms(void)
{
	return &audit_aarch64;
}

size_t arch_audit_scratch_size(void)
{
	return 0;
}

static void read_identity(struct audit_core *core)
{
	audit_put(core, AUDIT_MIDR, sysreg_read(MIDR_EL1));
	audit_put(core, AUDIT_REVIDR, sysreg_read(REVIDR_EL1));
	audit_put(core, AUDIT_CTR, sysreg_read(CTR_EL0));
	audit_put(core, AUDIT_DCZID, sysreg_read(DCZID_EL0));
	audit_put(core, AUDIT_CLIDR, sysreg_read(CLIDR_EL1));
	audit_put(core, AUDIT_CNTFRQ, sysreg_read(CNTFRQ_EL0));
}

/* All of this block can be read; what an implementation does not have is 0 (Arm ARM, D23.3.1:
   "reserved ID registers are RAZ"). ISAR2 is too new for assemblers to know its name. */
static void read_features(struct audit_core *core)
{
	audit_put(core, AUDIT_ID_PFR0, sysreg_read(ID_AA64PFR0_EL1));
	audit_put(core, AUDIT_ID_PFR1, sysreg_read(ID_AA64PFR1_EL1));
	audit_put(core, AUDIT_ID_DFR0, sysreg_read(ID_AA64DFR0_EL1));
	audit_put(core, AUDIT_ID_DFR1, sysreg_read(ID_AA64DFR1_EL1));
	audit_put(core, AUDIT_ID_ISAR0, sysreg_read(ID_AA64ISAR0_EL1));
	audit_put(core, AUDIT_ID_ISAR1, sysreg_read(ID_AA64ISAR1_EL1));
	audit_put(core, AUDIT_ID_ISAR2, sysreg_read(S3_0_C0_C6_2));
	audit_put(core, AUDIT_ID_MMFR0, sysreg_read(ID_AA64MMFR0_EL1));
	audit_put(core, AUDIT_ID_MMFR1, sysreg_read(ID_AA64MMFR1_EL1));
	audit_put(core, AUDIT_ID_MMFR2, sysreg_read(ID_AA64MMFR2_EL1));
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
	memset(ret_core, 0, sizeof(*ret_core));
	ret_core->id = arch_own_id();
	audit_put(ret_core, AUDIT_CURRENT_EL, level);
	read_identity(ret_core);
	read_features(ret_core);
	if (level == EL1)
		read_el1(ret_core);
	else if (level == EL2)
		read_el2(ret_core);
	if (ret_core->values[AUDIT_ID_PFR0] >> PFR0_GIC_SHIFT & PFR0_GIC_BITS)
		audit_put(ret_core, AUDIT_ICC_SRE, sysreg_read(S3_0_C12_C12_5));
}

/* The tables tell of kinds (bench/ and efi/ ask them); a part number alone does not say which other
   parts are in the machine. */
enum topology_kind arch_audit_kind(const struct audit_core *core)
{
	(void)core;
	return TOPOLOGY_KIND_NONE;
}

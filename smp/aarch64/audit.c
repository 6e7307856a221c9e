/* SPDX-License-Identifier: BSD-2-Clause */
/* What identifies a core, and what it can do: none of it traps at EL1 or above, and of the ID
   registers what an implementation does not have is 0 (Arm ARM, D23.3.1). */
#include "arch.h"
#include "audit_aarch64.h"
#include "mem.h"
#include "regs_aarch64.h"

const struct audit_terms *arch_audit_terms(void)
{
	return &audit_aarch64;
}

/* ISAR2 is too new for assemblers to know its name. */
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

void arch_audit_constant(struct audit_core *ret_core)
{
	memset(ret_core, 0, sizeof(*ret_core));
	ret_core->id = arch_own_id();
	audit_put(ret_core, AUDIT_MIDR, sysreg_read(MIDR_EL1));
	audit_put(ret_core, AUDIT_REVIDR, sysreg_read(REVIDR_EL1));
	audit_put(ret_core, AUDIT_CTR, sysreg_read(CTR_EL0));
	audit_put(ret_core, AUDIT_DCZID, sysreg_read(DCZID_EL0));
	audit_put(ret_core, AUDIT_CLIDR, sysreg_read(CLIDR_EL1));
	audit_put(ret_core, AUDIT_CNTFRQ, sysreg_read(CNTFRQ_EL0));
	read_features(ret_core);
}

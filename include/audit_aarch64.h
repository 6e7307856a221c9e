/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers that the audit reads on AArch64; audit.h has the rest. "Arm ARM" is the
   Architecture Reference Manual for A-profile, DDI 0487: its sections move from issue to issue, the
   registers' names do not. */
#ifndef MUSTER_AUDIT_AARCH64_H
#define MUSTER_AUDIT_AARCH64_H

#include "audit.h"

/* Those of the exception level that the firmware left us at have the level's number in the manual:
   AUDIT_SCTLR is SCTLR_EL1 or SCTLR_EL2. */
enum audit_aarch64_register {
	AUDIT_MIDR,
	AUDIT_REVIDR,
	AUDIT_CURRENT_EL, /* the level itself, 1 to 3 */
	AUDIT_SCTLR,
	AUDIT_TCR,
	AUDIT_MAIR,
	AUDIT_CTR,
	AUDIT_DCZID,
	AUDIT_CLIDR,
	AUDIT_CNTFRQ,
	AUDIT_CNTVOFF, /* this one and the next two where the core is at EL2 */
	AUDIT_CNTHCTL,
	AUDIT_HCR,
	AUDIT_ICC_SRE, /* where the registers of a GICv3 are there */
	AUDIT_ID_PFR0,
	AUDIT_ID_PFR1,
	AUDIT_ID_DFR0,
	AUDIT_ID_DFR1,
	AUDIT_ID_ISAR0,
	AUDIT_ID_ISAR1,
	AUDIT_ID_ISAR2,
	AUDIT_ID_MMFR0,
	AUDIT_ID_MMFR1,
	AUDIT_ID_MMFR2,
	AUDIT_AARCH64_REGISTERS,
};

extern const struct audit_terms audit_aarch64;

extern const struct rule_set audit_aarch64_rule_set;

#endif

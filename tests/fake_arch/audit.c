/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of threads: one is constant, and on the last core another than on the rest. */
#include "audit_aarch64.h"
#include "hw.h"

enum { PART = 0x410FD034, OTHER_PART = 0x410FD083 };

const struct audit_terms *arch_audit_terms(void)
{
	return &audit_aarch64;
}

void arch_audit_constant(struct audit_core *ret_core)
{
	bool last = smp_processor_id() == hw_machine()->possible_count - 1;

	*ret_core = (struct audit_core){.id = arch_own_id()};
	audit_put(ret_core, AUDIT_MIDR, last ? OTHER_PART : PART);
	audit_put(ret_core, AUDIT_CNTFRQ, 62500000);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of x86-64's audit. */
#ifndef MUSTER_LIB_X86_64_AUDIT_X86_H
#define MUSTER_LIB_X86_64_AUDIT_X86_H

#include "audit_order.h"
#include "audit_x86_64.h"

/* audit_x86_lint.c: all of it. */
void audit_x86_lint(const struct audit *audit, const struct audit_core *boot,
		    struct findings *findings);

/* audit_x86_same.c: registers that have to be the same. audit_x86_mtrr.c: the boot core's MTRRs by
   themselves. core is never NULL. */
void audit_lint_same(const struct audit *audit, struct findings *findings);
void audit_lint_mtrrs(const struct audit_core *core, struct findings *findings);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files that judge a FADT. */
#ifndef MUSTER_ACPI_LINT_FADT_H
#define MUSTER_ACPI_LINT_FADT_H

#include "acpi.h"
#include "lint.h"

/* 5.2.9, table 5.9. */
enum {
	FADT_FACS = 36,
	FADT_DSDT = 40,
	FADT_SCI = 46,
	FADT_FLAGS = 112,
	FADT_RESET_REG = 116,
	FADT_RESET_VALUE = 128,
	FADT_ARM_BOOT = 129,
	FADT_MINOR = 131,
	FADT_X_FACS = 132,
	FADT_X_DSDT = 140,
};

/* Table 5.10. */
enum {
	FADT_RESET_REG_SUP = 1 << 10,
	FADT_FORCE_CLUSTER = 1 << 18,
	FADT_FORCE_PHYSICAL = 1 << 19,
};

/* Table 5.12. */
enum { ARM_PSCI_COMPLIANT = 1 << 0, ARM_PSCI_USE_HVC = 1 << 1 };

/* A FADT, cut to its Length, against a MADT, which may be empty or broken. */
void lint_fadt_madt(struct span fadt, const struct fadt *facts, struct span madt,
		    struct findings *findings);

#endif

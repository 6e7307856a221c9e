/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the lint: each judges one table, and tells its rules to the catalogue. */
#ifndef MUSTER_ACPI_LINT_H
#define MUSTER_ACPI_LINT_H

#include <lint.h>

extern const struct rule_set tables_rule_set, madt_rule_set, madt_cpus_rule_set,
	madt_wakeup_rule_set, fadt_rule_set, hpet_rule_set, spcr_rule_set, gtdt_rule_set;
extern const struct rule_set mps_rule_set, mps_find_rule_set, mps_table_rule_set, smbios_rule_set,
	smbios_entry_rule_set;
extern const struct rule_set dmar_rule_set, lint_dmar_rule_set;
extern const struct rule_set lint_mps_rule_set, lint_mps_extended_rule_set;
extern const struct rule_set lint_rule_set, lint_roots_rule_set;
extern const struct rule_set slit_rule_set, srat_rule_set, srat_cpus_rule_set, srat_memory_rule_set;
extern const struct rule_set pptt_rule_set, pptt_tree_rule_set, pptt_cpus_rule_set;
extern const struct rule_set lint_madt_fields_rule_set, lint_madt_cpus_rule_set,
	lint_madt_irqs_rule_set, lint_madt_nmis_rule_set, lint_madt_gic_rule_set,
	lint_madt_gicc_rule_set;
extern const struct rule_set lint_fadt_rule_set, lint_fadt_madt_rule_set, lint_spcr_rule_set,
	lint_gtdt_rule_set;
extern const struct rule_set lint_order_rule_set;

/* The CPU entries of a MADT as they stand there, of every architecture: types 0, 7, 9, 0xB, 0x11,
   0x18. Ids mean what the type says: APIC id, MPIDR, core id, hart id. */
struct lint_cpu {
	uint64_t id;
	uint32_t uid;
	uint32_t offset; /* of the entry in the MADT */
	uint8_t type;
	bool enabled, online_capable;
};

struct lint_cpus {
	struct lint_cpu items[CPUS_MAX];
	size_t count;
	size_t lost; /* did not fit */
};

/* Those of the types above that are as long as their type says; an empty list for an empty span. */
void lint_list_cpus(struct span madt, struct lint_cpus *ret_cpus);

/* cpus is NULL where there is no MADT to compare with. Headers (length, checksum, signature) have
   been judged before; each ends on any bytes. */
void lint_madt(struct span madt, const struct lint_cpus *cpus, struct findings *findings);
void lint_srat(struct span srat, const struct lint_cpus *cpus, struct findings *findings);
void lint_slit(struct span slit, struct span srat, struct findings *findings);
void lint_pptt(struct span pptt, const struct lint_cpus *cpus, struct findings *findings);
void lint_fadt(struct span fadt, struct span madt, struct findings *findings);
void lint_dmar(struct span dmar, const struct lint_cpus *cpus, struct findings *findings);
void lint_spcr(struct span spcr, struct findings *findings);
void lint_gtdt(struct span gtdt, struct findings *findings);

/* The MP floating pointer and its table, of which either may be empty. Holds all that mps.h's
   readers find, so that none of them need be asked. */
void lint_mps(struct span pointer, struct span table, struct findings *findings);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* MADTs as text: an entry is its bytes in hex, as it would stand in a dump. */
#ifndef MUSTER_LINT_MADT_ROWS_H
#define MUSTER_LINT_MADT_ROWS_H

#include "build.h"
#include "acpi.h"
#include "../../acpi/lint.h"

#define U64_0			     "0000000000000000"

/* type length uid id flags */
#define LAPIC(uid, id, flags)	     "0008" uid id flags "000000"
#define X2APIC(id, uid, flags)	     "09100000" id flags "000000" uid
#define IOAPIC(id, address, base)    "010c" id "00" address base
#define OVERRIDE(source, gsi, flags) "020a00" source gsi "000000" flags
#define LAPIC_NMI(uid, flags, pin)   "0406" uid flags pin
/* UID, flags, parking version, page, base, GICR, MPIDR */
#define PARKED_GICC(uid, flags, parked, page, base, gicr, mpidr)                                   \
	"0b500000" uid "000000" uid "000000" flags "000000" parked "000000"                        \
	"00000000" page base U64_0 U64_0 "00000000" gicr mpidr "00000000"
#define GICC(uid, flags, parked, base, gicr, mpidr)                                                \
	PARKED_GICC(uid, flags, parked, "0010" uid "0000000000", base, gicr, mpidr)
#define GICD(version)                                                                              \
	"0c180000"                                                                                 \
	"00000000"                                                                                 \
	"0000000800000000"                                                                         \
	"00000000" version "000000"
#define GICR(base, length) "0e100000" base length
#define ITS(id, base)	   "0f140000" id "000000" base "00000000"
#define MSI_FRAME(id)                                                                              \
	"0d180000" id "0000020800000000"                                                           \
	"00000000"                                                                                 \
	"00000000"

/* What makes a table of x86 complete: I/O APIC 2 at GSI 0, and two cores. */
#define PC_IOAPIC IOAPIC("02", "0000c0fe", "00000000")
#define PC	  LAPIC("00", "00", "01") LAPIC("01", "02", "01") PC_IOAPIC
/* And one of Arm: GICv3 with one region for two cores. */
#define ARM_CORES                                                                                  \
	GICC("00", "01", "00", U64_0, U64_0, "0000000000000000")                                   \
	GICC("01", "01", "00", U64_0, U64_0, "0001000000000000")
#define ARM_REGION GICR("00000a0800000000", "00000400")
#define ARM	   ARM_CORES GICD("03") ARM_REGION

static struct build build;
static struct finding items[256];
static struct findings findings;

static inline unsigned int hex_digit(char digit)
{
	return (unsigned int)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static inline void add_hex(const char *text)
{
	for (; text[0] != '\0'; text += 2)
		build_add(&build, 1, hex_digit(text[0]) << 4 | hex_digit(text[1]));
}

static inline struct span madt_of(uint8_t revision, const char *entries)
{
	build_begin(&build, "APIC", revision);
	build_add(&build, 4, 0xfee00000);
	build_add(&build, 4, 1);
	add_hex(entries);
	return build_end(&build);
}

static inline void run_on(struct span table)
{
	static struct lint_tables tables;

	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	tables.count = 1;
	tables.items[0] = build_exact(table);
	lint_run(&tables, &findings);
	build_free(tables.items[0]);
}

static inline void fail_with_findings(const char *what)
{
	for (size_t i = 0; i < findings.count; i++)
		print_error("  %s at %u: %s\n", items[i].rule, items[i].offset, items[i].text);
	fail_msg("%s", what);
}

/* A table that keeps all rules, and nearly the same one that breaks just this one. */
struct lint_row {
	const char *rule;
	uint8_t revision;
	const char *good, *bad;
};

static inline void check_row(const struct lint_row *row)
{
	run_on(madt_of(row->revision, row->good));
	if (findings.count > 0)
		fail_with_findings(row->rule);
	run_on(madt_of(row->revision, row->bad));
	if (findings.count != 1 || strcmp(items[0].rule, row->rule) != 0)
		fail_with_findings(row->rule);
	assert_true(items[0].offset < build.size);
	assert_true(strlen(items[0].text) < sizeof(items[0].text) - 1);
}

/* Each rule of a set is broken by a row, or by a test of its own. */
static inline void check_all_broken(const char *set_name, const struct lint_row *rows, size_t count,
				    const char *others)
{
	for (size_t number = 0; lint_rules(number); number++) {
		const struct rule_set *set = lint_rules(number);

		if (strcmp(set->name, set_name) != 0)
			continue;
		for (size_t i = 0; i < set->count; i++) {
			bool found = strstr(others, set->rules[i].id) != NULL;

			for (size_t j = 0; j < count; j++)
				found |= strcmp(rows[j].rule, set->rules[i].id) == 0;
			if (!found)
				fail_msg("no row breaks %s", set->rules[i].id);
		}
		return;
	}
	fail_msg("no set %s", set_name);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's interrupt controllers and cores in a MADT, judged. */
#include "lint_madt_rows.h"

#define BASE "0000400800000000"

static const struct lint_row gic_rows[] = {
	{"madt.gicd.none", 3, ARM, ARM_CORES ARM_REGION},
	{"madt.gicd.several", 3, ARM, ARM GICD("03")},
	/* GICv2 has interfaces in memory and no redistributors. */
	{"madt.gicc.base", 3, GICC("00", "01", "00", BASE, U64_0, "0000000000000000") GICD("02"),
	 GICC("00", "01", "00", U64_0, U64_0, "0000000000000000") GICD("02")},
	{"madt.gicr.none", 3, ARM, ARM_CORES GICD("03")},
	{"madt.gicr.none", 3, GICC("00", "01", "00", U64_0, BASE, "0000000000000000") GICD("04"),
	 GICC("00", "01", "00", U64_0, U64_0, "0000000000000000") GICD("04")},
	{"madt.gicr.overlap", 3, ARM GICR("00000e0800000000", "00000400"),
	 ARM GICR("00000d0800000000", "00000400")},
	{"madt.gicr.overlap", 3, ARM GICR("0000080800000000", "00000200"),
	 ARM GICR("00000a0800000000", "00000400")},
	{"madt.gicr.small", 3, ARM, ARM_CORES GICD("03") GICR("00000a0800000000", "00000200")},
	/* From GICv4 on a core has four frames. */
	{"madt.gicr.small", 3, ARM_CORES GICD("04") GICR("00000a0800000000", "00000800"),
	 ARM_CORES GICD("04") GICR("00000a0800000000", "00000400")},
	{"madt.gicr.length", 3, ARM, ARM_CORES GICD("03") GICR("00000a0800000000", "00000500")},
	{"madt.gicr.length", 3, ARM_CORES GICD("04") GICR("00000a0800000000", "00000a00"),
	 ARM_CORES GICD("04") GICR("00000a0800000000", "00000900")},
	{"madt.gicr.gicd", 3, ARM, ARM_CORES GICD("03") GICR("0000fe0700000000", "00000400")},
	{"madt.gicr.gicd", 3, ARM_CORES GICD("03") GICR("0000fc0700000000", "00000400"),
	 ARM_CORES GICD("03") GICR("0000000800000000", "00000400")},
	{"madt.gic.frame", 3, ARM ITS("00", BASE), ARM ITS("00", "0010400800000000")},
	{"madt.gic.frame", 3, ARM, ARM_CORES GICD("03") GICR("00000a0800000000", "00100400")},
	{"madt.its.id", 3, ARM ITS("00", BASE) ITS("01", "0000420800000000"),
	 ARM ITS("00", BASE) ITS("00", "0000420800000000")},
	{"madt.msi.id", 3, ARM MSI_FRAME("00000000") MSI_FRAME("01000000"),
	 ARM MSI_FRAME("01000000") MSI_FRAME("01000000")},
};

#define PAGE		     "0000300000000000"
#define OTHER		     "0010300000000000"

#define V2(uid, base, mpidr) GICC(uid, "01", "00", base, U64_0, mpidr)
#define V3(uid, gicr, mpidr) GICC(uid, "01", "00", U64_0, gicr, mpidr)
#define FOUR_OF_V2                                                                                 \
	V2("00", BASE, "0000000000000000")                                                         \
	V2("01", BASE, "0100000000000000")                                                         \
	V2("02", BASE, "0200000000000000")                                                         \
	V2("03", BASE, "0300000000000000")
#define EIGHT_OF_V2                                                                                \
	FOUR_OF_V2                                                                                 \
	V2("04", BASE, "0001000000000000")                                                         \
	V2("05", BASE, "0101000000000000")                                                         \
	V2("06", BASE, "0201000000000000")                                                         \
	V2("07", BASE, "0301000000000000")
#define PARKED(uid, page, mpidr) PARKED_GICC(uid, "01", "01", page, BASE, U64_0, mpidr)

static const struct lint_row gicc_rows[] = {
	{"madt.gicc.v2_number", 3, EIGHT_OF_V2 GICD("02"),
	 FOUR_OF_V2 V2("08", BASE, "0001000000000000") GICD("02")},
	{"madt.gicc.base_differs", 3, FOUR_OF_V2 GICD("02"),
	 FOUR_OF_V2 V2("04", "0000410800000000", "0001000000000000") GICD("02")},
	/* With registers of its own a redistributor may be anywhere. */
	{"madt.gicc.base_differs", 3,
	 V2("00", BASE, "0000000000000000") V2("01", U64_0, "0100000000000000") GICD("03")
		 ARM_REGION,
	 V2("00", BASE, "0000000000000000") V2("01", OTHER, "0100000000000000") GICD("01")},
	{"madt.gicc.gicr_duplicate", 3,
	 V3("00", BASE, "0000000000000000") V3("01", "0000420800000000", "0100000000000000")
		 GICD("03"),
	 V3("00", BASE, "0000000000000000") V3("01", BASE, "0100000000000000") GICD("03")},
	{"madt.gicc.gicr_both", 3, ARM,
	 ARM_CORES V3("02", BASE, "0100000000000000") GICD("03") ARM_REGION},
	{"madt.gicc.gicr_frame", 3, V3("00", BASE, "0000000000000000") GICD("03"),
	 V3("00", OTHER, "0000000000000000") GICD("03")},
	{"madt.gicc.parked_none", 3, PARKED("00", PAGE, "0000000000000000") GICD("02"),
	 PARKED("00", U64_0, "0000000000000000") GICD("02")},
	{"madt.gicc.parked_page", 3, PARKED("00", PAGE, "0000000000000000") GICD("02"),
	 PARKED("00", "0008300000000000", "0000000000000000") GICD("02")},
	{"madt.gicc.parked_duplicate", 3,
	 PARKED("00", PAGE, "0000000000000000") PARKED("01", OTHER, "0100000000000000") GICD("02"),
	 PARKED("00", PAGE, "0000000000000000") PARKED("01", PAGE, "0100000000000000") GICD("02")},
	{"madt.version", 3, PARKED("00", PAGE, "0000000000000000") GICD("02"),
	 PARKED_GICC("00", "01", "02", PAGE, BASE, U64_0, "0000000000000000") GICD("02")},
};

static void check_rows(const struct lint_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_row(&rows[i]);
}

static void gic(void **state)
{
	(void)state;
	check_rows(gic_rows, ARRAY_SIZE(gic_rows));
	check_all_broken("lint.madt.gic", gic_rows, ARRAY_SIZE(gic_rows), "madt.gicc.number");
}

static void gic_cores(void **state)
{
	(void)state;
	check_rows(gicc_rows, ARRAY_SIZE(gicc_rows));
	check_all_broken("lint.madt.gicc", gicc_rows, ARRAY_SIZE(gicc_rows), "madt.gicc.v2_cores");
}

/* The ninth core of a GICv2 has no interface, whatever its number says. */
static void nine_cores_of_a_gicv2(void **state)
{
	(void)state;
	run_on(madt_of(3, EIGHT_OF_V2 GICD("02")));
	assert_int_equal(findings.count, 0);
	run_on(madt_of(3, EIGHT_OF_V2 V2("08", BASE, "0002000000000000") GICD("02")));
	assert_int_equal(findings.count, 2);
	finding_of(&findings, "madt.gicc.v2_cores");
	finding_of(&findings, "madt.gicc.v2_number");
	/* Of a version that is not said nothing is known. */
	run_on(madt_of(3, EIGHT_OF_V2 V2("08", BASE, "0002000000000000") GICD("00")));
	assert_int_equal(findings.count, 0);
}

/* Two interfaces of one number, which makes two cores of one UID in these tables. */
static void interfaces_of_one_number(void **state)
{
	(void)state;
	run_on(madt_of(3, GICC("01", "01", "00", BASE, U64_0, "0000000000000000") GICC(
				  "01", "01", "00", BASE, U64_0, "0100000000000000") GICD("02")));
	assert_int_equal(findings.count, 2);
	finding_of(&findings, "madt.gicc.number");
	finding_of(&findings, "madt.cpu.uid_duplicate");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gic),
		cmocka_unit_test(gic_cores),
		cmocka_unit_test(nine_cores_of_a_gicv2),
		cmocka_unit_test(interfaces_of_one_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

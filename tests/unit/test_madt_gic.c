/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's MADTs: the cores of GIC CPU interfaces, distributors, redistributor regions. */
#include "madt_build.h"

enum { GIC_CAPABLE = 8, FIRST = 44 };

static void cores_of_a_gic(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(7, 0x100, ENABLED, 80);
	add_gicc(8, 0x101, GIC_CAPABLE, 80);
	add_gicc(9, 0x0300ff0100, 0, 76);
	add_gicc(10, 0x0300ff0101, ENABLED, 82);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cores, MADT_CORES_GIC);
	assert_int_equal(madt.cpu_count, 4);
	check_cpu(0, 0x100, MADT_CPU_ENABLED, 7);
	check_cpu(1, 0x101, MADT_CPU_ONLINE_CAPABLE, 8);
	check_cpu(2, 0x0300ff0100, MADT_CPU_DISABLED, 9);
	check_cpu(3, 0x0300ff0101, MADT_CPU_ENABLED, 10);
	assert_int_equal(cpus[0].type, 0xb);
	assert_int_equal(cpus[1].offset, FIRST + 80);
	assert_int_equal(madt.as_listed.enabled, 2);
	assert_int_equal(madt.as_listed.online_capable, 1);
	assert_int_equal(madt.as_listed.disabled, 2);
	assert_int_equal(findings.count, 0);
}

/* 5.2.12.14: where the core's registers are, and where it waits. */
static void fields_of_a_core(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(1, 0x80000001, ENABLED, 80);
	build_put(&build, FIRST + 16, 4, 1);
	build_put(&build, FIRST + 24, 8, 0x4000008000);
	build_put(&build, FIRST + 32, 8, 0x780a0000);
	build_put(&build, FIRST + 60, 8, 0x123456780000);
	build_put(&build, FIRST + 76, 1, 5);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(cpus[0].interface_number, 0x1001);
	assert_int_equal(cpus[0].parking_version, 1);
	assert_int_equal(cpus[0].start_address, 0x4000008000);
	assert_int_equal(cpus[0].gic_interface, 0x780a0000);
	assert_int_equal(cpus[0].redistributor, 0x123456780000);
	assert_int_equal(cpus[0].power_class, 5);
	/* MPIDR_EL1.RES1, which some firmware leaves in. */
	assert_int_equal(cpus[0].id.value, 1);
}

/* ACPI 5.0 had no MPIDR, and no redistributor. */
static void cores_of_acpi_5_0(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(1, 0, ENABLED, 40);
	add_gicc(2, 0, ENABLED, 40);
	assert_int_equal(madt_end(8), STATUS_OK);
	check_cpu(0, 0x1001, MADT_CPU_ENABLED, 1);
	check_cpu(1, 0x1002, MADT_CPU_ENABLED, 2);
	assert_int_equal(cpus[0].redistributor, 0);
	madt_begin();
	add_gicc(1, 0, ENABLED, 39);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 0);
	assert_int_equal(finding_count(&findings, "madt.entry.short"), 1);
}

static void one_core_twice(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(0, 0x0, 0, 80);
	add_gicc(1, 0x0, ENABLED, 80);
	add_gicc(2, 0xff000000, ENABLED, 80);
	add_gicc(3, 0xff00000000, ENABLED, 80);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	check_cpu(0, 0, MADT_CPU_ENABLED, 1);
	check_cpu(1, 0xff00000000, MADT_CPU_ENABLED, 3);
	assert_int_equal(madt.dropped, 1);
	assert_int_equal(finding_of(&findings, "madt.cpu.duplicate")->offset, FIRST + 160);
}

/* No affinity means none: those of an APIC that do are a core's here. */
static void no_id_is_special(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(0, 0xff, ENABLED, 80);
	add_gicc(1, 0xff00ffffff, ENABLED, 80);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	assert_int_equal(findings.count, 0);
}

static void two_kinds(void)
{
	madt_begin();
	add_lapic(0, 0, 0);
	add_gicc(0, 0, ENABLED, 80);
	add_x2apic(1, 1, ENABLED);
	add_lapic(2, 2, ENABLED);
	add_gicc(1, 1, ENABLED, 80);
	add_gicc(2, 3, 0, 80);
}

static void check_foreign(enum madt_cores asked, enum madt_cores got, size_t count,
			  unsigned int dropped)
{
	two_kinds();
	wanted_cores = asked;
	assert_int_equal(madt_end(8), STATUS_OK);
	wanted_cores = MADT_CORES_ANY;
	assert_int_equal(madt.cores, got);
	assert_int_equal(madt.cpu_count, count);
	assert_int_equal(madt.dropped, dropped);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(cpus[i].type == 0xb, got == MADT_CORES_GIC);
	assert_int_equal(finding_count(&findings, "madt.cpu.foreign"), 1);
	assert_int_equal(madt.as_listed.enabled, 4);
}

static void kinds_are_not_mixed(void **state)
{
	(void)state;
	check_foreign(MADT_CORES_ANY, MADT_CORES_GIC, 3, 2);
	check_foreign(MADT_CORES_GIC, MADT_CORES_GIC, 3, 2);
	/* Of the APICs the enabled type 9 entry has an id that belongs in type 0. */
	check_foreign(MADT_CORES_APIC, MADT_CORES_APIC, 2, 3);
}

/* A whole table of the other kind leaves an empty list, and the reason. */
static void another_architecture(void **state)
{
	(void)state;
	madt_begin();
	add_lapic(0, 0, ENABLED);
	add_lapic(1, 1, ENABLED);
	wanted_cores = MADT_CORES_GIC;
	assert_int_equal(madt_end(8), STATUS_OK);
	wanted_cores = MADT_CORES_ANY;
	assert_int_equal(madt.cpu_count, 0);
	assert_int_equal(madt.dropped, 2);
	assert_non_null(strstr(finding_of(&findings, "madt.cpu.foreign")->text, "and 1 more"));
}

/* Where no core is enabled the distributor tells. */
static void kind_of_none(void **state)
{
	(void)state;
	madt_begin();
	add_gicc(0, 0, 0, 80);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cores, MADT_CORES_GIC);
	madt_begin();
	add_gicd(0x8000000, 3);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cores, MADT_CORES_GIC);
	madt_begin();
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.cores, MADT_CORES_APIC);
	assert_false(madt.gic.present);
}

static void distributor_and_regions(void **state)
{
	(void)state;
	madt_begin();
	add_gicr(0x301c0000, 0x1000000);
	add_gicd(0x100100000000, 4);
	add_gicd(0x2000, 2);
	add_gicr(0x1000301c0000, 0x40000);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_true(madt.gic.present);
	assert_int_equal(madt.gic.version, 4);
	assert_int_equal(madt.gic.distributor, 0x100100000000);
	assert_int_equal(madt.gic.stride, 0);
	assert_int_equal(madt.gic.redistributor_count, 2);
	assert_int_equal(madt.gic.redistributors[0].address, 0x301c0000);
	assert_int_equal(madt.gic.redistributors[1].address, 0x1000301c0000);
	assert_int_equal(madt.gic.redistributors[1].length, 0x40000);
	assert_int_equal(madt.type_count[0xc], 2);
}

static void too_many_regions(void **state)
{
	(void)state;
	madt_begin();
	for (unsigned int i = 0; i < MADT_REDISTRIBUTORS_MAX + 2; i++)
		add_gicr(0x10000000 + i * 0x20000, 0x20000);
	assert_int_equal(madt_end(8), STATUS_OK);
	assert_int_equal(madt.gic.redistributor_count, MADT_REDISTRIBUTORS_MAX);
	assert_non_null(strstr(finding_of(&findings, "madt.entry.capacity")->text, "2 entries"));
	assert_int_equal(findings.items[0].offset, FIRST + MADT_REDISTRIBUTORS_MAX * 16);
}

/* As many as there can be, in clusters of 16, and none is looked for in vain. */
static void many_cores(void **state)
{
	(void)state;
	madt_begin();
	for (unsigned int i = 0; i < 400; i++)
		add_gicc(i, i % 16 | i / 16 << 8, ENABLED, 76);
	assert_int_equal(madt_end(CPUS_MAX), STATUS_OK);
	assert_int_equal(madt.cpu_count, 400);
	check_cpu(399, 0x180f, MADT_CPU_ENABLED, 399);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_of_a_gic),
		cmocka_unit_test(fields_of_a_core),
		cmocka_unit_test(cores_of_acpi_5_0),
		cmocka_unit_test(one_core_twice),
		cmocka_unit_test(no_id_is_special),
		cmocka_unit_test(kinds_are_not_mixed),
		cmocka_unit_test(another_architecture),
		cmocka_unit_test(kind_of_none),
		cmocka_unit_test(distributor_and_regions),
		cmocka_unit_test(too_many_regions),
		cmocka_unit_test(many_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

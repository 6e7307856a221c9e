/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
#include "acpi.h"

static struct build build;
static struct finding items[16];
static struct findings findings;
static struct fadt fadt;
static struct hpet hpet;
static struct spcr spcr;

static void put_gas(size_t offset, uint8_t space, uint8_t width, uint64_t address)
{
	build_put(&build, offset, 1, space);
	build_put(&build, offset + 1, 1, width);
	build_put(&build, offset + 4, 8, address);
}

/* A FADT as QEMU's and others': timer at 0x608, reset by port 0xCF9. */
static void fadt_begin(uint8_t revision, size_t size)
{
	build_begin(&build, "FACP", revision);
	build_put(&build, 76, 4, 0x608);
	build_put(&build, 91, 1, 4);
	build_put(&build, 109, 2, 0x13);
	build_put(&build, 112, 4, 1 << 8 | 1 << 10 | 0xa5);
	put_gas(116, 1, 8, 0xcf9);
	build_put(&build, 128, 1, 6);
	put_gas(208, 1, 32, 0x608);
	build.size = size;
}

static struct span begin_findings(void)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return build_exact(build_end(&build));
}

static enum status read_fadt(void)
{
	struct span table = begin_findings();

	memset(&fadt, 0x5a, sizeof(fadt));
	enum status status = fadt_read(table, &fadt, &findings);

	build_free(table);
	return status;
}

static enum status read_hpet(void)
{
	struct span table = begin_findings();

	memset(&hpet, 0x5a, sizeof(hpet));
	enum status status = hpet_read(table, &hpet, &findings);

	build_free(table);
	return status;
}

static enum status read_spcr(void)
{
	struct span table = begin_findings();

	memset(&spcr, 0x5a, sizeof(spcr));
	enum status status = spcr_read(table, &spcr, &findings);

	build_free(table);
	return status;
}

static void fadt_fields(void **state)
{
	(void)state;
	fadt_begin(6, 276);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.revision, 6);
	assert_int_equal(fadt.flags, 1 << 8 | 1 << 10 | 0xa5);
	assert_int_equal(fadt.pm_timer_port, 0x608);
	assert_true(fadt.pm_timer_32bit);
	assert_true(fadt.reset_supported);
	assert_int_equal(fadt.reset_space, 1);
	assert_int_equal(fadt.reset_address, 0xcf9);
	assert_int_equal(fadt.reset_value, 6);
	assert_int_equal(fadt.iapc_boot_arch, 0x13);
	assert_false(fadt.hardware_reduced);
	assert_int_equal(findings.count, 0);
}

/* 5.2.9.4: PSCI, and by HVC; a table of ACPI 5.0 or older has no such field. */
static void fadt_says_how_arm_starts_cores(void **state)
{
	struct psci psci;

	(void)state;
	for (unsigned int flags = 0; flags < 4; flags++) {
		fadt_begin(6, 276);
		build_put(&build, 129, 2, flags);
		assert_int_equal(read_fadt(), STATUS_OK);
		assert_int_equal(fadt.arm_boot_arch, flags);
		psci = fadt_psci(&fadt);
		assert_int_equal(psci.present, flags & 1);
		assert_int_equal(psci.by_hvc, flags >> 1);
		assert_int_equal(psci.cpu_on, 0);
	}
	fadt_begin(1, 116);
	build_put(&build, 129, 2, 3);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.arm_boot_arch, 0);
}

static void fadt_of_acpi_1_has_no_reset_register(void **state)
{
	(void)state;
	fadt_begin(1, 116);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0x608);
	assert_false(fadt.reset_supported);
	assert_int_equal(fadt.reset_address, 0);
	assert_int_equal(fadt.reset_value, 0);
	fadt_begin(2, 128);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_false(fadt.reset_supported);
	assert_int_equal(fadt.reset_address, 0);
	fadt_begin(2, 129);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_true(fadt.reset_supported);
	assert_int_equal(fadt.reset_value, 6);
}

static void fadt_too_short_or_not_one(void **state)
{
	struct fadt before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	fadt_begin(1, 115);
	assert_int_equal(read_fadt(), STATUS_TRUNCATED);
	assert_memory_equal(&fadt, &before, sizeof(fadt));
	finding_of(&findings, "fadt.truncated");
	fadt_begin(6, 276);
	build.bytes[0] = 'X';
	assert_int_equal(read_fadt(), STATUS_INVALID);
	assert_memory_equal(&fadt, &before, sizeof(fadt));
	finding_of(&findings, "fadt.signature");
}

static void fadt_flags_one_by_one(void **state)
{
	(void)state;
	fadt_begin(6, 276);
	build_put(&build, 112, 4, ~(1u << 8) & ~(1u << 10) & ~(1u << 20));
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_false(fadt.pm_timer_32bit);
	assert_false(fadt.reset_supported);
	assert_false(fadt.hardware_reduced);
	assert_int_equal(fadt.reset_address, 0xcf9);
	assert_int_equal(findings.count, 0);
	build_put(&build, 112, 4, 1 << 20);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_true(fadt.hardware_reduced);
	assert_int_equal(fadt.pm_timer_port, 0);
}

static void fadt_timer_of_the_extended_field(void **state)
{
	(void)state;
	fadt_begin(6, 276);
	build_put(&build, 76, 4, 0);
	put_gas(208, 1, 32, 0x1808);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0x1808);
	put_gas(208, 0, 32, 0x1808);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0);
	put_gas(208, 1, 32, 0x10000);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0);
	put_gas(208, 1, 32, 0x1808);
	build.size = 219;
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0);
}

static void fadt_timers_that_cannot_be_right(void **state)
{
	(void)state;
	fadt_begin(6, 276);
	put_gas(208, 1, 32, 0x1808);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0x608);
	finding_of(&findings, "fadt.pm_timer.differs");
	fadt_begin(6, 276);
	build_put(&build, 91, 1, 3);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0);
	finding_of(&findings, "fadt.pm_timer.length");
	fadt_begin(2, 132);
	build_put(&build, 76, 4, 0x10000);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_int_equal(fadt.pm_timer_port, 0);
	finding_of(&findings, "fadt.pm_timer.port");
}

static void fadt_reset_registers_that_cannot_be_right(void **state)
{
	(void)state;
	fadt_begin(6, 276);
	put_gas(116, 0, 0, 0);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_false(fadt.reset_supported);
	finding_of(&findings, "fadt.reset.register");
	put_gas(116, 3, 8, 0xcf9);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_false(fadt.reset_supported);
	put_gas(116, 2, 8, 0);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_true(fadt.reset_supported);
	put_gas(116, 1, 32, 0xcf9);
	assert_int_equal(read_fadt(), STATUS_OK);
	assert_true(fadt.reset_supported);
	finding_of(&findings, "fadt.reset.width");
}

static void hpet_fields(void **state)
{
	(void)state;
	build_begin(&build, "HPET", 1);
	build.size = 56;
	put_gas(40, 0, 64, 0x1fed00000);
	assert_int_equal(read_hpet(), STATUS_OK);
	assert_true(hpet.address.value == 0x1fed00000);
	assert_true(hpet.memory_mapped);
	assert_int_equal(findings.count, 0);
	put_gas(40, 1, 64, 0xfed00000);
	assert_int_equal(read_hpet(), STATUS_OK);
	assert_false(hpet.memory_mapped);
	finding_of(&findings, "hpet.space");
}

static void hpets_that_are_refused(void **state)
{
	struct hpet before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	build_begin(&build, "HPET", 1);
	build.size = 56;
	assert_int_equal(read_hpet(), STATUS_INVALID);
	finding_of(&findings, "hpet.address");
	assert_memory_equal(&hpet, &before, sizeof(hpet));
	put_gas(40, 0, 64, 0xfed00000);
	build.size = 55;
	assert_int_equal(read_hpet(), STATUS_TRUNCATED);
	build.size = 56;
	build.bytes[3] = 'X';
	assert_int_equal(read_hpet(), STATUS_INVALID);
	assert_memory_equal(&hpet, &before, sizeof(hpet));
}

static void spcr_fields(void **state)
{
	(void)state;
	build_begin(&build, "SPCR", 2);
	build.size = 80;
	build_put(&build, 36, 1, 0x12);
	put_gas(40, 0, 32, 0x2fe034000);
	build_put(&build, 43, 1, 3);
	build_put(&build, 58, 1, 7);
	assert_int_equal(read_spcr(), STATUS_OK);
	assert_int_equal(spcr.interface_type, 0x12);
	assert_int_equal(spcr.address_space, 0);
	assert_int_equal(spcr.register_width, 32);
	assert_int_equal(spcr.access_size, 3);
	assert_true(spcr.address == 0x2fe034000);
	assert_int_equal(spcr.baud_code, 7);
	assert_int_equal(findings.count, 0);
}

/* Old tables have zeros, or anything, where new ones have more. */
static void spcr_fields_by_revision(void **state)
{
	static const struct {
		uint8_t revision, code;
		uint32_t precise, speed, clock;
	} rows[] = {{1, 7, 921600, 115200, 0},	      {2, 3, 921600, 9600, 0},
		    {3, 4, 921600, 19200, 48000000},  {3, 0, 921600, 0, 48000000},
		    {4, 6, 921600, 921600, 48000000}, {4, 6, 0, 57600, 48000000},
		    {4, 5, 0, 0, 48000000},	      {4, 8, 0, 0, 48000000}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		build_begin(&build, "SPCR", rows[i].revision);
		build.size = 88;
		put_gas(40, 1, 8, 0x3f8);
		build_put(&build, 58, 1, rows[i].code);
		build_put(&build, 76, 4, 48000000);
		build_put(&build, 80, 4, rows[i].precise);
		assert_int_equal(read_spcr(), STATUS_OK);
		assert_int_equal(spcr.speed, rows[i].speed);
		assert_int_equal(spcr.clock_hz, rows[i].clock);
	}
	build.size = 80; /* of revision 4, and too short for it */
	assert_int_equal(read_spcr(), STATUS_OK);
	assert_int_equal(spcr.speed, 0);
}

static void spcr_of_a_pci_function(void **state)
{
	static const struct {
		uint16_t device, vendor;
		bool is_pci;
	} rows[] = {{0xa0a8, 0x8086, true}, {0xffff, 0xffff, false}, {0, 0, false},
		    {2, 0xffff, false},	    {0xffff, 0x8086, false}, {0, 0x1b36, true}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		build_begin(&build, "SPCR", 2);
		build.size = 80;
		build_put(&build, 64, 2, rows[i].device);
		build_put(&build, 66, 2, rows[i].vendor);
		build_put(&build, 68, 1, 0x80);
		build_put(&build, 69, 1, 0x1e);
		build_put(&build, 70, 1, 7);
		build_put(&build, 75, 1, 2);
		assert_int_equal(read_spcr(), STATUS_OK);
		assert_int_equal(spcr.is_pci, rows[i].is_pci);
		assert_int_equal(spcr.pci_device, rows[i].device);
		assert_int_equal(spcr.pci_vendor, rows[i].vendor);
		assert_int_equal(spcr.bus, 0x80);
		assert_int_equal(spcr.slot, 0x1e);
		assert_int_equal(spcr.function, 7);
		assert_int_equal(spcr.segment, 2);
	}
}

static void spcr_without_a_port_and_of_an_odd_space(void **state)
{
	(void)state;
	build_begin(&build, "SPCR", 2);
	build.size = 80;
	put_gas(40, 0x7f, 0, 0);
	assert_int_equal(read_spcr(), STATUS_OK);
	assert_true(spcr.address == 0);
	assert_int_equal(findings.count, 0);
	put_gas(40, 2, 8, 0x3f8);
	assert_int_equal(read_spcr(), STATUS_OK);
	finding_of(&findings, "spcr.space");
	build.size = 79;
	assert_int_equal(read_spcr(), STATUS_TRUNCATED);
	build.size = 80;
	build.bytes[3] = 'X';
	assert_int_equal(read_spcr(), STATUS_INVALID);
}

static void lengths_that_differ_are_said(void **state)
{
	struct span table;

	(void)state;
	fadt_begin(6, 276);
	build_end(&build);
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	table = (struct span){build.bytes, 200};
	assert_int_equal(fadt_read(table, &fadt, &findings), STATUS_OK);
	assert_int_equal(finding_of(&findings, "fadt.length")->severity, SEVERITY_ERROR);
	findings.count = 0;
	table.size = 480;
	assert_int_equal(fadt_read(table, &fadt, &findings), STATUS_OK);
	assert_int_equal(finding_of(&findings, "fadt.slack")->severity, SEVERITY_NOTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fadt_fields),
		cmocka_unit_test(fadt_of_acpi_1_has_no_reset_register),
		cmocka_unit_test(fadt_too_short_or_not_one),
		cmocka_unit_test(fadt_flags_one_by_one),
		cmocka_unit_test(fadt_timer_of_the_extended_field),
		cmocka_unit_test(fadt_timers_that_cannot_be_right),
		cmocka_unit_test(fadt_reset_registers_that_cannot_be_right),
		cmocka_unit_test(fadt_says_how_arm_starts_cores),
		cmocka_unit_test(hpet_fields),
		cmocka_unit_test(hpets_that_are_refused),
		cmocka_unit_test(spcr_fields),
		cmocka_unit_test(spcr_fields_by_revision),
		cmocka_unit_test(spcr_of_a_pci_function),
		cmocka_unit_test(spcr_without_a_port_and_of_an_odd_space),
		cmocka_unit_test(lengths_that_differ_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

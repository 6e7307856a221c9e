/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
#include "fake_memory.h"
#include "acpi.h"

enum {
	RSDP_AT = 0x1000,
	RSDT_AT = 0x2000,
	XSDT_AT = 0x3000,
	TABLES_AT = 0x10000,
	TABLE_STEP = 0x400
};

static struct fake_memory memory;
static struct finding items[2048];
static struct findings findings;
static struct acpi_tables tables;
static struct build build;

/* A table of a header and some bytes; returns its address. */
static uint64_t put_table(unsigned int number, const char *signature, size_t size)
{
	uint64_t address = TABLES_AT + (uint64_t)number * TABLE_STEP;

	build_begin(&build, signature, 1);
	build.size = size;
	fake_memory_put(&memory, address, build_end(&build));
	return address;
}

static void put_root(uint64_t at, const char *signature, unsigned int width,
		     const uint64_t *entries, size_t count)
{
	build_begin(&build, signature, 1);
	for (size_t i = 0; i < count; i++)
		build_add(&build, width, entries[i]);
	fake_memory_put(&memory, at, build_end(&build));
}

static void put_rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt)
{
	build = (struct build){.size = revision < 2 ? 20 : 36};
	memcpy(build.bytes, "RSD PTR ", 8);
	build.bytes[15] = revision;
	build_put(&build, 16, 4, rsdt);
	build_sum(&build, 8, 20);
	if (revision >= 2) {
		build_put(&build, 20, 4, 36);
		build_put(&build, 24, 8, xsdt);
		build_sum(&build, 32, 36);
	}
	fake_memory_put(&memory, RSDP_AT, (struct span){build.bytes, build.size});
}

static enum status find(void)
{
	struct acpi_memory access = {fake_memory_map, &memory};

	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	memset(&tables, 0x5a, sizeof(tables));
	return acpi_find_tables((phys_addr){RSDP_AT}, &access, &tables, &findings);
}

/* An RSDP with both roots, which lead to the same four tables and one that nobody asks for. */
static int setup(void **state)
{
	static const char *const signatures[] = {"SSDT", "FACP", "APIC", "HPET", "SPCR"};
	uint64_t entries[5];

	(void)state;
	fake_memory_clear(&memory);
	for (unsigned int i = 0; i < 5; i++)
		entries[i] = put_table(i, signatures[i], 100 + i);
	put_root(RSDT_AT, "RSDT", 4, entries, 5);
	put_root(XSDT_AT, "XSDT", 8, entries, 5);
	put_rsdp(2, RSDT_AT, XSDT_AT);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_memory_clear(&memory);
	return 0;
}

static void check_all_found(bool used_xsdt, unsigned int count)
{
	assert_int_equal(tables.rsdp.value, RSDP_AT);
	assert_int_equal(tables.used_xsdt, used_xsdt);
	assert_int_equal(tables.count, count);
	assert_int_equal(tables.fadt.size, 101);
	assert_int_equal(tables.madt.size, 102);
	assert_int_equal(tables.hpet.size, 103);
	assert_int_equal(tables.spcr.size, 104);
	assert_true(span_is(tables.fadt, 0, "FACP"));
	assert_true(span_is(tables.madt, 0, "APIC"));
	assert_true(span_is(tables.hpet, 0, "HPET"));
	assert_true(span_is(tables.spcr, 0, "SPCR"));
}

static void the_xsdt_is_followed(void **state)
{
	(void)state;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(true, 5);
	assert_int_equal(tables.revision, 2);
	assert_int_equal(findings.count, 0);
}

static void tables_beside_the_first_ones_are_found(void **state)
{
	static const char *const signatures[] = {"SRAT", "SLIT", "PPTT", "DMAR", "GTDT"};
	uint64_t entries[ARRAY_SIZE(signatures)];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(signatures); i++)
		entries[i] = put_table(i, signatures[i], 110 + i);
	put_root(XSDT_AT, "XSDT", 8, entries, ARRAY_SIZE(entries));
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.srat.size, 110);
	assert_int_equal(tables.slit.size, 111);
	assert_int_equal(tables.pptt.size, 112);
	assert_int_equal(tables.dmar.size, 113);
	assert_int_equal(tables.gtdt.size, 114);
	assert_true(span_is(tables.srat, 0, "SRAT"));
	assert_true(span_is(tables.slit, 0, "SLIT"));
	assert_true(span_is(tables.pptt, 0, "PPTT"));
	assert_true(span_is(tables.dmar, 0, "DMAR"));
	assert_true(span_is(tables.gtdt, 0, "GTDT"));
	assert_int_equal(findings.count, 0);
}

static void acpi_1_has_the_rsdt(void **state)
{
	(void)state;
	put_rsdp(0, RSDT_AT, XSDT_AT);
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	assert_int_equal(tables.revision, 0);
	assert_int_equal(findings.count, 0);
}

static void a_table_that_is_absent_is_empty(void **state)
{
	uint64_t entry = TABLES_AT + TABLE_STEP;

	(void)state;
	put_root(XSDT_AT, "XSDT", 8, &entry, 1);
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.count, 1);
	assert_int_equal(tables.fadt.size, 101);
	assert_int_equal(tables.madt.size, 0);
	assert_null(tables.madt.bytes);
}

static void broken_xsdts_fall_back_to_the_rsdt(void **state)
{
	(void)state;
	put_rsdp(2, RSDT_AT, 0);
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	finding_of(&findings, "rsdp.xsdt_zero");

	put_rsdp(2, RSDT_AT, 0x7f000000);
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	finding_of(&findings, "xsdt.unreadable");

	put_rsdp(2, RSDT_AT, RSDT_AT);
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	finding_of(&findings, "xsdt.unreadable");

	put_rsdp(2, RSDT_AT, XSDT_AT);
	fake_memory_at(&memory, XSDT_AT)[9] ^= 1;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	assert_string_equal(finding_of(&findings, "xsdt.checksum")->table, "XSDT");
}

static void a_wrong_extended_checksum_falls_back_to_the_rsdt(void **state)
{
	(void)state;
	fake_memory_at(&memory, RSDP_AT)[35] ^= 1;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	finding_of(&findings, "rsdp.extended_checksum");

	put_rsdp(2, RSDT_AT, XSDT_AT);
	fake_memory_at(&memory, RSDP_AT)[20] = 35; /* and still sums up to 0 */
	fake_memory_at(&memory, RSDP_AT)[32]++;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(false, 5);
	finding_of(&findings, "rsdp.extended_checksum");
}

static void an_unsound_xsdt_is_better_than_none(void **state)
{
	(void)state;
	fake_memory_at(&memory, XSDT_AT)[9] ^= 1;
	fake_memory_at(&memory, RSDT_AT)[9] ^= 1;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(true, 5);
	finding_of(&findings, "xsdt.checksum");
	finding_of(&findings, "rsdt.checksum");

	put_rsdp(2, 0, XSDT_AT);
	assert_int_equal(find(), STATUS_OK);
	check_all_found(true, 5);
}

static void without_any_root_nothing_is_found(void **state)
{
	struct acpi_tables before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	put_rsdp(2, 0x7f000000, 0x7f001000);
	assert_int_equal(find(), STATUS_NOT_FOUND);
	assert_memory_equal(&tables, &before, sizeof(tables));
	assert_int_equal(findings.count, 2);
	put_rsdp(2, 0, 0);
	assert_int_equal(find(), STATUS_NOT_FOUND);
	put_rsdp(0, 0, XSDT_AT);
	assert_int_equal(find(), STATUS_NOT_FOUND);
}

static void unusable_rsdps_are_refused(void **state)
{
	struct acpi_tables before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	fake_memory_at(&memory, RSDP_AT)[8] ^= 1;
	assert_int_equal(find(), STATUS_INVALID);
	finding_of(&findings, "rsdp.checksum");
	assert_memory_equal(&tables, &before, sizeof(tables));

	put_rsdp(2, RSDT_AT, XSDT_AT);
	fake_memory_at(&memory, RSDP_AT)[0] = 'r';
	assert_int_equal(find(), STATUS_INVALID);
	finding_of(&findings, "rsdp.signature");

	fake_memory_clear(&memory);
	assert_int_equal(find(), STATUS_INVALID);
	finding_of(&findings, "rsdp.unreadable");
	assert_memory_equal(&tables, &before, sizeof(tables));
}

static void entries_that_lead_nowhere_are_skipped(void **state)
{
	uint64_t entries[] = {0,
			      0x7f000000,
			      UINT64_MAX - 10,
			      put_table(10, "LONG", 100),
			      put_table(11, "LESS", 100),
			      put_table(12, "OVER", 100),
			      TABLES_AT + 2 * TABLE_STEP};

	(void)state;
	build_put(&build, 0, 4, (16 << 20) + 1);
	memcpy(fake_memory_at(&memory, entries[3]) + 4, build.bytes, 4);
	fake_memory_at(&memory, entries[4])[4] = 35;
	fake_memory_at(&memory, entries[5])[4] = 101;
	put_root(XSDT_AT, "XSDT", 8, entries, ARRAY_SIZE(entries));
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.count, 1);
	assert_int_equal(tables.madt.size, 102);
	assert_int_equal(findings.count, 6);
	assert_int_equal(finding_count(&findings, "xsdt.entry"), 6);
	for (unsigned int i = 0; i < 6; i++)
		assert_int_equal(findings.items[i].offset, 36 + 8 * i);
	assert_non_null(strstr(findings.items[3].text, "16777217"));
}

/* 16 MiB are taken, a byte more is not, though it could be read. */
static void the_size_of_tables_is_bounded(void **state)
{
	static uint8_t bytes[(16 << 20) + 1] = "APIC";
	uint64_t entry = 0x40000000;

	(void)state;
	put_root(XSDT_AT, "XSDT", 8, &entry, 1);
	bytes[7] = 1;
	fake_memory_put(&memory, entry, (struct span){bytes, sizeof(bytes)});
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.madt.size, 16 << 20);
	fake_memory_at(&memory, entry)[4] = 1;
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.madt.size, 0);
	finding_of(&findings, "xsdt.entry");
}

static void a_wrong_checksum_is_said_and_the_table_used(void **state)
{
	(void)state;
	fake_memory_at(&memory, TABLES_AT + 2 * TABLE_STEP)[50] ^= 0x40;
	fake_memory_at(&memory, TABLES_AT)[50] ^= 0x40;
	assert_int_equal(find(), STATUS_OK);
	check_all_found(true, 5);
	assert_int_equal(findings.count, 1);
	assert_string_equal(finding_of(&findings, "table.checksum")->table, "APIC");
	assert_int_equal(findings.items[0].severity, SEVERITY_ERROR);
}

static void the_first_of_two_tables_is_used(void **state)
{
	uint64_t entries[] = {put_table(20, "APIC", 120), put_table(21, "APIC", 130)};

	(void)state;
	put_root(XSDT_AT, "XSDT", 8, entries, 2);
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.madt.size, 120);
	assert_int_equal(tables.count, 2);
	assert_int_equal(finding_of(&findings, "table.duplicate")->offset, 44);
	assert_int_equal(findings.count, 1);
	fake_memory_at(&memory, entries[0])[50] ^= 1;
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.madt.size, 130);
	fake_memory_at(&memory, entries[1])[50] ^= 1;
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.madt.size, 120);
}

static void a_ragged_root_gives_its_whole_entries(void **state)
{
	uint64_t entry = TABLES_AT + 2 * TABLE_STEP;

	(void)state;
	build_begin(&build, "XSDT", 1);
	build_add(&build, 8, entry);
	build_add(&build, 4, 0xffffffff);
	fake_memory_put(&memory, XSDT_AT, build_end(&build));
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.count, 1);
	assert_int_equal(tables.madt.size, 102);
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "xsdt.length");
}

static void the_number_of_entries_is_bounded(void **state)
{
	static uint64_t entries[1025];

	(void)state;
	for (size_t i = 0; i < 1025; i++)
		entries[i] = TABLES_AT;
	put_root(XSDT_AT, "XSDT", 8, entries, 1024);
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.count, 1024);
	assert_int_equal(findings.count, 0);
	put_root(XSDT_AT, "XSDT", 8, entries, 1025);
	assert_int_equal(find(), STATUS_OK);
	assert_int_equal(tables.count, 1024);
	finding_of(&findings, "xsdt.length");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_xsdt_is_followed),
		TEST(tables_beside_the_first_ones_are_found),
		TEST(acpi_1_has_the_rsdt),
		TEST(a_table_that_is_absent_is_empty),
		TEST(broken_xsdts_fall_back_to_the_rsdt),
		TEST(a_wrong_extended_checksum_falls_back_to_the_rsdt),
		TEST(an_unsound_xsdt_is_better_than_none),
		TEST(without_any_root_nothing_is_found),
		TEST(unusable_rsdps_are_refused),
		TEST(entries_that_lead_nowhere_are_skipped),
		TEST(the_size_of_tables_is_bounded),
		TEST(a_wrong_checksum_is_said_and_the_table_used),
		TEST(the_first_of_two_tables_is_used),
		TEST(a_ragged_root_gives_its_whole_entries),
		TEST(the_number_of_entries_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

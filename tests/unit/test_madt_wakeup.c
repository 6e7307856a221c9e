/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_build.h"

static void add_wakeup(unsigned int version, uint32_t reserved, uint64_t address)
{
	build_add(&build, 2, 0x1010);
	build_add(&build, 2, version);
	build_add(&build, 4, reserved);
	build_add(&build, 8, address);
}

static void read_one(uint8_t revision, unsigned int version, uint32_t reserved, uint64_t address)
{
	madt_begin();
	build.bytes[8] = revision;
	add_lapic(0, 0, ENABLED);
	add_wakeup(version, reserved, address);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_true(madt.wakeup.present);
	assert_int_equal(madt.wakeup.offset, 52);
	assert_int_equal(madt.wakeup.version, version);
	assert_true(madt.wakeup.address == address);
}

static void a_mailbox_is_read(void **state)
{
	(void)state;
	read_one(5, 0, 0, 0x7fffe000);
	assert_int_equal(findings.count, 0);
	read_one(7, 1, 0, 0x123456789000);
	assert_int_equal(findings.count, 0);
}

static void without_an_entry_there_is_none(void **state)
{
	(void)state;
	madt_begin();
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_false(madt.wakeup.present);
	madt_begin();
	add_entry(0x10, 15);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_false(madt.wakeup.present);
}

static void each_rule_has_its_finding(void **state)
{
	static const struct {
		uint8_t revision;
		unsigned int version;
		uint32_t reserved;
		uint64_t address;
		const char *rule;
		enum severity severity;
	} rows[] = {
		{5, 0, 0, 0, "madt.wakeup.address", SEVERITY_ERROR},
		{5, 0, 0, 0x7fffe800, "madt.wakeup.alignment", SEVERITY_ERROR},
		{6, 1, 0, 0x7fffe000, "madt.wakeup.version", SEVERITY_WARNING},
		{7, 2, 0, 0x7fffe000, "madt.wakeup.version", SEVERITY_WARNING},
		{5, 0, 0x80000000, 0x7fffe000, "madt.wakeup.reserved", SEVERITY_WARNING},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		read_one(rows[i].revision, rows[i].version, rows[i].reserved, rows[i].address);
		assert_int_equal(findings.count, 1);
		assert_int_equal(finding_of(&findings, rows[i].rule)->severity, rows[i].severity);
		assert_int_equal(findings.items[0].offset, 52);
	}
}

static void of_many_the_last_holds_and_two_are_judged(void **state)
{
	(void)state;
	madt_begin();
	add_wakeup(0, 0, 0x7fffe000);
	for (int i = 0; i < 1000; i++)
		add_wakeup(0, 0, 0);
	add_wakeup(0, 0, 0x7fffd000);
	assert_int_equal(madt_end(4), STATUS_OK);
	assert_true(madt.wakeup.address == 0x7fffd000);
	assert_int_equal(findings.count, 2);
	assert_int_equal(finding_of(&findings, "madt.wakeup.duplicate")->offset, 60);
	assert_int_equal(finding_count(&findings, "madt.wakeup.address"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mailbox_is_read),
		cmocka_unit_test(without_an_entry_there_is_none),
		cmocka_unit_test(each_rule_has_its_finding),
		cmocka_unit_test(of_many_the_last_holds_and_two_are_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

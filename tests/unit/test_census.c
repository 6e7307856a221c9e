/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "build.h"
#include "census.h"

enum { BOOT = 0 };

static struct finding items[16];
static struct findings findings;
static struct census census;

#define CPU(number)                                                                                \
	{                                                                                          \
		.id = {number}, .usable = true, .healthy = true, .boot_core = (number) == BOOT     \
	}
#define LIST(array) ((struct census_list){array, ARRAY_SIZE(array)})

static struct census_cpu four[] = {CPU(0), CPU(2), CPU(4), CPU(6)};

static int set_up(void **state)
{
	(void)state;
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	census_open(&census);
	return 0;
}

static void compare(struct census_list madt, struct census_list mp)
{
	census_compare(&census, &madt, &mp, (hw_id){BOOT}, &findings);
}

static void assert_only(const char *rule, const char *part)
{
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.items[0].rule, rule);
	if (!strstr(findings.items[0].text, part))
		fail_msg("'%s' is not in '%s'", part, findings.items[0].text);
}

static void agreement_says_nothing(void **state)
{
	(void)state;
	compare(LIST(four), LIST(four));
	assert_int_equal(findings.count, 0);
}

static void order_does_not_matter(void **state)
{
	struct census_cpu turned[] = {CPU(6), CPU(0), CPU(4), CPU(2)};

	(void)state;
	compare(LIST(four), LIST(turned));
	assert_int_equal(findings.count, 0);
}

static void no_witness_is_no_difference(void **state)
{
	struct census_list none = {NULL, 0};

	(void)state;
	compare(none, LIST(four));
	compare(LIST(four), none);
	assert_int_equal(findings.count, 0);
}

static void one_that_the_firmware_does_not_know_is_named(void **state)
{
	struct census_cpu fewer[] = {CPU(0), CPU(2), CPU(6)};

	(void)state;
	compare(LIST(four), LIST(fewer));
	assert_only("census.mp.missing", "cores enabled in the MADT, but not in the "
					 "firmware's MP Services: 1, id 0x4");
}

static void one_that_is_disabled_there_counts_as_missing(void **state)
{
	struct census_cpu disabled[] = {CPU(0), CPU(2), CPU(4), CPU(6)};

	(void)state;
	disabled[3].usable = false;
	compare(LIST(four), LIST(disabled));
	assert_only("census.mp.missing", "id 0x6");
}

static void one_that_only_the_firmware_knows_is_named(void **state)
{
	struct census_cpu more[] = {CPU(0), CPU(2), CPU(4), CPU(6), CPU(9)};

	(void)state;
	compare(LIST(four), LIST(more));
	assert_only("census.mp.extra", "id 0x9");
}

static void many_are_counted_and_the_first_named(void **state)
{
	static struct census_cpu many[CPUS_MAX];
	struct census_cpu one[] = {CPU(0)};

	(void)state;
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		many[i] = (struct census_cpu){.id = {i}, .usable = true, .healthy = true};
	compare(LIST(many), LIST(one));
	assert_only("census.mp.missing", "2047, id");
	assert_non_null(strstr(findings.items[0].text, "id 0x1, 0x2, 0x3"));
}

static void a_sick_core_is_named(void **state)
{
	struct census_cpu sick[] = {CPU(0), CPU(2), CPU(4), CPU(6)};

	(void)state;
	sick[1].healthy = false;
	compare(LIST(four), LIST(sick));
	assert_only("census.mp.unhealthy", "id 0x2");
}

static void another_boot_core_is_named(void **state)
{
	struct census_cpu other[] = {CPU(0), CPU(2), CPU(4), CPU(6)};

	(void)state;
	other[0].boot_core = false;
	other[2].boot_core = true;
	compare(LIST(four), LIST(other));
	assert_only("census.mp.boot-core", "id 0x4 as the boot core, this is id 0x0");
}

static void smbios_may_count_cores_or_threads(void **state)
{
	(void)state;
	census.madt_enabled = 8;
	census.smbios_cores = 4;
	census.smbios_threads = 8;
	compare(LIST(four), LIST(four));
	census.madt_enabled = 4;
	compare(LIST(four), LIST(four));
	assert_int_equal(findings.count, 0);
	census.madt_enabled = 6;
	compare(LIST(four), LIST(four));
	assert_only("census.smbios", "4 cores and 8 threads, the MADT enables 6");
}

static void cpuid_that_tells_of_more_is_a_note(void **state)
{
	(void)state;
	census.madt_enabled = 6;
	census.cpuid_threads = 8;
	compare(LIST(four), LIST(four));
	assert_only("census.cpuid", "8 logical processors");
	assert_int_equal(findings.items[0].severity, SEVERITY_NOTE);
}

static void answers_are_compared(void **state)
{
	const hw_id dead[] = {{5}, {7}}, unlisted[] = {{0xff}};

	(void)state;
	census_compare_answers(NULL, 0, NULL, 0, true, &findings);
	assert_int_equal(findings.count, 0);
	census_compare_answers(dead, 2, NULL, 0, true, &findings);
	assert_only("census.dead", "enabled, but did not answer: 2, id 0x5, 0x7");
	set_up(NULL);
	census_compare_answers(NULL, 0, unlisted, 1, false, &findings);
	assert_only("census.unlisted", "id 0xff");
	set_up(NULL);
	census_compare_answers(NULL, 0, unlisted, 1, true, &findings);
	assert_only("census.other-id", "0xff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(agreement_says_nothing, set_up),
		cmocka_unit_test_setup(order_does_not_matter, set_up),
		cmocka_unit_test_setup(no_witness_is_no_difference, set_up),
		cmocka_unit_test_setup(one_that_the_firmware_does_not_know_is_named, set_up),
		cmocka_unit_test_setup(one_that_is_disabled_there_counts_as_missing, set_up),
		cmocka_unit_test_setup(one_that_only_the_firmware_knows_is_named, set_up),
		cmocka_unit_test_setup(many_are_counted_and_the_first_named, set_up),
		cmocka_unit_test_setup(a_sick_core_is_named, set_up),
		cmocka_unit_test_setup(another_boot_core_is_named, set_up),
		cmocka_unit_test_setup(smbios_may_count_cores_or_threads, set_up),
		cmocka_unit_test_setup(cpuid_that_tells_of_more_is_a_note, set_up),
		cmocka_unit_test_setup(answers_are_compared, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
#include "plan.h"

static struct finding items[4];
static struct findings findings;
static struct madt_cpu cpus[] = {
	{.id = {4}, .state = MADT_CPU_DISABLED, .offset = 44},
	{.id = {2}, .state = MADT_CPU_ENABLED, .offset = 52},
	{.id = {6}, .state = MADT_CPU_ENABLED, .offset = 60},
};
static const struct madt madt = {.cpus = cpus, .cpu_count = ARRAY_SIZE(cpus)};

static int set_up(void **state)
{
	(void)state;
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return 0;
}

static void the_first_enabled_core_is_the_boot_core(void **state)
{
	(void)state;
	plan_lint_order(&madt, (hw_id){2}, &findings);
	assert_int_equal(findings.count, 0);
	plan_lint_order(&madt, (hw_id){6}, &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "madt.boot-core.late")->offset, 52);
}

static void a_list_without_enabled_cores_has_no_order(void **state)
{
	struct madt none = {.cpus = cpus, .cpu_count = 1};

	(void)state;
	plan_lint_order(&none, (hw_id){2}, &findings);
	assert_int_equal(findings.count, 0);
}

static void a_missing_boot_core_is_named(void **state)
{
	(void)state;
	plan_lint_missing((hw_id){0x1f}, &findings);
	assert_non_null(strstr(finding_of(&findings, "madt.boot-core.missing")->text, "id 0x1f"));
}

static void low_memory_matters_to_others_only(void **state)
{
	(void)state;
	plan_lint_low_memory(1, &findings);
	assert_int_equal(findings.count, 0);
	plan_lint_low_memory(8, &findings);
	assert_non_null(strstr(finding_of(&findings, "memory.low.none")->text, "of 8 enabled"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_first_enabled_core_is_the_boot_core, set_up),
		cmocka_unit_test_setup(a_list_without_enabled_cores_has_no_order, set_up),
		cmocka_unit_test_setup(a_missing_boot_core_is_named, set_up),
		cmocka_unit_test_setup(low_memory_matters_to_others_only, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

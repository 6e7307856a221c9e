/* SPDX-License-Identifier: BSD-2-Clause */
/* Who holds the same: the groups of a register. */
#include "unit.h"
#include "audit_build.h"

static struct audit_groups groups;

static void names_are_unique_words(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < AUDIT_X86_REGISTERS; i++) {
		const char *name = audit_x86_64.names[i];

		assert_non_null(name);
		assert_int_equal(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
				 strlen(name));
		for (unsigned int j = 0; j < i; j++)
			assert_string_not_equal(name, audit_x86_64.names[j]);
	}
	assert_int_equal(audit_x86_64.registers, AUDIT_X86_REGISTERS);
	assert_string_equal(audit_x86_64.names[AUDIT_MTRR_FIXED_END - 1], "IA32_MTRR_FIX4K_F8000");
	assert_string_equal(audit_x86_64.names[AUDIT_MTRR_VARIABLE_END - 1],
			    "IA32_MTRR_PHYSMASK15");
	assert_string_equal(audit_x86_64.names[AUDIT_MTRR_VARIABLE + 5], "IA32_MTRR_PHYSMASK2");
}

static void a_register_has_three_states(void **state)
{
	struct audit_core core = {.id = {0}};

	(void)state;
	for (unsigned int i = 0; i < AUDIT_REGISTERS_MAX; i++)
		assert_int_equal(audit_state(&core, i), AUDIT_ABSENT);
	audit_put(&core, AUDIT_PAT, 7);
	audit_put_fault(&core, AUDIT_SMM_MASK);
	audit_put(&core, AUDIT_REGISTERS_MAX, 7); /* ignored */
	audit_put_fault(&core, AUDIT_REGISTERS_MAX);
	for (unsigned int i = 0; i <= AUDIT_REGISTERS_MAX; i++)
		assert_int_equal(audit_state(&core, i), i == AUDIT_PAT	      ? AUDIT_READ
							: i == AUDIT_SMM_MASK ? AUDIT_FAULTED
									      : AUDIT_ABSENT);
}

static void assert_group(unsigned int number, enum audit_state state, uint64_t value,
			 unsigned int count, const char *ids)
{
	const struct audit_group *group = &groups.items[number];

	assert_int_equal(group->state, state);
	assert_true(group->value == value);
	assert_int_equal(group->cores, count);
	assert_string_equal(group->ids, ids);
}

static void one_group_when_all_agree(void **state)
{
	(void)state;
	build_cores(5);
	build_all(AUDIT_PAT, 0x70406);
	build_close();
	assert_true(audit_group(&audit, AUDIT_PAT, &groups));
	assert_int_equal(groups.cores, 5);
	assert_int_equal(groups.count, 1);
	assert_group(0, AUDIT_READ, 0x70406, 5, "0-4");
}

static void what_nobody_has_is_no_group(void **state)
{
	(void)state;
	build_cores(2);
	build_close();
	assert_false(audit_group(&audit, AUDIT_SMRR_BASE, &groups));
}

static void groups_come_by_size_then_by_value(void **state)
{
	(void)state;
	build_cores(8);
	build_all(AUDIT_CR4, 0x668);
	cores[1].values[AUDIT_CR4] = 0x20;
	cores[6].values[AUDIT_CR4] = 0x10;
	cores[3].values[AUDIT_CR4] = cores[4].values[AUDIT_CR4] = 0xFFFF;
	build_close();
	assert_true(audit_group(&audit, AUDIT_CR4, &groups));
	assert_int_equal(groups.count, 4);
	assert_group(0, AUDIT_READ, 0x668, 4, "0,2,5,7");
	assert_group(1, AUDIT_READ, 0xFFFF, 2, "3-4");
	/* Equal in size, so the order is that of the values. */
	assert_group(2, AUDIT_READ, 0x10, 1, "6");
	assert_group(3, AUDIT_READ, 0x20, 1, "1");
}

static void zero_fault_and_absence_are_three_things(void **state)
{
	(void)state;
	build_cores(3);
	audit_put(&cores[0], AUDIT_PLATFORM_INFO, 0);
	audit_put_fault(&cores[1], AUDIT_PLATFORM_INFO);
	build_close();
	assert_true(audit_group(&audit, AUDIT_PLATFORM_INFO, &groups));
	assert_int_equal(groups.count, 3);
	assert_group(0, AUDIT_ABSENT, 0, 1, "2");
	assert_group(1, AUDIT_FAULTED, 0, 1, "1");
	assert_group(2, AUDIT_READ, 0, 1, "0");
}

static void the_order_of_reading_does_not_matter(void **state)
{
	static const unsigned int order[] = {3, 0, 4, 1, 2};

	(void)state;
	build_cores(5);
	build_all(AUDIT_PAT, 1);
	cores[2].values[AUDIT_PAT] = 2;
	audit_open(&audit, &audit_x86_64, cores[0].id);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		audit_add(&audit, &cores[order[i]]);
	audit_close(&audit);
	assert_true(audit_group(&audit, AUDIT_PAT, &groups));
	assert_group(0, AUDIT_READ, 1, 4, "0-1,3-4");
	assert_group(1, AUDIT_READ, 2, 1, "2");
}

static void a_core_that_is_read_again_counts_once(void **state)
{
	(void)state;
	build_cores(3);
	build_all(AUDIT_PAT, 1);
	cores[1].id.value = 2;
	build_close();
	assert_true(audit_group(&audit, AUDIT_PAT, &groups));
	assert_group(0, AUDIT_READ, 1, 2, "0,2");
}

/* Every core its own value: the groups kept are eight of one core, and all are counted. */
static void many_groups_are_counted(void **state)
{
	(void)state;
	build_cores(CPUS_MAX);
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		audit_put(&cores[i], AUDIT_TSC_ADJUST, CPUS_MAX - i);
	build_close();
	assert_true(audit_group(&audit, AUDIT_TSC_ADJUST, &groups));
	assert_int_equal(groups.cores, CPUS_MAX);
	assert_int_equal(groups.count, CPUS_MAX);
	for (unsigned int i = 0; i < AUDIT_GROUPS_MAX; i++)
		assert_int_equal(groups.items[i].cores, 1);
}

/* The largest groups are kept wherever they come in the order of values. */
static void the_largest_are_kept(void **state)
{
	(void)state;
	build_cores(CPUS_MAX);
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		audit_put(&cores[i], AUDIT_TSC_ADJUST, i < 2000 ? i % 20 : 99 + i % 2);
	build_close();
	assert_true(audit_group(&audit, AUDIT_TSC_ADJUST, &groups));
	assert_int_equal(groups.count, 22);
	assert_int_equal(groups.items[0].cores, 100);
	assert_int_equal(groups.items[7].cores, 100);

	for (unsigned int i = 0; i < 300; i++)
		cores[i].values[AUDIT_TSC_ADJUST] = 100000;
	assert_true(audit_group(&audit, AUDIT_TSC_ADJUST, &groups));
	assert_int_equal(groups.count, 23);
	assert_group(0, AUDIT_READ, 100000, 300, "0-299");
}

static void long_lists_of_ids_are_cut(void **state)
{
	size_t length;

	(void)state;
	build_cores(CPUS_MAX);
	build_all(AUDIT_PAT, 1);
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		cores[i].id.value = UINT32_MAX - 2 * i;
	build_close();
	assert_true(audit_group(&audit, AUDIT_PAT, &groups));
	assert_int_equal(groups.items[0].cores, CPUS_MAX);
	length = strlen(groups.items[0].ids);
	assert_in_range(length, AUDIT_IDS_SIZE / 2, AUDIT_IDS_SIZE - 1);
	assert_string_equal(groups.items[0].ids + length - 4, ",...");
}

static void more_cores_than_fit_are_counted(void **state)
{
	(void)state;
	build_cores(1);
	audit_open(&audit, &audit_x86_64, cores[0].id);
	for (unsigned int i = 0; i < CPUS_MAX + 3; i++)
		audit_add(&audit, &cores[0]);
	assert_int_equal(audit.count, CPUS_MAX);
	assert_int_equal(audit.lost, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_words),
		cmocka_unit_test(a_register_has_three_states),
		cmocka_unit_test(one_group_when_all_agree),
		cmocka_unit_test(what_nobody_has_is_no_group),
		cmocka_unit_test(groups_come_by_size_then_by_value),
		cmocka_unit_test(zero_fault_and_absence_are_three_things),
		cmocka_unit_test(the_order_of_reading_does_not_matter),
		cmocka_unit_test(a_core_that_is_read_again_counts_once),
		cmocka_unit_test(many_groups_are_counted),
		cmocka_unit_test(the_largest_are_kept),
		cmocka_unit_test(long_lists_of_ids_are_cut),
		cmocka_unit_test(more_cores_than_fit_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

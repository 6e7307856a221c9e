/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of PSCI's calls there are, by what the tables told and the firmware answers. */
#include "unit.h"
#include "acpi.h"
#include "psci.h"

static int64_t the_version, suspend_features;
static unsigned int asked;

static int64_t firmware(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
	asked++;
	assert_int_equal(b | c, 0);
	if (function == 0x84000000)
		return the_version;
	assert_int_equal(function, 0x8400000A);
	assert_int_equal(a, 0xC4000001);
	return suspend_features;
}

static struct psci_calls chosen(struct psci told)
{
	struct psci_calls calls;

	asked = 0;
	memset(&calls, 0x5A, sizeof(calls));
	psci_choose(&calls, &told, firmware);
	return calls;
}

static void none_without_a_word(void **state)
{
	struct psci_calls calls = chosen((struct psci){.by_hvc = true});

	(void)state;
	assert_null(calls.conduit);
	assert_int_equal(calls.cpu_on, 0);
	assert_int_equal(asked, 0);
	assert_int_equal(psci_call(&calls, calls.cpu_on, 1, 2, 3), PSCI_NOT_SUPPORTED);
}

static void version_0_1_has_the_trees_numbers(void **state)
{
	struct psci_calls calls = chosen((struct psci){
		.present = true, .cpu_suspend = 5, .cpu_off = 6, .cpu_on = 7, .migrate = 8});

	(void)state;
	assert_int_equal(asked, 0);
	assert_int_equal(calls.version, 1);
	assert_int_equal(calls.cpu_suspend, 5);
	assert_int_equal(calls.cpu_off, 6);
	assert_int_equal(calls.cpu_on, 7);
	assert_int_equal(calls.affinity_info, 0);
	assert_int_equal(calls.system_off, 0);
	assert_int_equal(calls.system_reset, 0);
}

static void later_ones_have_the_standards(void **state)
{
	struct psci_calls calls;

	(void)state;
	the_version = 2;
	suspend_features = -1;
	calls = chosen((struct psci){.present = true});
	assert_int_equal(asked, 1); /* 0.2 has no FEATURES to ask, and must have CPU_SUSPEND */
	assert_int_equal(calls.version, 2);
	assert_int_equal(calls.cpu_suspend, 0xC4000001);
	assert_int_equal(calls.cpu_off, 0x84000002);
	assert_int_equal(calls.cpu_on, 0xC4000003);
	assert_int_equal(calls.affinity_info, 0xC4000004);
	assert_int_equal(calls.system_off, 0x84000008);
	assert_int_equal(calls.system_reset, 0x84000009);
}

static void suspend_is_asked_for(void **state)
{
	(void)state;
	the_version = 0x10001;
	suspend_features = 0xFFFFFFFF; /* NOT_SUPPORTED in 32 bits */
	assert_int_equal(chosen((struct psci){.present = true}).cpu_suspend, 0);
	suspend_features = 2; /* says how states are made */
	assert_int_equal(chosen((struct psci){.present = true}).cpu_suspend, 0xC4000001);
	assert_int_equal(asked, 2);
}

static int64_t negative(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	return function == 1 ? 0xFFFFFFFC : 0;
}

static void results_have_32_bits(void **state)
{
	struct psci_calls calls = {.conduit = negative};

	(void)state;
	assert_int_equal(psci_call(&calls, 1, 0, 0, 0), PSCI_ALREADY_ON);
	assert_int_equal(psci_call(&calls, 2, 0, 0, 0), PSCI_SUCCESS);
}

static void refusals_have_names(void **state)
{
	(void)state;
	assert_non_null(strstr(psci_refusal(PSCI_DENIED), ": DENIED"));
	assert_non_null(strstr(psci_refusal(PSCI_ALREADY_ON), ": ALREADY_ON"));
	assert_non_null(strstr(psci_refusal(-2), ": INVALID_PARAMETERS"));
	assert_non_null(strstr(psci_refusal(PSCI_INVALID_ADDRESS), ": INVALID_ADDRESS"));
	assert_non_null(strstr(psci_refusal(-10), "no name"));
	assert_non_null(strstr(psci_refusal(1), "no name"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_without_a_word),
		cmocka_unit_test(version_0_1_has_the_trees_numbers),
		cmocka_unit_test(later_ones_have_the_standards),
		cmocka_unit_test(suspend_is_asked_for),
		cmocka_unit_test(results_have_32_bits),
		cmocka_unit_test(refusals_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

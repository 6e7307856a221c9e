/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit says of the memory types of one core. */
#include "unit.h"
#include "audit_build.h"

static struct finding items[64];
static struct findings findings;

enum { WB = 6, UC = 0, WC = 1, WT = 4, WP = 5 };

static int set_up(void **state)
{
	(void)state;
	build_cores(1);
	build_all(AUDIT_APIC_BASE, 0xFEE00900);
	build_all(AUDIT_MTRR_DEF_TYPE, 0xC00);
	build_all(AUDIT_CPUID_80000008_EAX, 0x3027); /* 39 bits of address */
	for (unsigned int i = 0; i < AUDIT_FIXED_MTRRS; i++)
		build_all(AUDIT_MTRR_FIXED + i, 0x0006050401000606);
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return 0;
}

/* A valid range of 39 bits. */
static void put_range(unsigned int number, uint64_t base, uint64_t size, unsigned int type)
{
	build_all(AUDIT_MTRR_VARIABLE + 2 * number, base | type);
	build_all(AUDIT_MTRR_VARIABLE + 2 * number + 1, (~(size - 1) & 0x7FFFFFF000) | 0x800);
}

static void lint(void)
{
	findings.count = 0;
	build_close();
	audit_lint(&audit, &findings);
}

static void assert_nothing(void)
{
	lint();
	if (findings.count)
		fail_msg("%s: %s", items[0].rule, items[0].text);
}

static void assert_only(const char *rule, const char *part)
{
	lint();
	if (findings.count != 1)
		fail_msg("%zu findings, %s: %s", findings.count, items[0].rule, items[0].text);
	assert_string_equal(items[0].rule, rule);
	if (!strstr(items[0].text, part))
		fail_msg("'%s' is not in '%s'", part, items[0].text);
}

static void a_usual_layout_says_nothing(void **state)
{
	(void)state;
	put_range(0, 0, 0x100000000, WB);
	put_range(1, 0x100000000, 0x80000000, WB);
	put_range(2, 0x80000000, 0x80000000, UC); /* a hole cut into the first */
	put_range(3, 0x200000000, 0x10000000, WC);
	assert_nothing();
}

static void ranges_that_are_off(void **state)
{
	(void)state;
	build_all(AUDIT_MTRR_DEF_TYPE, 0x6);
	put_range(0, 0x1000, 0x100000000, 3); /* is not looked at */
	assert_only("cpu.mtrr.off", "0x6");
}

static void reserved_types(void **state)
{
	static const unsigned int reserved[] = {2, 3, 7, 0x10, 0x86};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reserved); i++) {
		set_up(NULL);
		build_all(AUDIT_MTRR_DEF_TYPE, 0xC00 | reserved[i]);
		assert_only("cpu.mtrr.type", "IA32_MTRR_DEF_TYPE");
		set_up(NULL);
		put_range(5, 0x80000000, 0x10000000, reserved[i]);
		assert_only("cpu.mtrr.type", "IA32_MTRR_PHYSBASE5");
		set_up(NULL);
		build_all(AUDIT_MTRR_FIXED + 3, (uint64_t)reserved[i] << 56);
		build_all(AUDIT_MTRR_FIXED + 4, (uint64_t)reserved[i]);
		assert_only("cpu.mtrr.type", "FIX4K_C0000 is");
		assert_non_null(strstr(items[0].text, "byte 7; 2 of the fixed"));
	}
}

static void fixed_ranges_that_are_off_are_not_judged(void **state)
{
	(void)state;
	build_all(AUDIT_MTRR_DEF_TYPE, 0x800);
	build_all(AUDIT_MTRR_FIXED, 3);
	assert_nothing();
}

/* AMD's own two bits of each byte, when they are shown. */
static void extended_types_where_they_are_shown(void **state)
{
	(void)state;
	build_all(AUDIT_MTRR_FIXED, 0x1E1E1E1E1E1E1E1E);
	assert_only("cpu.mtrr.type", "FIX64K_00000");
	build_all(AUDIT_SYSCFG, 1u << 19);
	assert_only("cpu.syscfg.fixed-dram", "SYSCFG");
}

static void a_mask_with_a_gap(void **state)
{
	(void)state;
	put_range(0, 0x100000000, 0x10000000, WB);
	cores[0].values[AUDIT_MTRR_VARIABLE + 1] &= ~0x800000000ull;
	assert_only("cpu.mtrr.mask", "0x77f0000000 has gaps; one range of this size has "
				     "0x7ff0000000");
}

/* Computed for fewer bits of address than there are. */
static void a_mask_that_is_too_short(void **state)
{
	(void)state;
	put_range(0, 0, 0x80000000, WB);
	cores[0].values[AUDIT_MTRR_VARIABLE + 1] &= 0xFFFFFFFFF;
	assert_only("cpu.mtrr.mask", "IA32_MTRR_PHYSMASK0: 0xf80000000");
	build_all(AUDIT_CPUID_80000008_EAX, 0x3024);
	assert_nothing();
	cores[0].read[AUDIT_CPUID_80000008_EAX / 64] &= ~(1ull << AUDIT_CPUID_80000008_EAX % 64);
	assert_nothing(); /* 36 bits, as all have at least */
}

static void a_base_that_is_not_aligned(void **state)
{
	(void)state;
	put_range(2, 0x90000000, 0x40000000, UC);
	assert_only("cpu.mtrr.alignment", "IA32_MTRR_PHYSBASE2: 0x90000000");
}

static void types_that_do_not_combine(void **state)
{
	static const unsigned int types[] = {UC, WC, WT, WP, WB};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		for (size_t j = 0; j < ARRAY_SIZE(types); j++) {
			unsigned int a = types[i], b = types[j];

			put_range(1, 0, 0x80000000, a);
			put_range(4, 0x40000000, 0x10000000, b);
			if (a == b || a == UC || b == UC || (a == WT && b == WB) ||
			    (a == WB && b == WT))
				assert_nothing();
			else
				assert_only("cpu.mtrr.overlap", "MTRR 1");
		}
}

static void neighbours_do_not_overlap(void **state)
{
	(void)state;
	put_range(0, 0, 0x80000000, WB);
	put_range(1, 0x80000000, 0x80000000, WC);
	assert_nothing();
}

static void a_mask_of_nothing_is_all(void **state)
{
	(void)state;
	put_range(0, 0, 0x80000000, WB);
	build_all(AUDIT_MTRR_VARIABLE + 2, WC);
	build_all(AUDIT_MTRR_VARIABLE + 3, 0x800);
	assert_only("cpu.mtrr.overlap", "MTRR 0");
}

/* Whatever stands there, it ends, and says no more than one of each range and one of all. */
static void any_values_end(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned int round = 0; round < 1000; round++) {
		set_up(NULL);
		for (unsigned int i = AUDIT_MTRR_DEF_TYPE; i < AUDIT_MTRR_VARIABLE_END; i++)
			build_all(i, unit_random(&seed) | (round % 2 ? 0x800 : 0));
		lint();
		assert_int_equal(findings.lost, 0);
		assert_in_range(findings.count, 0, 2 * AUDIT_VARIABLE_MTRRS + 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_usual_layout_says_nothing, set_up),
		cmocka_unit_test_setup(ranges_that_are_off, set_up),
		cmocka_unit_test_setup(reserved_types, set_up),
		cmocka_unit_test_setup(fixed_ranges_that_are_off_are_not_judged, set_up),
		cmocka_unit_test_setup(extended_types_where_they_are_shown, set_up),
		cmocka_unit_test_setup(a_mask_with_a_gap, set_up),
		cmocka_unit_test_setup(a_mask_that_is_too_short, set_up),
		cmocka_unit_test_setup(a_base_that_is_not_aligned, set_up),
		cmocka_unit_test_setup(types_that_do_not_combine, set_up),
		cmocka_unit_test_setup(neighbours_do_not_overlap, set_up),
		cmocka_unit_test_setup(a_mask_of_nothing_is_all, set_up),
		cmocka_unit_test_setup(any_values_end, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

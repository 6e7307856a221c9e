/* SPDX-License-Identifier: BSD-2-Clause */
/* What is made of CPUID's words on the time-stamp counter; the leaves are made up, or a processor's
   own. */
#include "unit.h"
#include "clock_x86_64.h"

enum { INTEL = 0x6C65746E, AMD = 0x444D4163, HYGON = 0x656E6975 };
#define HYPERVISOR (1u << 31)

static const struct {
	struct clock_leaves leaves;
	uint64_t hz;
} crystals[] = {
	/* no leaf, or half of one */
	{{.vendor = INTEL, .signature = 0x506E3}, 0},
	{{.vendor = INTEL, .signature = 0x506E3, .ratio_numerator = 216}, 0},
	{{.vendor = INTEL, .signature = 0x506E3, .ratio_denominator = 2}, 0},
	/* all three are told: whoever it is */
	{{.ratio_denominator = 2, .ratio_numerator = 188, .crystal_hz = 38400000}, 3609600000},
	{{.vendor = AMD, .ratio_denominator = 1, .ratio_numerator = 30, .crystal_hz = 100000000},
	 3000000000},
	{{.ratio_denominator = 1, .ratio_numerator = UINT32_MAX, .crystal_hz = UINT32_MAX},
	 18446744065119617025ull},
	/* crystals that are not: Skylake and Kaby Lake, Goldmont */
	{{.vendor = INTEL, .signature = 0x506E3, .ratio_denominator = 2, .ratio_numerator = 292},
	 3504000000},
	{{.vendor = INTEL, .signature = 0x906E9, .ratio_denominator = 2, .ratio_numerator = 216},
	 2592000000},
	{{.vendor = INTEL, .signature = 0x506C9, .ratio_denominator = 3, .ratio_numerator = 171},
	 1094400000},
	/* a Xeon, of which there are two kinds, and one that nobody knows */
	{{.vendor = INTEL, .signature = 0x50654, .ratio_denominator = 2, .ratio_numerator = 168},
	 0},
	{{.vendor = INTEL, .signature = 0xFFEF0, .ratio_denominator = 2, .ratio_numerator = 168},
	 0},
	/* the same number on another's, or of another family */
	{{.vendor = AMD, .signature = 0x506E3, .ratio_denominator = 2, .ratio_numerator = 216}, 0},
	{{.vendor = INTEL, .signature = 0x50FE3, .ratio_denominator = 2, .ratio_numerator = 216},
	 0},
};

static void the_crystal_gives_the_rate(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(crystals); i++)
		assert_int_equal(clock_leaves_hz(&crystals[i].leaves), crystals[i].hz);
}

static void the_base_frequency_is_16_bits_of_mhz(void **state)
{
	struct clock_leaves leaves = {.base_mhz = 0xABCD0A28};

	(void)state;
	assert_int_equal(clock_leaves_base_hz(&leaves), 2600000000);
	leaves.base_mhz = 0;
	assert_int_equal(clock_leaves_base_hz(&leaves), 0);
}

static void invariant_is_bit_8(void **state)
{
	struct clock_leaves leaves = {.power = ~0x100u};

	(void)state;
	assert_false(clock_leaves_invariant(&leaves));
	leaves.power = 0x100;
	assert_true(clock_leaves_invariant(&leaves));
}

static void who_orders_the_reading(void **state)
{
	static const struct {
		struct clock_leaves leaves;
		enum lfence_order order;
	} rows[] = {
		{{.vendor = INTEL, .signature = 0x906E9}, LFENCE_ALWAYS},
		{{.vendor = INTEL, .signature = 0x906E9, .features = HYPERVISOR}, LFENCE_ALWAYS},
		{{.vendor = 0x12345678, .signature = 0x906E9}, LFENCE_ALWAYS},
		/* families 0Fh and 11h lack the register and need none; 10h, 12h and Zen have it */
		{{.vendor = AMD, .signature = 0x00F4A}, LFENCE_ALWAYS},
		{{.vendor = AMD, .signature = 0x200F31}, LFENCE_ALWAYS},
		{{.vendor = AMD, .signature = 0x100F42}, LFENCE_BY_MSR},
		{{.vendor = AMD, .signature = 0x300F10}, LFENCE_BY_MSR},
		{{.vendor = AMD, .signature = 0x870F10}, LFENCE_BY_MSR},
		{{.vendor = HYGON, .signature = 0x900F02}, LFENCE_BY_MSR},
		{{.vendor = AMD, .signature = 0x870F10, .features = HYPERVISOR}, LFENCE_UNKNOWN},
		/* Zen 3 says that it always does, and so may a hypervisor for it */
		{{.vendor = AMD, .signature = 0xA20F10, .more_features = 4}, LFENCE_ALWAYS},
		{{.vendor = AMD, .signature = 0xA20F10, .features = HYPERVISOR, .more_features = 4},
		 LFENCE_ALWAYS},
		{{.vendor = AMD, .signature = 0xA20F10, .more_features = ~4u}, LFENCE_BY_MSR},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(clock_leaves_lfence(&rows[i].leaves), rows[i].order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_crystal_gives_the_rate),
		cmocka_unit_test(the_base_frequency_is_16_bits_of_mhz),
		cmocka_unit_test(invariant_is_bit_8),
		cmocka_unit_test(who_orders_the_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The leaves of machines that people have, and what their ids then mean. */
#include "unit.h"
#include "../../smp/x86_64/topology.c"

enum { LAST = 0xDEAD };

struct row {
	uint32_t leaf, subleaf;
	struct cpuid_leaf value;
};

static const struct row *rows; /* up to one of leaf LAST; what is not there reads as 0 */
static bool deep;	       /* every sub-leaf of the newer leaves is as valid as the second */

static struct cpuid_leaf read_row(uint32_t leaf, uint32_t subleaf)
{
	if (deep && subleaf > 1)
		subleaf = 1;
	for (const struct row *row = rows; row->leaf != LAST; row++)
		if (row->leaf == leaf && row->subleaf == subleaf)
			return row->value;
	return (struct cpuid_leaf){0};
}

#define INTEL(most, signature)                                                                     \
	{0, 0, {.eax = (most), .ecx = VENDOR_INTEL}},                                              \
		{1, 0, {.eax = (signature), .ebx = 0x10 << 16, .edx = CPUID1_EDX_HTT}},            \
	{                                                                                          \
		0x80000000, 0,                                                                     \
		{                                                                                  \
			.eax = 0x80000008                                                          \
		}                                                                                  \
	}
#define AMD(most, extended, signature)                                                             \
	{0, 0, {.eax = (most), .ecx = VENDOR_AMD}},                                                \
		{1, 0, {.eax = (signature), .edx = CPUID1_EDX_HTT}},                               \
		{0x80000000, 0, {.eax = (extended)}},                                              \
	{                                                                                          \
		0x80000001, 0,                                                                     \
		{                                                                                  \
			.ecx = CPUID_80000001_ECX_TOPOEXT                                          \
		}                                                                                  \
	}

/* Sub-leaf of 0xB, 0x1F or 0x80000026. */
#define LEVEL(leaf, subleaf, type, shift, threads)                                                 \
	{                                                                                          \
		(leaf), (subleaf),                                                                 \
		{                                                                                  \
			(shift), (threads), (type) << 8 | (subleaf), 0                             \
		}                                                                                  \
	}

static struct topology_levels levels_of(const struct row *machine)
{
	rows = machine;
	return cpuid_levels(read_row);
}

static void assert_levels(const struct row *machine, const char *source, unsigned int core,
			  unsigned int die, unsigned int package)
{
	struct topology_levels levels = levels_of(machine);

	assert_string_equal(levels.source, source);
	assert_int_equal(levels.core_shift, core);
	assert_int_equal(levels.die_shift, die);
	assert_int_equal(levels.package_shift, package);
}

/* ---- Intel ---- */

static const struct row skylake_sp[] = {
	INTEL(0x16, 0x50654), LEVEL(0xB, 0, 1, 1, 2), LEVEL(0xB, 1, 2, 6, 40), {.leaf = LAST}};
static const struct row cascade_lake_ap[] = {
	INTEL(0x1F, 0x50657),	 LEVEL(0xB, 0, 1, 1, 2),   LEVEL(0xB, 1, 2, 7, 96),
	LEVEL(0x1F, 0, 1, 1, 2), LEVEL(0x1F, 1, 2, 6, 48), LEVEL(0x1F, 2, 5, 7, 96),
	{.leaf = LAST}};
static const struct row knights_mill[] = {/* modules and tiles are inside of a die */
					  INTEL(0x1F, 0x80650),	     LEVEL(0x1F, 0, 1, 2, 4),
					  LEVEL(0x1F, 1, 2, 3, 8),   LEVEL(0x1F, 2, 3, 4, 16),
					  LEVEL(0x1F, 3, 4, 5, 32),  LEVEL(0x1F, 4, 5, 7, 64),
					  LEVEL(0x1F, 5, 6, 9, 256), {.leaf = LAST}};
static const struct row core2_duo[] = {{0, 0, {.eax = 0xA, .ecx = VENDOR_INTEL}},
				       {1, 0, {0x6F6, 2 << 16, 0, CPUID1_EDX_HTT}},
				       {4, 0, {.eax = 0x04000121}},
				       {0x80000000, 0, {.eax = 0x80000008}},
				       {.leaf = LAST}};
static const struct row core2_quad[] = {{0, 0, {.eax = 0xA, .ecx = VENDOR_INTEL}},
					{1, 0, {0x6FB, 4 << 16, 0, CPUID1_EDX_HTT}},
					{4, 0, {.eax = 0x0C000121}},
					{.leaf = LAST}};
static const struct row prescott[] = {{0, 0, {.eax = 5, .ecx = VENDOR_INTEL}},
				      {1, 0, {0xF41, 2 << 16, 0, CPUID1_EDX_HTT}},
				      {4, 0, {.eax = 0x00004121}},
				      {.leaf = LAST}};
static const struct row northwood[] = {{0, 0, {.eax = 2, .ecx = VENDOR_INTEL}},
				       {1, 0, {0xF27, 2 << 16, 0, CPUID1_EDX_HTT}},
				       {4, 0, {.eax = 0x04000121}}, /* behind the last leaf */
				       {.leaf = LAST}};
static const struct row pentium_m[] = {
	{0, 0, {.eax = 2, .ecx = VENDOR_INTEL}}, {1, 0, {0x6D6, 1 << 16, 0, 0}}, {.leaf = LAST}};

static void intel_machines(void **state)
{
	(void)state;
	assert_levels(skylake_sp, "cpuid 0xb", 1, 6, 6);
	assert_int_equal(levels_of(skylake_sp).package_threads, 40);
	assert_levels(cascade_lake_ap, "cpuid 0x1f", 1, 6, 7);
	assert_int_equal(levels_of(cascade_lake_ap).package_threads, 96);
	assert_levels(knights_mill, "cpuid 0x1f", 2, 5, 9);
	assert_levels(core2_duo, "cpuid 0x4", 0, 1, 1);
	assert_levels(core2_quad, "cpuid 0x4", 0, 2, 2);
	assert_levels(prescott, "cpuid 0x4", 1, 1, 1);
	assert_levels(northwood, "cpuid 0x1", 1, 1, 1);
	assert_levels(pentium_m, "cpuid 0x1", 0, 0, 0);
	assert_int_equal(levels_of(pentium_m).package_threads, 0);
}

/* Where 1FH is all zero it is not valid, and BH says it. */
static void an_empty_leaf_is_not_valid(void **state)
{
	static const struct row empty[] = {INTEL(0x1F, 0x50654),
					   LEVEL(0xB, 0, 1, 1, 2),
					   LEVEL(0xB, 1, 2, 4, 16),
					   {.leaf = LAST}};
	static const struct row no_threads[] = {INTEL(0x1F, 0x50654),
						LEVEL(0x1F, 0, 1, 1, 0),
						LEVEL(0xB, 0, 1, 0, 1),
						LEVEL(0xB, 1, 2, 3, 8),
						{.leaf = LAST}};

	(void)state;
	assert_levels(empty, "cpuid 0xb", 1, 4, 4);
	assert_levels(no_threads, "cpuid 0xb", 0, 3, 3);
}

/* Two threads, and no bit to tell them apart: a hypervisor's mistake, seen in the wild. */
static void a_width_of_0_for_two_threads(void **state)
{
	static const struct row machine[] = {INTEL(0xB, 0x50654),
					     LEVEL(0xB, 0, 1, 0, 2),
					     LEVEL(0xB, 1, 2, 4, 16),
					     {.leaf = LAST}};

	(void)state;
	assert_levels(machine, "cpuid 0xb", 1, 4, 4);
}

static void levels_that_are_not_known(void **state)
{
	static const struct row machine[] = {INTEL(0x1F, 0x50654),
					     LEVEL(0x1F, 0, 1, 1, 2),
					     LEVEL(0x1F, 1, 2, 5, 32),
					     LEVEL(0x1F, 2, 9, 8, 128),
					     {.leaf = LAST}};

	(void)state;
	assert_levels(machine, "cpuid 0x1f", 1, 8, 8);
	deep = true; /* it ends, though every sub-leaf is valid */
	assert_levels(machine, "cpuid 0x1f", 1, 5, 5);
	deep = false;
}

/* ---- AMD ---- */

#define EPYC_ROME                                                                                  \
	{0x80000008, 0, {.ecx = 7 << 12 | 127}},                                                   \
	{                                                                                          \
		0x8000001E, 0,                                                                     \
		{                                                                                  \
			.ebx = 0x100                                                               \
		}                                                                                  \
	}
static const struct row zen2[] = {AMD(0x10, 0x80000020, 0x830F10),
				  EPYC_ROME,
				  LEVEL(0xB, 0, 1, 1, 2),
				  LEVEL(0xB, 1, 2, 7, 128),
				  {.leaf = LAST}};
static const struct row zen2_without_b[] = {
	AMD(0xA, 0x80000020, 0x830F10), EPYC_ROME, {.leaf = LAST}};
static const struct row zen1_naples[] = {AMD(0xD, 0x8000001F, 0x800F12),
					 {0x80000008, 0, {.ecx = 6 << 12 | 63}},
					 {0x8000001E, 0, {.ebx = 0x100, .ecx = 0x302}},
					 LEVEL(0xB, 0, 1, 1, 2),
					 LEVEL(0xB, 1, 2, 6, 64),
					 {.leaf = LAST}};
static const struct row zen4_genoa[] = {
	AMD(0x10, 0x80000028, 0xA10F11), {0x80000008, 0, {.ecx = 8 << 12 | 191}},
	{0x8000001E, 0, {.ebx = 0x100}}, LEVEL(0xB, 0, 1, 1, 2),
	LEVEL(0xB, 1, 2, 8, 192),	 LEVEL(0x80000026, 0, 1, 1, 2),
	LEVEL(0x80000026, 1, 2, 4, 16),	 LEVEL(0x80000026, 2, 3, 4, 16),
	LEVEL(0x80000026, 3, 4, 8, 192), {.leaf = LAST}};
static const struct row opteron_280[] = {{0, 0, {.eax = 1, .ecx = VENDOR_AMD}},
					 {1, 0, {0x20F12, 2 << 16, 0, CPUID1_EDX_HTT}},
					 {0x80000000, 0, {.eax = 0x80000018}},
					 {0x80000008, 0, {.ecx = 1}},
					 {.leaf = LAST}};
static const struct row opteron_three[] = {{0, 0, {.eax = 1, .ecx = VENDOR_AMD}},
					   {1, 0, {0x20F12, 3 << 16, 0, CPUID1_EDX_HTT}},
					   {0x80000000, 0, {.eax = 0x80000001}},
					   {.leaf = LAST}};
/* Two dies of 8 cores; two share a compute unit, and are cores all the same. */
static const struct row opteron_6276[] = {AMD(0xD, 0x8000001E, 0x600F12),
					  {0x80000008, 0, {.ecx = 4 << 12 | 15}},
					  {0x8000001E, 0, {.ebx = 0x100, .ecx = 0x100}},
					  {.leaf = LAST}};

static void amd_machines(void **state)
{
	(void)state;
	assert_levels(zen2, "cpuid 0xb", 1, 7, 7);
	assert_levels(zen2_without_b, "cpuid 0x8000001e", 1, 7, 7);
	assert_levels(zen1_naples, "cpuid 0xb", 1, 4, 6);
	assert_levels(zen4_genoa, "cpuid 0x80000026", 1, 4, 8);
	assert_int_equal(levels_of(zen4_genoa).package_threads, 192);
	assert_levels(opteron_280, "cpuid 0x80000008", 0, 1, 1);
	assert_levels(opteron_three, "cpuid 0x1", 0, 2, 2);
	assert_levels(opteron_6276, "cpuid 0x80000008", 0, 3, 4);
}

/* More nodes than the ids have bits for are not believed. */
static void more_dies_than_ids_can_name(void **state)
{
	static const struct row machine[] = {AMD(0xD, 0x8000001E, 0x800F12),
					     {0x80000008, 0, {.ecx = 2 << 12 | 3}},
					     {0x8000001E, 0, {.ecx = 0x700}},
					     {.leaf = LAST}};

	(void)state;
	assert_levels(machine, "cpuid 0x8000001e", 0, 2, 2);
}

/* ---- kinds ---- */

#define ALDER_LAKE(kind)                                                                           \
	INTEL(0x20, 0x90672), LEVEL(0x1F, 0, 1, 1, 2), LEVEL(0x1F, 1, 2, 7, 24),                   \
		{7, 0, {.edx = CPUID7_EDX_HYBRID}}, {0x1A, 0, {.eax = (kind) << 24 | 1}},          \
	{                                                                                          \
		.leaf = LAST                                                                       \
	}
static const struct row performance_core[] = {ALDER_LAKE(0x40)};
static const struct row efficiency_core[] = {ALDER_LAKE(0x20)};
static const struct row other_core[] = {ALDER_LAKE(0x30)};
#define STRIX_POINT(kind)                                                                          \
	AMD(0x10, 0x80000028, 0xB20F40),                                                           \
		{0x80000026,                                                                       \
		 0,                                                                                \
		 {1 | CPUID_80000026_EAX_HETEROGENEOUS, (kind) << 28 | 2, 0x100, 0}},              \
		LEVEL(0x80000026, 1, 4, 5, 24),                                                    \
	{                                                                                          \
		.leaf = LAST                                                                       \
	}
static const struct row zen5[] = {STRIX_POINT(0u)};
static const struct row zen5c[] = {STRIX_POINT(1u)};
static const struct row zen5x[] = {STRIX_POINT(2u)};

static void kinds_of_cores(void **state)
{
	(void)state;
	assert_true(levels_of(performance_core).hybrid);
	assert_int_equal(levels_of(performance_core).caller_kind, TOPOLOGY_KIND_PERFORMANCE);
	assert_int_equal(levels_of(efficiency_core).caller_kind, TOPOLOGY_KIND_EFFICIENCY);
	assert_int_equal(levels_of(other_core).caller_kind, TOPOLOGY_KIND_UNKNOWN);
	assert_true(levels_of(other_core).hybrid);
	assert_int_equal(levels_of(zen5).caller_kind, TOPOLOGY_KIND_PERFORMANCE);
	assert_int_equal(levels_of(zen5c).caller_kind, TOPOLOGY_KIND_EFFICIENCY);
	assert_int_equal(levels_of(zen5x).caller_kind, TOPOLOGY_KIND_UNKNOWN);
	assert_levels(zen5c, "cpuid 0x80000026", 1, 5, 5);
	assert_false(levels_of(skylake_sp).hybrid);
	assert_false(levels_of(zen4_genoa).hybrid);
	assert_false(levels_of(opteron_280).hybrid);
}

/* The audit reads the leaf on each core of a hybrid, and on no other machine. */
static void kinds_from_the_audit(void **state)
{
	struct audit_core core = {.id = {0}};

	(void)state;
	assert_int_equal(arch_audit_kind(&core), TOPOLOGY_KIND_NONE);
	audit_put(&core, AUDIT_CPUID_1A_EAX, 0x20000001);
	assert_int_equal(arch_audit_kind(&core), TOPOLOGY_KIND_EFFICIENCY);
	core = (struct audit_core){.id = {0}};
	audit_put(&core, AUDIT_CPUID_80000026_EBX, 2);
	assert_int_equal(arch_audit_kind(&core), TOPOLOGY_KIND_PERFORMANCE);
	audit_put(&core, AUDIT_CPUID_80000026_EBX, 1u << 28 | 2);
	assert_int_equal(arch_audit_kind(&core), TOPOLOGY_KIND_EFFICIENCY);
}

/* ---- whole machines: leaves and the ids that go with them ---- */

static struct topology topology;

static void number(const struct row *machine, const uint16_t *ids, size_t count)
{
	struct topology_levels levels = levels_of(machine);
	void *memory = malloc(topology_memory_size(count));

	topology_open(&topology, &levels, memory, count);
	for (size_t i = 0; i < count; i++)
		topology_add(&topology, (hw_id){ids[i]}, true);
	topology_number(&topology);
	free(memory);
	topology.cpus = NULL;
}

static void assert_units(unsigned int packages, unsigned int dies, unsigned int cores)
{
	assert_int_equal(topology.count[TOPOLOGY_PACKAGE], packages);
	assert_int_equal(topology.count[TOPOLOGY_DIE], dies);
	assert_int_equal(topology.count[TOPOLOGY_CORE], cores);
}

static void whole_machines(void **state)
{
	/* 8 cores with two threads, at steps of 8, and 8 with one at steps of 2. */
	static const uint16_t alder_lake[] = {0,  1,  8,  9,  16, 17, 24, 25, 32, 33, 40, 41,
					      48, 49, 56, 57, 64, 66, 68, 70, 72, 74, 76, 78};
	uint16_t ids[512];

	(void)state;
	number(performance_core, alder_lake, ARRAY_SIZE(alder_lake));
	assert_units(1, 1, 16);
	for (unsigned int i = 0; i < 80; i++) /* 20 of 32 possible cores in each package */
		ids[i] = (uint16_t)(i / 40 << 6 | i % 40);
	number(skylake_sp, ids, 80);
	assert_units(2, 2, 40);
	for (unsigned int i = 0; i < 384; i++) /* 12 dies of 8 cores in each package */
		ids[i] = (uint16_t)(i / 192 << 8 | i % 192);
	number(zen4_genoa, ids, 384);
	assert_units(2, 24, 192);
	for (unsigned int i = 0; i < 64; i++) /* 4 sockets of 2 dies */
		ids[i] = (uint16_t)i;
	number(opteron_6276, ids, 64);
	assert_units(4, 8, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intel_machines),
		cmocka_unit_test(an_empty_leaf_is_not_valid),
		cmocka_unit_test(a_width_of_0_for_two_threads),
		cmocka_unit_test(levels_that_are_not_known),
		cmocka_unit_test(amd_machines),
		cmocka_unit_test(more_dies_than_ids_can_name),
		cmocka_unit_test(kinds_of_cores),
		cmocka_unit_test(kinds_from_the_audit),
		cmocka_unit_test(whole_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

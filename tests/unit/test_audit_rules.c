/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit says of cores that differ, and of single registers. */
#include "unit.h"
#include "audit_build.h"

static struct finding items[64];
static struct findings findings;

/* Four cores of bare metal as they should be; core 0 is the boot core. */
static int set_up(void **state)
{
	(void)state;
	build_cores(4);
	build_all(AUDIT_APIC_BASE, 0xFEE00800);
	cores[0].values[AUDIT_APIC_BASE] = 0xFEE00900;
	build_all(AUDIT_CPUID_1_ECX, 0);
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return 0;
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

static void equal_cores_say_nothing(void **state)
{
	(void)state;
	assert_nothing();
}

/* ---- the boot core ---- */

static void a_boot_core_that_nobody_marks(void **state)
{
	(void)state;
	cores[0].values[AUDIT_APIC_BASE] = 0xFEE00800;
	assert_only("cpu.bsp.none", "none of 4 cores");
}

static void a_second_boot_core(void **state)
{
	(void)state;
	cores[2].values[AUDIT_APIC_BASE] = 0xFEE00900;
	assert_only("cpu.bsp.several", "2 boot cores (id 0,2)");
}

static void another_boot_core(void **state)
{
	(void)state;
	cores[0].values[AUDIT_APIC_BASE] = 0xFEE00800;
	cores[3].values[AUDIT_APIC_BASE] = 0xFEE00900;
	assert_only("cpu.bsp.other", "marks 0x3");
}

/* ---- the APIC ---- */

static void the_x2apic_on_some_cores(void **state)
{
	(void)state;
	cores[0].values[AUDIT_APIC_BASE] |= 0x400;
	cores[1].values[AUDIT_APIC_BASE] |= 0x400;
	assert_only("x2apic.mixed", "2 of 4 cores (id 0-1)");
	cores[2].values[AUDIT_APIC_BASE] |= 0x400;
	cores[3].values[AUDIT_APIC_BASE] |= 0x400;
	assert_nothing();
}

static void the_apic_elsewhere_on_one_core(void **state)
{
	(void)state;
	cores[3].values[AUDIT_APIC_BASE] = 0xFED00800;
	assert_only("cpu.apic-base.differs",
		    "IA32_APIC_BASE: 0xfee00000 on 3 (id 0-2), 0xfed00000 on 1 (id 3)");
}

static void lint_with_address(uint64_t address)
{
	findings.count = 0;
	build_close();
	audit.controller_address = address;
	audit_lint(&audit, &findings);
}

static void the_apic_elsewhere_by_the_madt(void **state)
{
	(void)state;
	lint_with_address(0xFEE00000);
	assert_int_equal(findings.count, 0);
	lint_with_address(0xFED00000);
	assert_int_equal(findings.count, 1);
	assert_string_equal(items[0].rule, "madt.lapic-address");
	assert_non_null(strstr(items[0].text, "at 0xfed00000, the boot core at 0xfee00000"));
	for (unsigned int i = 0; i < 4; i++)
		cores[i].values[AUDIT_APIC_BASE] |= 0x400;
	lint_with_address(0xFED00000);
	assert_int_equal(findings.count, 0);
}

/* ---- registers that have to be the same ---- */

struct row {
	unsigned int number;
	uint64_t usual, other;
	const char *rule; /* NULL: nothing is said */
};

/* The usual values break no rule of their own. */
static const struct row rows[] = {
	{AUDIT_MTRR_CAP, 0x508, 0x50A, "cpu.mtrr.differs"},
	{AUDIT_MTRR_DEF_TYPE, 0xC06, 0xC00, "cpu.mtrr.differs"},
	{AUDIT_MTRR_FIXED, 0x0606060606060606, 0, "cpu.mtrr.differs"},
	{AUDIT_MTRR_FIXED_END - 1, 0x0505050505050505, 0, "cpu.mtrr.differs"},
	{AUDIT_MTRR_VARIABLE + 1, 0xFC0000800, 0xF80000800, "cpu.mtrr.differs"},
	{AUDIT_MTRR_VARIABLE_END - 1, 0xFC0000800, 0, "cpu.mtrr.differs"},
	{AUDIT_PAT, 0x7040600070406, 0x7040600070106, "cpu.pat.differs"},
	{AUDIT_SMRR_MASK, 0xFF800800, 0xFFC00800, "cpu.smrr.differs"},
	{AUDIT_MICROCODE, 0xF0, 0xEA, "cpu.microcode.differs"},
	{AUDIT_FEATURE_CONTROL, 5, 1, "cpu.feature-control.differs"},
	{AUDIT_MISC_ENABLE, 0x850089, 0x850088, "cpu.misc-enable.differs"},
	{AUDIT_EFER, 0xD00, 0x500, "cpu.mode.differs"},
	{AUDIT_EFER, 0xD00, 0xD01, NULL},
	{AUDIT_CR0, 0x80010033, 0x80000033, "cpu.mode.differs"},
	{AUDIT_CR0, 0x80010033, 0x8001003B, NULL},
	{AUDIT_CR4, 0x668, 0x628, "cpu.mode.differs"},
	{AUDIT_CR4, 0x668, 0x660, NULL},
	{AUDIT_MCG_CAP, 0xC16, 0xC14, "cpu.mcg-cap.differs"},
	{AUDIT_ARCH_CAPABILITIES, 0x6B, 0x2B, "cpu.arch-capabilities.differs"},
	{AUDIT_SPEC_CTRL, 0, 1, "cpu.spec-ctrl.differs"},
	{AUDIT_PLATFORM_INFO, 0x1800, 0x1900, "cpu.platform-info.differs"},
	{AUDIT_SYSCFG, 0x740000, 0x640000, "cpu.top-of-memory.differs"},
	{AUDIT_HWCR, 0x9000011, 0x9000001, "cpu.hwcr.differs"},
	{AUDIT_TOP_MEM, 0x80000000, 0xC0000000, "cpu.top-of-memory.differs"},
	{AUDIT_TOM2, 0x480000000, 0, "cpu.top-of-memory.differs"},
	{AUDIT_SMM_ADDR, 0x7F000000, 0, "cpu.smm.differs"},
	{AUDIT_SMM_MASK, 0xFF006603, 0xFF006600, "cpu.smm.differs"},
	{AUDIT_CPUID_1_EAX, 0x906EA, 0x906EB, "cpu.signature.differs"},
	{AUDIT_CPUID_1_EDX, 0xBFEBFBFF, 0xBFEBFBFE, "cpu.features.differ"},
	{AUDIT_CPUID_1_EDX, 0xBFEBFBFF, 0xBFEBF9FF, NULL}, /* the APIC's own bit */
	{AUDIT_CPUID_7_EBX, 0x29C6FBF, 0x29C67BF, "cpu.features.differ"},
	{AUDIT_CPUID_7_ECX, 0x8, 0x18, NULL}, /* CR4.PKE */
	{AUDIT_CPUID_7_ECX, 0x8, 0xC, "cpu.features.differ"},
	{AUDIT_CPUID_7_EDX, 0, 0x400, "cpu.features.differ"},
	{AUDIT_CPUID_D_1_EAX, 0xF, 0x7, "cpu.features.differ"},
	{AUDIT_CPUID_80000001_ECX, 0x121, 0x101, "cpu.features.differ"},
	{AUDIT_CPUID_80000001_EDX, 0x2C100800, 0x2C000800, "cpu.features.differ"},
	{AUDIT_CPUID_80000008_EAX, 0x3027, 0x3024, "cpu.features.differ"},
	{AUDIT_CPUID_80000008_EBX, 0, 0x1000, "cpu.features.differ"},
};

static void check_row(const struct row *row)
{
	set_up(NULL);
	build_all(row->number, row->usual);
	assert_nothing();
	cores[2].values[row->number] = row->other;
	if (row->rule)
		assert_only(row->rule, audit_x86_64.names[row->number]);
	else
		assert_nothing();
}

static void each_that_differs_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void each_that_faults_on_one_core_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].rule)
			continue;
		set_up(NULL);
		build_all(rows[i].number, rows[i].usual);
		memset(cores[2].read, 0, sizeof(cores[2].read));
		audit_put(&cores[2], AUDIT_APIC_BASE, 0xFEE00800);
		audit_put(&cores[2], AUDIT_CPUID_1_ECX, 0);
		audit_put_fault(&cores[2], rows[i].number);
		assert_only(rows[i].rule, "a fault on 1 (id 2)");
	}
}

/* CPUID 1 ECX has a copy of CR4.OSXSAVE. */
static void a_copy_of_a_control_bit_may_differ(void **state)
{
	(void)state;
	cores[1].values[AUDIT_CPUID_1_ECX] = 1u << 27;
	assert_nothing();
	cores[1].values[AUDIT_CPUID_1_ECX] = 1u << 28;
	assert_only("cpu.features.differ", "CPUID_1_ECX: 0x0 on 3 (id 0,2-3), 0x10000000 on 1");
}

static void registers_of_one_rule_are_said_once(void **state)
{
	(void)state;
	build_all(AUDIT_MTRR_DEF_TYPE, 0xC06);
	for (unsigned int i = 0; i < AUDIT_FIXED_MTRRS; i++) {
		build_all(AUDIT_MTRR_FIXED + i, 0x0606060606060606);
		cores[1].values[AUDIT_MTRR_FIXED + i] = 0;
	}
	assert_only("cpu.mtrr.differs", "IA32_MTRR_FIX64K_00000 and 10 more: 0x606060606060606 on "
					"3 (id 0,2-3), 0x0 on 1 (id 1)");
}

/* What is not valid may hold anything. */
static void ranges_that_are_not_valid_may_differ(void **state)
{
	(void)state;
	build_all(AUDIT_MTRR_VARIABLE, 0);
	build_all(AUDIT_MTRR_VARIABLE + 1, 0);
	cores[1].values[AUDIT_MTRR_VARIABLE] = 0x80000006;
	cores[2].values[AUDIT_MTRR_VARIABLE + 1] = 0xFC0000000;
	assert_nothing();
	cores[1].values[AUDIT_MTRR_VARIABLE + 1] = 0xF80000800;
	assert_only("cpu.mtrr.differs", "IA32_MTRR_PHYSBASE0 and 1 more");
}

static void a_virtual_machines_ranges_are_a_note(void **state)
{
	(void)state;
	build_all(AUDIT_CPUID_1_ECX, 1u << 31);
	build_all(AUDIT_MTRR_DEF_TYPE, 0xC06);
	cores[3].values[AUDIT_MTRR_DEF_TYPE] = 0;
	assert_only("cpu.mtrr.virtual", "IA32_MTRR_DEF_TYPE");
	assert_int_equal(items[0].severity, SEVERITY_NOTE);
}

static void three_values_show_two(void **state)
{
	(void)state;
	build_all(AUDIT_MICROCODE, 0xF0);
	cores[1].values[AUDIT_MICROCODE] = 0xEA;
	cores[2].values[AUDIT_MICROCODE] = 0xEC;
	assert_only("cpu.microcode.differs", "0xf0 on 2 (id 0,3), 0xea on 1 (id 1), 1 more");
}

/* ---- kinds ---- */

static void make_hybrid(unsigned int number)
{
	build_all(number, 0x40000001);
	cores[2].values[number] = cores[3].values[number] = 0x20000001;
}

static void kinds_of_cores_may_differ(void **state)
{
	static const unsigned int kinds[] = {AUDIT_CPUID_1A_EAX, AUDIT_CPUID_80000026_EBX};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		set_up(NULL);
		make_hybrid(kinds[i]);
		build_all(AUDIT_MICROCODE, 0x11);
		build_all(AUDIT_MISC_ENABLE, 0x850089);
		build_all(AUDIT_MCG_CAP, 0xC16);
		for (unsigned int core = 2; core < 4; core++) {
			cores[core].values[AUDIT_MICROCODE] = 0x17;
			cores[core].values[AUDIT_MISC_ENABLE] = 0x850088;
			cores[core].values[AUDIT_MCG_CAP] = 0xC14;
		}
		assert_nothing();
	}
}

static void cores_of_a_kind_may_not(void **state)
{
	(void)state;
	make_hybrid(AUDIT_CPUID_1A_EAX);
	build_all(AUDIT_MICROCODE, 0x11);
	cores[3].values[AUDIT_MICROCODE] = 0x10;
	assert_only("cpu.microcode.differs", "0x10 on 1 (id 3), 0x11 on 1 (id 2)");
}

static void memory_types_are_the_same_for_all_kinds(void **state)
{
	(void)state;
	make_hybrid(AUDIT_CPUID_1A_EAX);
	build_all(AUDIT_PAT, 6);
	cores[2].values[AUDIT_PAT] = cores[3].values[AUDIT_PAT] = 1;
	assert_only("cpu.pat.differs", "0x1 on 2 (id 2-3)");
}

/* Another stepping has its own microcode; that it is another is said. */
static void microcode_follows_the_signature(void **state)
{
	(void)state;
	build_all(AUDIT_CPUID_1_EAX, 0x50654);
	build_all(AUDIT_MICROCODE, 0x2006D05);
	cores[3].values[AUDIT_CPUID_1_EAX] = 0x50657;
	cores[3].values[AUDIT_MICROCODE] = 0x5003303;
	assert_only("cpu.signature.differs", "0x50657 on 1 (id 3)");
}

/* ---- the clock ---- */

static void a_turned_clock(void **state)
{
	(void)state;
	build_all(AUDIT_TSC_ADJUST, (uint64_t)-5);
	assert_only("tsc.adjust.set", "4 of 4 cores (id 0-3); the boot core has -5");
}

static void clocks_apart_in_a_package(void **state)
{
	(void)state;
	build_all(AUDIT_TSC_ADJUST, 0);
	cores[1].values[AUDIT_TSC_ADJUST] = 7;
	lint();
	assert_int_equal(findings.count, 2);
	assert_string_equal(items[0].rule, "tsc.adjust.differs");
	assert_string_equal(items[1].rule, "tsc.adjust.set");
}

static void clocks_apart_between_packages(void **state)
{
	(void)state;
	build_all(AUDIT_TSC_ADJUST, 0);
	for (unsigned int i = 2; i < 4; i++) {
		cores[i].package = 1;
		cores[i].values[AUDIT_TSC_ADJUST] = 7;
	}
	lint();
	assert_int_equal(findings.count, 2);
	assert_string_equal(items[0].rule, "tsc.adjust.package");
}

/* ---- single registers ---- */

static void a_core_without_caches(void **state)
{
	(void)state;
	build_all(AUDIT_CR0, 0x80010033);
	for (unsigned int i = 0; i < 4; i++)
		cores[i].values[AUDIT_CR0] |= 1u << 30;
	assert_only("cpu.cache.off", "4 of 4 cores");
}

static void an_open_feature_control(void **state)
{
	(void)state;
	build_all(AUDIT_FEATURE_CONTROL, 0);
	assert_only("cpu.feature-control.unlocked", "bits 0x1 are clear on 4 of 4 cores (id 0-3)");
}

static void fixed_mtrrs_left_open(void **state)
{
	(void)state;
	build_all(AUDIT_SYSCFG, 0x7C0000);
	assert_only("cpu.syscfg.fixed-dram", "bits 0x80000 are set on 4 of 4");
}

static void an_unguarded_management_mode(void **state)
{
	(void)state;
	build_all(AUDIT_SMRR_BASE, 0);
	build_all(AUDIT_SMRR_MASK, 0);
	assert_only("cpu.smrr.off", "IA32_SMRR_PHYSMASK");
	set_up(NULL);
	build_all(AUDIT_HWCR, 0x10);
	assert_only("cpu.smm.unlocked", "HWCR");
	build_all(AUDIT_CPUID_1_ECX, 1u << 31); /* a virtual machine has nothing to guard */
	assert_nothing();
}

static void what_faults_everywhere_is_a_note(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		audit_put_fault(&cores[i], AUDIT_PLATFORM_INFO);
		audit_put_fault(&cores[i], AUDIT_SMM_MASK);
	}
	assert_only("audit.fault", "2 registers of this model fault");
}

/* ---- who was read ---- */

static void cores_that_were_not_read(void **state)
{
	static const hw_id wanted[] = {{0}, {1}, {2}, {3}, {8}, {9}};

	(void)state;
	build_close();
	audit.wanted = wanted;
	audit.wanted_count = ARRAY_SIZE(wanted);
	audit.unread_reason = "nobody asked";
	audit_lint(&audit, &findings);
	assert_int_equal(findings.count, 1);
	assert_string_equal(items[0].rule, "audit.unread");
	assert_non_null(strstr(items[0].text, "2 of 6 cores (the first has id 0x8) were not read: "
					      "nobody asked"));
}

static void nobody_read_is_no_crash(void **state)
{
	(void)state;
	build_cores(0);
	lint();
	assert_int_equal(findings.count, 0);
}

/* ---- many ---- */

static void two_thousand_cores(void **state)
{
	(void)state;
	build_cores(CPUS_MAX);
	for (unsigned int i = 0; i < AUDIT_X86_REGISTERS; i++)
		for (unsigned int core = 0; core < CPUS_MAX; core++)
			audit_put(&cores[core], i, (core * 2654435761u) >> 8 | 0x900);
	lint();
	assert_true(findings.count > 10);
	assert_int_equal(findings.lost, 0);
	for (size_t i = 0; i < findings.count; i++)
		assert_true(strlen(items[i].text) < sizeof(items[i].text) - 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
	const struct CMUnitTest tests[] = {
		TEST(equal_cores_say_nothing),
		TEST(a_boot_core_that_nobody_marks),
		TEST(a_second_boot_core),
		TEST(another_boot_core),
		TEST(the_x2apic_on_some_cores),
		TEST(the_apic_elsewhere_on_one_core),
		TEST(the_apic_elsewhere_by_the_madt),
		TEST(each_that_differs_is_named),
		TEST(each_that_faults_on_one_core_is_named),
		TEST(a_copy_of_a_control_bit_may_differ),
		TEST(registers_of_one_rule_are_said_once),
		TEST(ranges_that_are_not_valid_may_differ),
		TEST(a_virtual_machines_ranges_are_a_note),
		TEST(three_values_show_two),
		TEST(kinds_of_cores_may_differ),
		TEST(cores_of_a_kind_may_not),
		TEST(memory_types_are_the_same_for_all_kinds),
		TEST(microcode_follows_the_signature),
		TEST(a_turned_clock),
		TEST(clocks_apart_in_a_package),
		TEST(clocks_apart_between_packages),
		TEST(a_core_without_caches),
		TEST(an_open_feature_control),
		TEST(fixed_mtrrs_left_open),
		TEST(an_unguarded_management_mode),
		TEST(what_faults_everywhere_is_a_note),
		TEST(cores_that_were_not_read),
		TEST(nobody_read_is_no_crash),
		TEST(two_thousand_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit says of AArch64's cores. */
#include "unit.h"
#include "audit_aarch64.h"
#include "audit_build.h"

static struct finding items[64];
static struct findings findings;

enum { A53 = 0x410FD034, A72 = 0x410FD083, A72_R1 = 0x411FD080, EDK2_SCTLR = 0x30D0180D };

/* Four cores as they should be; core 0 is the boot core. */
static int set_up(void **state)
{
	(void)state;
	build_cores(4);
	build_all(AUDIT_MIDR, A53);
	build_all(AUDIT_CURRENT_EL, 1);
	build_all(AUDIT_CNTFRQ, 62500000);
	build_all(AUDIT_CTR, 0x84448004);
	build_all(AUDIT_DCZID, 4);
	build_all(AUDIT_ID_PFR0, 0x11);
	audit_put(&cores[0], AUDIT_SCTLR, EDK2_SCTLR);
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return 0;
}

static void lint(void)
{
	findings.count = 0;
	build_close_by(&audit_aarch64);
	audit_lint(&audit, &findings);
}

static void assert_only(const char *rule, const char *part)
{
	lint();
	if (findings.count != 1)
		fail_msg("%zu findings instead of %s, %s: %s", findings.count, rule, items[0].rule,
			 items[0].text);
	assert_string_equal(items[0].rule, rule);
	if (!strstr(items[0].text, part))
		fail_msg("'%s' is not in '%s'", part, items[0].text);
}

static void names_are_unique_words(void **state)
{
	(void)state;
	assert_int_equal(audit_aarch64.registers, AUDIT_AARCH64_REGISTERS);
	for (unsigned int i = 0; i < AUDIT_AARCH64_REGISTERS; i++) {
		const char *name = audit_aarch64.names[i];

		assert_non_null(name);
		assert_int_equal(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
				 strlen(name));
		for (unsigned int j = 0; j < i; j++)
			assert_string_not_equal(name, audit_aarch64.names[j]);
	}
}

static void equal_cores_say_nothing(void **state)
{
	(void)state;
	lint();
	if (findings.count)
		fail_msg("%s: %s", items[0].rule, items[0].text);
}

static const struct row {
	unsigned int number;
	uint64_t all, last; /* what core 3 has instead */
	const char *rule, *text;
} rows[] = {
	{AUDIT_CURRENT_EL, 2, 1, "cpu.el.differs", "CURRENTEL: 0x2 on 3 (id 0-2), 0x1 on 1"},
	{AUDIT_CNTFRQ, 62500000, 50000000, "timer.cntfrq.differs", "0x2faf080 on 1 (id 3)"},
	{AUDIT_CNTFRQ, 32768, 32768, "timer.cntfrq.odd", "32768"},
	{AUDIT_CNTFRQ, 3000000000, 3000000000, "timer.cntfrq.odd", "3000000000"},
	{AUDIT_CNTVOFF, 0, 5, "timer.cntvoff.differs", "0x5 on 1"},
	{AUDIT_ICC_SRE, 7, 6, "gic.sre.differs", "ICC_SRE_EL1"},
	{AUDIT_MIDR, A53, A72, "cpu.midr.differs", "on 3 (id 0-2)"},
	{AUDIT_MIDR, A72, A72_R1, "cpu.revision.differs", "0x411fd080 on 1 (id 3)"},
	{AUDIT_REVIDR, 0, 1, "cpu.revision.differs", "REVIDR_EL1"},
	{AUDIT_CTR, 0x84448004, 0x84448003, "cpu.ctr.differs", "CTR_EL0"},
	{AUDIT_DCZID, 4, 5, "cpu.dczid.differs", "DCZID_EL0"},
	{AUDIT_HCR, 0x80000000, 0, "cpu.hcr.differs", "HCR_EL2"},
	{AUDIT_ID_ISAR0, 0x11120, 0, "cpu.id.differ", "ID_AA64ISAR0_EL1"},
	{AUDIT_ID_MMFR2, 0, 1, "cpu.id.differ", "ID_AA64MMFR2_EL1"},
};

static void what_differs_is_said_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		set_up(NULL);
		build_all(rows[i].number, rows[i].all);
		audit_put(&cores[3], rows[i].number, rows[i].last);
		assert_only(rows[i].rule, rows[i].text);
	}
}

/* Policy, and what makes maintenance needless, may differ: an OS looks at all cores for that. */
static void other_bits_of_the_cache_type_do_not_count(void **state)
{
	(void)state;
	audit_put(&cores[3], AUDIT_CTR, 0xB444C004);
	equal_cores_say_nothing(state);
}

static void kinds_may_have_other_features(void **state)
{
	(void)state;
	for (unsigned int i = 2; i < 4; i++) {
		audit_put(&cores[i], AUDIT_MIDR, A72);
		audit_put(&cores[i], AUDIT_ID_PFR0, 0x22);
	}
	lint();
	assert_int_equal(findings.count, 2);
	assert_string_equal(items[0].rule, "cpu.midr.differs");
	assert_string_equal(items[1].rule, "cpu.id.kinds");
	/* One of the two is not as its like, which says more. */
	audit_put(&cores[3], AUDIT_ID_PFR0, 0x23);
	lint();
	assert_int_equal(findings.count, 2);
	assert_string_equal(items[1].rule, "cpu.id.differ");
}

/* What is read behind the door again is not said before it. */
static void constant_registers_can_be_told_apart(void **state)
{
	static const unsigned int kept[] = {AUDIT_MIDR, AUDIT_CTR, AUDIT_CNTFRQ, AUDIT_ID_PFR0};

	(void)state;
	audit_put_fault(&cores[0], AUDIT_ID_MMFR2);
	audit_drop_constant(&cores[0], &audit_aarch64);
	assert_int_equal(audit_state(&cores[0], AUDIT_ID_MMFR2), AUDIT_ABSENT);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		assert_int_equal(audit_state(&cores[0], kept[i]), AUDIT_ABSENT);
	assert_int_equal(audit_state(&cores[0], AUDIT_SCTLR), AUDIT_READ);
	assert_int_equal(audit_state(&cores[0], AUDIT_CURRENT_EL), AUDIT_READ);
}

static void a_timer_without_rate(void **state)
{
	(void)state;
	build_all(AUDIT_CNTFRQ, 0);
	assert_only("timer.cntfrq.zero", "0 on 4 of 4 cores");
	audit_put(&cores[0], AUDIT_CNTFRQ, 62500000);
	lint();
	assert_int_equal(findings.count, 2);
	assert_string_equal(items[0].rule, "timer.cntfrq.differs");
	assert_string_equal(items[1].rule, "timer.cntfrq.zero");
	assert_non_null(strstr(items[1].text, "3 of 4 cores (id 1-3); the boot core has 62500000"));
}

static void the_boot_core_runs_with_caches(void **state)
{
	static const uint64_t bits[] = {1, 1 << 2, 1 << 12};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		audit_put(&cores[0], AUDIT_SCTLR, EDK2_SCTLR & ~bits[i]);
		assert_only("cpu.sctlr.cache-off", "the boot core's SCTLR is 0x30d0");
	}
	audit_put(&cores[0], AUDIT_SCTLR, EDK2_SCTLR | 2);
	assert_only("cpu.sctlr.alignment", "0x30d0180f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_words),
		cmocka_unit_test_setup(equal_cores_say_nothing, set_up),
		cmocka_unit_test_setup(what_differs_is_said_once, set_up),
		cmocka_unit_test_setup(other_bits_of_the_cache_type_do_not_count, set_up),
		cmocka_unit_test_setup(kinds_may_have_other_features, set_up),
		cmocka_unit_test_setup(constant_registers_can_be_told_apart, set_up),
		cmocka_unit_test_setup(a_timer_without_rate, set_up),
		cmocka_unit_test_setup(the_boot_core_runs_with_caches, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

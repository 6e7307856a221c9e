/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
#include "../../acpi/lint.h"
#include "acpi.h"

static struct build build;
static struct finding items[4];
static struct findings findings;

static enum status read_dmar(uint8_t flags, size_t size, struct dmar *ret_dmar)
{
	build_begin(&build, "DMAR", 1);
	build.bytes[37] = flags;
	build.size = size;
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	struct span table = build_exact(build_end(&build));
	enum status status = dmar_read(table, ret_dmar, &findings);

	build_free(table);
	return status;
}

/* The opt-out counts only where interrupts can be remapped. */
static void flags_are_read(void **state)
{
	struct dmar dmar;

	(void)state;
	for (uint8_t flags = 0; flags < 8; flags++) {
		assert_int_equal(read_dmar(flags, 48, &dmar), STATUS_OK);
		assert_int_equal(dmar.interrupt_remapping, flags & 1);
		assert_int_equal(dmar.x2apic_opt_out, (flags & 3) == 3);
		assert_int_equal(findings.count, 0);
	}
}

static void dmars_that_are_refused(void **state)
{
	struct dmar dmar, before;

	(void)state;
	memset(&dmar, 0x5a, sizeof(dmar));
	before = dmar;
	assert_int_equal(read_dmar(3, 47, &dmar), STATUS_TRUNCATED);
	assert_memory_equal(&dmar, &before, sizeof(dmar));
	finding_of(&findings, "dmar.truncated");
}

static size_t judge(uint8_t flags, uint64_t id, uint8_t type, bool enabled)
{
	static struct lint_cpus cpus;

	cpus.count = 1;
	cpus.items[0] = (struct lint_cpu){.id = id, .type = type, .enabled = enabled};
	build_begin(&build, "DMAR", 1);
	build.bytes[37] = flags;
	build.size = 48;
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	struct span table = build_exact(build_end(&build));

	lint_dmar(table, &cpus, &findings);
	build_free(table);
	return findings.count;
}

static void an_opt_out_must_leave_every_core_in_reach(void **state)
{
	(void)state;
	assert_int_equal(judge(1, 255, 9, true), 0);
	assert_int_equal(judge(3, 254, 9, true), 1);
	finding_of(&findings, "dmar.opt_out");
	assert_int_equal(judge(3, 255, 9, false), 1);
	finding_of(&findings, "dmar.opt_out");
	assert_int_equal(judge(3, 255, 9, true), 1);
	finding_of(&findings, "dmar.opt_out.ids");
	assert_int_equal(judge(3, 0x100, 0xb, true), 1); /* an MPIDR is no APIC id */
	finding_of(&findings, "dmar.opt_out");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_are_read),
		cmocka_unit_test(dmars_that_are_refused),
		cmocka_unit_test(an_opt_out_must_leave_every_core_in_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_are_read),
		cmocka_unit_test(dmars_that_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What records of an Arm machine call otherwise than x86's. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

static const char *show(const struct record *record, enum output_format format)
{
	struct report *report = capture_open(&capture, format);

	report->words = &words_aarch64;
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

static void assert_has(const struct record *record, const char *part)
{
	if (!strstr(show(record, FORMAT_JSON), part))
		fail_msg("'%s' is not in '%s'", part, capture.bytes);
	assert_null(strstr(capture.bytes, "apic"));
	assert_null(strstr(capture.bytes, "long_ns"));
}

static struct record arm_run(void)
{
	struct record record = sample_run();

	record.run.arch = "aarch64";
	record.run.irq_mode = "gicv3";
	record.run.exception_level = 1;
	return record;
}

static void ids_are_mpidrs(void **state)
{
	struct audit_groups groups = {.cores = 1, .count = 1, .items = {{AUDIT_READ, 7, 1, "256"}}};
	struct record reg = {.kind = RECORD_REGISTER, .reg = {"CTR_EL0", &groups}};
	struct record core = sample_core(5), run = arm_run();
	struct record fault = {.kind = RECORD_FAULT,
			       .fault = {.id = {0x80000101}, .name = "", .during = ""}};

	(void)state;
	assert_has(&run, ",\"boot_mpidr\":2,\"gic_mode\":\"gicv3\",\"el\":1,\"list\":");
	assert_has(&core, "{\"rec\":\"core\",\"index\":5,\"mpidr\":5,\"uid\":5,");
	assert_has(&core, ",\"mmu_ns\":300,\"c_ns\":400,");
	assert_has(&fault, "\"cpu\":0,\"mpidr\":2147483905,\"vector\":0,");
	assert_has(&reg, "\"cores\":1,\"mpidrs\":\"256\"}");
}

static void assert_text(const struct record *record, const char *part)
{
	if (!strstr(show(record, FORMAT_TEXT), part))
		fail_msg("'%s' is not in '%s'", part, capture.bytes);
}

static void text_says_so_too(void **state)
{
	struct record run = arm_run(), core = sample_core(5);
	struct record fault = {.kind = RECORD_FAULT,
			       .fault = {.id = {0x101}, .name = "", .during = ""}};

	(void)state;
	assert_text(&run, "boot core has MPIDR 0x2, gicv3, EL1, idle=halt\r\n");
	assert_text(&core, "core   5  MPIDR 0x5 ");
	assert_text(&fault, "FAULT on core 0 (MPIDR 0x101)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_mpidrs),
		cmocka_unit_test(text_says_so_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

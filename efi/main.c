/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: everything that needs the firmware, or can fail for want of memory. */
#include "survey.h"
#include "arch.h"
#include "ending.h"
#include "fmt.h"
#include "version.h"

static struct survey survey;

static EFI_STATUS refuse(struct firmware *firmware, EFI_STATUS status, const char *sentence)
{
	char line[OPTION_ERROR_SIZE + 40];

	fmt_text(line, sizeof(line), "muster: refused: %s", sentence);
	firmware_print(firmware, line);
	firmware_give_back(firmware);
	return status;
}

static EFI_STATUS read_words(struct survey *s)
{
	char error[OPTION_ERROR_SIZE];

	if (survey_words(s, error) != STATUS_OK)
		return refuse(s->firmware, EFI_INVALID_PARAMETER, error);
	if (s->machine.options.page_break && s->machine.options.action != ACTION_RUN)
		firmware_page_break(s->firmware);
	return EFI_SUCCESS;
}

/* help, list: and back to the firmware. */
static EFI_STATUS help(struct survey *s)
{
	if (s->machine.options.action == ACTION_HELP)
		help_words(s->firmware);
	else
		help_benchmarks(s->firmware, &s->machine.options);
	firmware_give_back(s->firmware);
	return EFI_SUCCESS;
}

/* A few fit without the firmware's help: what says that there is no memory must have room. */
static void open_findings(struct survey *s)
{
	size_t pages = SURVEY_FINDINGS_MAX * sizeof(struct finding) / PAGE_SIZE + 1;
	phys_addr memory = firmware_pages(s->firmware, pages, UINT64_MAX);

	s->findings = (struct findings){.items = s->few_findings, .capacity = SURVEY_FINDINGS_FEW};
	if (memory.value)
		s->findings = (struct findings){.items = (struct finding *)(uintptr_t)memory.value,
						.capacity = SURVEY_FINDINGS_MAX};
}

static const struct rule rule_lost = {"report.findings", SEVERITY_WARNING, "", "",
				      "some are not told"};

static void emit_findings(struct survey *s)
{
	struct finding last;
	struct findings more = {.items = &last, .capacity = 1};

	for (size_t i = 0; i < s->findings.count; i++)
		report_finding(&s->report, &s->findings.items[i]);
	if (s->findings.lost) {
		rule_broken(&more, &rule_lost, 0, "%zu more findings found no room",
			    s->findings.lost);
		report_finding(&s->report, &last);
	}
	s->findings.count = s->findings.lost = 0;
}

/* Where nothing was read, nothing was judged. */
static void check_lint(struct survey *s, const unsigned int counts[SEVERITY_ERROR + 1])
{
	unsigned int judged = s->tables.all.count + s->other_tables;

	report_check(&s->report, "lint.errors",
		     counts[SEVERITY_ERROR] ? VERDICT_FAIL
		     : judged		    ? VERDICT_PASS
					    : VERDICT_SKIP,
		     "%u tables judged: %u errors, %u warnings, %u notes", judged,
		     counts[SEVERITY_ERROR], counts[SEVERITY_WARNING], counts[SEVERITY_NOTE]);
}

static void emit_census(struct survey *s)
{
	struct record record = {.kind = RECORD_CENSUS, .census = s->machine.census};

	report_emit(&s->report, &record);
}

/* There will be no report. */
static void print_errors(const struct survey *s)
{
	char line[sizeof(s->findings.items->text) + 80];

	for (size_t i = 0; i < s->findings.count; i++) {
		const struct finding *finding = &s->findings.items[i];

		if (finding->severity != SEVERITY_ERROR)
			continue;
		fmt_text(line, sizeof(line), "muster: %s: %s", finding->rule, finding->text);
		firmware_print(s->firmware, line);
	}
}

static EFI_STATUS survey_machine(struct survey *s)
{
	const char *missing;

	firmware_print(s->firmware, "muster " MUSTER_VERSION ": reading the ACPI tables");
	missing = survey_list(s);
	if (missing) {
		print_errors(s);
		return refuse(s->firmware, EFI_UNSUPPORTED, missing);
	}
	survey_mps_tables(s);
	lint_run(&s->tables.all, &s->findings);
	lint_core_order(s->tables.madt, arch_topology_levels().core_shift, &s->findings);
	if (survey_cores(s) != STATUS_OK)
		return refuse(s->firmware, EFI_OUT_OF_RESOURCES, "no memory for the list of cores");
	firmware_print(s->firmware, "muster: measuring the clock");
	if (survey_clock(s) != STATUS_OK)
		return refuse(s->firmware, EFI_UNSUPPORTED, "nothing to measure the clock against");
	arch_survey_reset(&s->machine, firmware_reset_service(s->firmware));
	return EFI_SUCCESS;
}

/* info, lint: all that can be told without a core being started, and back to the firmware. */
static EFI_STATUS consult(struct survey *s)
{
	unsigned int counts[SEVERITY_ERROR + 1] = {0};

	survey_output_console(s);
	if (s->machine.options.action == ACTION_INFO)
		survey_describe(s);
	else
		survey_describe_run(s);
	survey_audit(s);
	if (s->machine.options.action == ACTION_INFO)
		survey_describe_cores(s);
	survey_census(s);
	for (size_t i = 0; i < s->findings.count; i++)
		counts[s->findings.items[i].severity]++;
	emit_findings(s);
	emit_census(s);
	check_lint(s, counts);
	report_next(&s->report, "return", "nothing was started", 0);
	report_end(&s->report, "", clock_to_ns(&s->machine.clock, arch_clock_read() - s->began));
	firmware_give_back(s->firmware);
	return counts[SEVERITY_ERROR] ? EFI_ABORTED : EFI_SUCCESS;
}

/* Returns only when the door stayed shut. */
static EFI_STATUS go_through(struct survey *s)
{
	if (firmware_prepare_leave(s->firmware) != STATUS_OK)
		return refuse(s->firmware, EFI_OUT_OF_RESOURCES, "no memory for the memory map");
	survey_boot_next(s);
	report_progress(&s->report, "exit-boot-services", "leaving the firmware");
	firmware_leave(s->firmware, &s->machine);
	report_check(&s->report, "door.exit-boot-services", VERDICT_FAIL,
		     "ExitBootServices failed at every try");
	ending_announce(&s->machine);
	report_end(&s->report, "the firmware could not be left", 0);
	arch_end(&s->machine, ending_wait(&s->machine), END_FAIL);
}

/* A run does not return. */
static EFI_STATUS run(struct survey *s)
{
	const char *refusal = survey_end(s);

	if (refusal)
		return refuse(s->firmware, EFI_UNSUPPORTED, refusal);
	survey_collect_first(s);
	survey_nvram(s);
	survey_output(s); /* from here on, everything is a record */
	if (survey_memory(s) != STATUS_OK || arch_prepare(&s->machine) != STATUS_OK)
		return refuse(s->firmware, EFI_OUT_OF_RESOURCES, "no memory for the cores");
	survey_describe(s);
	survey_audit(s); /* before the first register of ours */
	survey_census(s);
	survey_mp_services(s);
	survey_nvram_mark(s);
	emit_findings(s);
	return go_through(s);
}

static EFI_STATUS act(struct survey *s)
{
	enum action action = s->machine.options.action;
	const char *refusal;
	EFI_STATUS status;

	if (action == ACTION_HELP || action == ACTION_LIST)
		return help(s);
	if (action == ACTION_COLLECT)
		return survey_collect(s);
	survey_low_memory(s);
	status = survey_machine(s); /* tables, cores, clock */
	if (EFI_ERROR(status))
		return status;
	refusal = survey_serial(s);
	if (refusal)
		return refuse(s->firmware, EFI_NOT_FOUND, refusal);
	return action == ACTION_RUN ? run(s) : consult(s);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table);
EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	struct survey *s = &survey;
	EFI_STATUS status;

	s->firmware = firmware_open(image, table); /* and disarm its watchdog */
	s->began = arch_clock_read();
	s->names = firmware_names(s->firmware);
	open_findings(s);
	status = read_words(s);
	if (!EFI_ERROR(status))
		status = act(s);
	return firmware_status(s->firmware, status);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that muster-lint does with a file, but for showing it: any bytes are a machine, and are
 * judged. Every finding is of a rule in the catalogue, says something, is printable, and is of a
 * table and a file that are there; the same bytes are judged the same twice.
 */
#include "build.h"
#include "crc32.h"
#include "dt.h"
#include "tools/muster_lint/dump.h"
#include "tools/muster_lint/machine.h"
#include "tools/muster_lint/split.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct machine machine;
static struct machine_file files[MACHINE_FILES_MAX];

static void check(bool condition)
{
	if (!condition)
		abort();
}

static bool is_of(const struct rule_set *set, const struct finding *finding)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->rules[i].id == finding->rule)
			return true;
	return false;
}

static bool is_of_trees(const struct finding *finding)
{
	for (size_t i = 0; dt_rules(i); i++)
		if (is_of(dt_rules(i), finding))
			return true;
	return false;
}

static void check_finding(size_t number)
{
	const struct finding *finding = &machine.items[number];

	check(lint_rule(finding->rule) || is_of(&split_rule_set, finding) ||
	      is_of(&dump_rule_set, finding) || is_of_trees(finding));
	check(finding->severity == SEVERITY_NOTE || finding->breaks[0] != '\0');
	check(finding->text[0] != '\0');
	for (const char *at = finding->text; *at; at++)
		check(*at >= ' ' && *at <= '~');
	check(machine.file_of[number] == 0);
	check(machine.table_of[number] < (int)machine.tables.count);
}

/* Errors first, and each finding once: a sum of it. */
static uint32_t check_machine(void)
{
	static bool seen[MACHINE_FINDINGS_MAX];
	enum severity before = SEVERITY_ERROR;
	uint32_t sum = 0;

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < machine.findings.count; i++) {
		size_t number = machine.order[i];
		const struct finding *finding = &machine.items[number];

		check(number < machine.findings.count && !seen[number]);
		check(finding->severity <= before);
		seen[number] = true;
		before = finding->severity;
		check_finding(number);
		sum = crc32_add(sum, finding->text, strlen(finding->text));
	}
	return sum;
}

static uint32_t judge(struct span input)
{
	uint8_t *decoded = malloc(input.size / 2 + 1);
	uint32_t sum = 0;

	check(decoded != NULL);
	machine_clear(&machine, "input", files);
	if (machine_add(&machine, "input", input, decoded)) {
		machine_judge(&machine);
		check(machine.tables.count > 0 || machine.findings.count > 0 ||
		      machine.files[0].tree.size > 0);
		sum = check_machine();
	}
	free(decoded);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = {bytes, size};

	check(judge(input) == judge(input));
	return 0;
}

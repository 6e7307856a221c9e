/* SPDX-License-Identifier: BSD-2-Clause */
/* The lint over real tables: what is broken must be told, and what works must not be scolded. */
#include "corpus.h"
#include "../../acpi/lint.h"

#include <time.h>

enum { BUDGET_MS = 50 };

static struct lint_tables tables;

static size_t errors(void)
{
	size_t count = 0;

	for (size_t i = 0; i < findings.count; i++)
		count += items[i].severity == SEVERITY_ERROR;
	return count;
}

static void lint_row(const struct row *row)
{
	tables.count = 1;
	tables.items[0] = row->file;
	lint_run(&tables, no_findings());
}

static const struct finding *first_error(void)
{
	for (size_t i = 0; i < findings.count; i++)
		if (items[i].severity == SEVERITY_ERROR)
			return &items[i];
	return NULL;
}

/* Bytes behind a table hurt nobody: Length is right, and firmware maps by pages. */
static bool only_followed_by_bytes(const struct row *row)
{
	return strstr(row->columns[NOTE], "follow the table") && !strstr(row->columns[NOTE], ";") &&
	       finding_count(&findings, "madt.slack") > 0;
}

static void broken_tables_raise_an_error(void **state)
{
	const struct row *row;
	size_t broken = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "")) != NULL;) {
		lint_row(row);
		for (size_t i = 0; i < findings.count; i++)
			ROW_CHECK(row, lint_rule(items[i].rule), "%s is in no catalogue",
				  items[i].rule);
		if (!row_is_broken(row))
			continue;
		broken++;
		ROW_CHECK(row, errors() > 0 || only_followed_by_bytes(row), "no error: %s",
			  row->columns[NOTE]);
	}
	assert_true(broken > 0);
}

/* At most one well-formed table of twenty may be said to be in error. */
static void check_share(const char *table)
{
	size_t count = 0, scolded = 0;
	const struct row *row;

	for (size_t place = 0; (row = row_next(&place, table)) != NULL;) {
		if (row_is_broken(row))
			continue;
		lint_row(row);
		count++;
		scolded += errors() > 0;
	}
	if (scolded * 20 > count)
		fail_msg("%zu of %zu sound %ss raise an error, as of late %s", scolded, count,
			 table, first_error() ? first_error()->rule : "none");
	print_message("%s: %zu of %zu sound tables raise an error\n", table, scolded, count);
}

static void few_sound_tables_raise_an_error(void **state)
{
	static const char *const kinds[] = {"APIC", "FACP", "SPCR", "HPET", "RSDP", "RSDT", "XSDT"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		check_share(kinds[i]);
}

static void check_count(const struct row *row, int column, size_t count)
{
	if (row->columns[column][0] != '\0')
		ROW_CHECK(row, strtoul(row->columns[column], NULL, 10) == count,
			  "%zu counted, the index has %s in column %d", count, row->columns[column],
			  column + 1);
}

/* Of all architectures. */
static void cpus_agree(void **state)
{
	static struct lint_cpus cpus;
	const struct row *row;
	size_t checked = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL; checked++) {
		size_t enabled = 0, capable = 0;

		lint_list_cpus(row->file, &cpus);
		for (size_t i = 0; i < cpus.count; i++) {
			enabled += cpus.items[i].enabled;
			capable += cpus.items[i].online_capable;
		}
		check_count(row, ENABLED, enabled);
		check_count(row, DISABLED, cpus.count - enabled);
		check_count(row, ONLINE_CAPABLE, capable);
	}
	assert_true(checked > 0);
}

static const struct row *first_of_group(const struct row *row, const char *table)
{
	const struct row *other;

	for (size_t place = 0; (other = row_next(&place, table)) != NULL;)
		if (strcmp(other->columns[GROUP], row->columns[GROUP]) == 0)
			return other;
	return NULL;
}

/* All tables of the machine that a MADT is of; false if any is broken. */
static bool take_machine(const struct row *madt)
{
	static const char *const kinds[] = {"APIC", "FACP", "SRAT", "SLIT", "PPTT", "SPCR", "HPET"};
	bool sound = true;

	tables.count = 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct row *row = first_of_group(madt, kinds[i]);

		if (!row)
			continue;
		tables.items[tables.count++] = row->file;
		sound &= !row_is_broken(row);
	}
	return sound;
}

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void few_sound_machines_raise_an_error(void **state)
{
	size_t machines = 0, scolded = 0;
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		bool sound = take_machine(row);
		double start = milliseconds();

		lint_run(&tables, no_findings());
		ROW_CHECK(row, milliseconds() - start < BUDGET_MS, "%.1f ms",
			  milliseconds() - start);
		if (!sound || tables.count < 2)
			continue;
		machines++;
		scolded += errors() > 0;
	}
	assert_true(machines > 0);
	if (scolded * 20 > machines)
		fail_msg("%zu of %zu machines raise an error", scolded, machines);
	print_message("%zu of %zu sound machines raise an error\n", scolded, machines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_tables_raise_an_error),
		cmocka_unit_test(few_sound_tables_raise_an_error),
		cmocka_unit_test(cpus_agree),
		cmocka_unit_test(few_sound_machines_raise_an_error),
	};

	return cmocka_run_group_tests(tests, corpus_load, corpus_unload);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "corpus.h"
#include "../../acpi/lint.h"
#include "mps.h"

/* The file of another table of the same machine; empty when there is none. */
static struct span file_of_machine(const struct row *row, const char *table)
{
	const struct row *other;

	for (size_t place = 0; (other = row_next(&place, table)) != NULL;)
		if (strcmp(other->columns[GROUP], row->columns[GROUP]) == 0)
			return other->file;
	return (struct span){NULL, 0};
}

static size_t count_errors(void)
{
	size_t count = 0;

	for (size_t i = 0; i < findings.count; i++)
		count += findings.items[i].severity == SEVERITY_ERROR;
	return count;
}

static void only_broken_tables_have_errors(void **state)
{
	const struct row *row;
	size_t broken = 0, sound = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "PCMP")) != NULL;) {
		lint_mps(file_of_machine(row, "MPFP"), row->file, no_findings());
		ROW_CHECK(row, (count_errors() > 0) == row_is_broken(row), "%zu errors: %s",
			  count_errors(), findings.count ? findings.items[0].text : "");
		*(row_is_broken(row) ? &broken : &sound) += 1;
	}
	assert_true(broken > 0 && sound > 0);
}

static void pointers_have_no_errors(void **state)
{
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "MPFP")) != NULL;) {
		lint_mps(row->file, (struct span){NULL, 0}, no_findings());
		ROW_CHECK(row, findings.count == 0, "%s", findings.items[0].text);
	}
}

/* The note of the index: "entries=28 cpus=1 enabled=1 buses=4 ioapics=1". */
static unsigned long noted(const struct row *row, const char *key)
{
	const char *at = strstr(row->columns[NOTE], key);

	ROW_CHECK(row, at != NULL, "no %s in the index", key);
	return strtoul(at + strlen(key), NULL, 10);
}

static void counts_agree(void **state)
{
	static struct madt_cpu cpus[MPS_CPUS_MAX];
	const struct row *row;
	struct madt madt;
	struct mps mps;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "PCMP")) != NULL;) {
		struct span pointer = file_of_machine(row, "MPFP");

		if (row_is_broken(row) || pointer.size == 0)
			continue;
		madt = (struct madt){.cpus = cpus, .cpu_capacity = ARRAY_SIZE(cpus)};
		ROW_CHECK(row,
			  mps_read_spans(pointer, row->file, &mps, &madt, no_findings()) ==
				  STATUS_OK,
			  "is refused");
		ROW_CHECK(row, mps.enabled + mps.disabled == noted(row, "cpus="), "processors");
		ROW_CHECK(row, madt.cpu_count == noted(row, "cpus="), "cores");
		ROW_CHECK(row, mps.enabled == noted(row, "enabled="), "%u enabled", mps.enabled);
		ROW_CHECK(row, mps.buses == noted(row, "buses="), "%u buses", mps.buses);
		ROW_CHECK(row, mps.ioapics == noted(row, "ioapics="), "%u", mps.ioapics);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_broken_tables_have_errors),
		cmocka_unit_test(pointers_have_no_errors),
		cmocka_unit_test(counts_agree),
	};

	return cmocka_run_group_tests(tests, corpus_load, corpus_unload);
}

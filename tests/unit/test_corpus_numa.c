/* SPDX-License-Identifier: BSD-2-Clause */
/* SRAT, SLIT and PPTT of real machines: what an independent reader found, and what may be said. */
#include "corpus.h"
#include "numa.h"
#include "pptt.h"
#include "../../acpi/lint.h"

/* The number behind key in the note, in decimal; 0 and *ret_found false where there is none. */
static unsigned long row_noted(const struct row *row, const char *key, bool *ret_found)
{
	const char *at = strstr(row->columns[NOTE], key);

	*ret_found = at != NULL;
	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

static void check_noted(const struct row *row, const char *key, unsigned long number)
{
	bool found;
	unsigned long noted = row_noted(row, key, &found);

	if (found)
		ROW_CHECK(row, noted == number, "%s%lu, counted %lu", key, noted, number);
}

/* entry_types: "00:16 01:2 7F:28", types in hex. */
static void check_types(const struct row *row, const unsigned long counts[256])
{
	unsigned long wanted[256] = {0};

	if (row->columns[ENTRY_TYPES][0] == '\0')
		return;
	for (char *at = row->columns[ENTRY_TYPES]; *at != '\0';) {
		unsigned long type = strtoul(at, &at, 16) & 0xff;

		wanted[type] = strtoul(at + 1, &at, 10);
	}
	for (size_t type = 0; type < 256; type++)
		ROW_CHECK(row, counts[type] == wanted[type], "%lu structures of type %zx",
			  counts[type], type);
}

static bool is_new(uint32_t *list, unsigned long *count, uint32_t domain)
{
	for (unsigned long i = 0; i < *count; i++)
		if (list[i] == domain)
			return false;
	list[(*count)++] = domain;
	return true;
}

struct srat_counts {
	unsigned long types[256], cpus, disabled_cpus, memory, disabled_memory;
	unsigned long cpu_domain_count, memory_domain_count;
	uint32_t cpu_domains[512], memory_domains[512];
};

static void count_entry(struct srat_counts *counts, const struct srat_entry *entry)
{
	counts->types[entry->type]++;
	if (!entry->known)
		return;
	if (entry->type == SRAT_MEMORY) {
		counts->memory += entry->enabled;
		counts->disabled_memory += !entry->enabled;
		if (entry->enabled)
			is_new(counts->memory_domains, &counts->memory_domain_count, entry->domain);
	} else if (srat_is_cpu(entry->type)) {
		counts->cpus += entry->enabled;
		counts->disabled_cpus += !entry->enabled;
		if (entry->enabled)
			is_new(counts->cpu_domains, &counts->cpu_domain_count, entry->domain);
	}
}

/* Broken ones agree up to where both readers stopped, but for the structure that breaks. */
static void srats_agree(void **state)
{
	struct srat_entry entry;
	const struct row *row;
	size_t checked = 0;
	struct srat srat;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "SRAT")) != NULL;) {
		struct srat_counts counts = {0};

		ROW_CHECK(row, srat_open(row->file, &srat) == STATUS_OK, "is refused");
		while (srat_next(&srat, &entry))
			count_entry(&counts, &entry);
		ROW_CHECK(row, (srat.offset < srat.table.size) == row_is_broken(row), "ends at %zu",
			  srat.offset);
		check_noted(row, "cpu_domains=", counts.cpu_domain_count);
		check_noted(row, "mem_enabled=", counts.memory);
		check_noted(row, "mem_disabled=", counts.disabled_memory);
		check_noted(row, "mem_domains=", counts.memory_domain_count);
		if (row_is_broken(row))
			continue;
		check_types(row, counts.types);
		if (row->columns[ENABLED][0] != '\0')
			ROW_CHECK(row, counts.cpus == strtoul(row->columns[ENABLED], NULL, 10),
				  "%lu cores", counts.cpus);
		checked++;
	}
	assert_true(checked > 0);
}

static const struct numa_cpu *list_find(const struct numa_cpus *list, uint32_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == id)
			return &list->items[i];
	return NULL;
}

/* The ids of the index ("800@0,801@0", id and domain, hex) are those of the sorted list. */
static void cores_are_found_in_their_domains(void **state)
{
	static struct numa_cpu cpus[2 * CPUS_MAX];
	const struct row *row;
	size_t checked = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "SRAT")) != NULL;) {
		struct numa_cpus list = {.items = cpus, .capacity = ARRAY_SIZE(cpus)};
		size_t count = 0;

		if (row_is_broken(row))
			continue;
		ROW_CHECK(row, numa_list_cpus(row->file, &list) == STATUS_OK, "is refused");
		for (char *at = row->columns[IDS_IN_ORDER]; *at != '\0'; count++) {
			uint32_t id = (uint32_t)strtoul(at, &at, 16);
			uint32_t domain = (uint32_t)strtoul(at + 1, &at, 16);
			const struct numa_cpu *cpu = list_find(&list, id);

			at += *at == ',';
			ROW_CHECK(row, cpu != NULL, "core %x is not found", id);
			ROW_CHECK(row, cpu->domain == domain, "core %x is in %x", id, cpu->domain);
			ROW_CHECK(row, numa_find_cpu(&list, cpu->by_uid, id) != NULL, "not by id");
			checked++;
		}
		ROW_CHECK(row, count == 0 || count == list.count, "%zu cores", list.count);
	}
	assert_true(checked > 0);
}

static void slits_agree(void **state)
{
	const struct row *row;
	size_t checked = 0;
	struct slit slit;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "SLIT")) != NULL; checked++) {
		ROW_CHECK(row, slit_read(row->file, &slit) == STATUS_OK, "is refused");
		check_noted(row, "localities=", slit.count);
		for (uint32_t i = 0; i < slit.count; i++)
			ROW_CHECK(row, slit_distance(&slit, i, i) == 10, "%u is far from itself",
				  i);
	}
	assert_true(checked > 0);
}

static void pptts_agree(void **state)
{
	static struct pptt_node nodes[PPTT_NODES_MAX];
	struct pptt_processor processor;
	const struct row *row;
	size_t checked = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "PPTT")) != NULL;) {
		struct pptt pptt = {.nodes = nodes, .capacity = PPTT_NODES_MAX};
		unsigned long types[256] = {0}, packages = 0, flagged = 0, valid = 0;

		ROW_CHECK(row, pptt_read(row->file, &pptt) == STATUS_OK, "is refused");
		for (size_t i = 0; i < pptt.count; i++) {
			types[nodes[i].type]++;
			if (!pptt_processor(&pptt, &nodes[i], &processor))
				continue;
			packages += (processor.flags & PPTT_PACKAGE) != 0;
			valid += (processor.flags & PPTT_UID_VALID) != 0;
			flagged += (processor.flags & PPTT_LEAF) != 0;
		}
		check_types(row, types);
		check_noted(row, "processor_nodes=", types[PPTT_PROCESSOR]);
		check_noted(row, "caches=", types[PPTT_CACHE]);
		check_noted(row, "packages=", packages);
		check_noted(row, "leaves=", flagged);
		check_noted(row, "uid_valid=", valid);
		checked++;
	}
	assert_true(checked > 0);
}

/* The table of the same machine, empty where there is none. */
static struct span row_sibling(const struct row *row, const char *table)
{
	for (size_t i = 0; i < corpus_row_count; i++)
		if (row_is_of(&corpus_rows[i], table) && !row_is_broken(&corpus_rows[i]) &&
		    strcmp(corpus_rows[i].columns[GROUP], row->columns[GROUP]) == 0)
			return corpus_rows[i].file;
	return (struct span){NULL, 0};
}

static void judge(const struct row *row)
{
	static struct lint_cpus cpus;
	struct span madt = row_sibling(row, "APIC");

	lint_list_cpus(madt, &cpus);
	no_findings();
	if (row_is_of(row, "SRAT"))
		lint_srat(row->file, madt.bytes ? &cpus : NULL, &findings);
	else if (row_is_of(row, "SLIT"))
		lint_slit(row->file, row_sibling(row, "SRAT"), &findings);
	else
		lint_pptt(row->file, madt.bytes ? &cpus : NULL, &findings);
}

static const struct finding *find_error(void)
{
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].severity == SEVERITY_ERROR)
			return &findings.items[i];
	return NULL;
}

static bool is_synthetic(const struct row *row)
{
	return strstr(row->columns[KIND], "synthetic") || strstr(row->columns[NOTE], "synthetic");
}

/* A wrong checksum is not theirs to judge; whatever else is broken must be an error. Of the tables
   of real machines at most one in 20 may have one. */
static void broken_tables_have_errors_and_others_hardly(void **state)
{
	static const char *const tables[] = {"SRAT", "SLIT", "PPTT"};
	size_t errors = 0, checked = 0, broken = 0;
	const struct row *row;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (size_t place = 0; (row = row_next(&place, tables[i])) != NULL;) {
			judge(row);
			ROW_CHECK(row, findings.lost == 0, "%zu findings", findings.count);
			if (row_is_broken(row)) {
				ROW_CHECK(row,
					  find_error() ||
						  strstr(row->columns[NOTE], "BROKEN: checksum"),
					  "no error: %s", row->columns[NOTE]);
				broken++;
			} else if (!is_synthetic(row)) {
				if (find_error())
					print_message("%s: %s\n", row->columns[FILE_NAME],
						      find_error()->text);
				errors += find_error() != NULL;
				checked++;
			}
		}
	assert_true(broken > 0 && checked > 0);
	assert_true(errors * 20 <= checked);
}

/* "4 enabled in both, 0 only in SRAT, 3 only in MADT" is what our comparison has to come to. The
   one of 32 bits has a MADT of ACPI 5.0, whose GICC structures are too short to be listed. */
static void the_cores_of_a_machine_are_compared(void **state)
{
	const struct row *row;
	size_t checked = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "SRAT")) != NULL;) {
		const char *only = strstr(row->columns[NOTE], "only in SRAT, ");

		if (row_is_broken(row) || !only || !row_sibling(row, "APIC").bytes)
			continue;
		judge(row);
		size_t unlisted = finding_count(&findings, "srat.cpu.unlisted");

		ROW_CHECK(row, (strtoul(only + 14, NULL, 10) > 0) == (unlisted > 0),
			  "%zu findings: %s", unlisted, only);
		checked++;
	}
	assert_true(checked > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(srats_agree),
		cmocka_unit_test(cores_are_found_in_their_domains),
		cmocka_unit_test(slits_agree),
		cmocka_unit_test(pptts_agree),
		cmocka_unit_test(broken_tables_have_errors_and_others_hardly),
		cmocka_unit_test(the_cores_of_a_machine_are_compared),
	};

	return cmocka_run_group_tests(tests, corpus_load, corpus_unload);
}

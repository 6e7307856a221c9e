/* SPDX-License-Identifier: BSD-2-Clause */
/* All tables but the MADT, which has test_corpus_madt.c; and the way to all of them. */
#include "corpus.h"
#include "fake_memory.h"
#include "../../acpi/lint.h"

enum { RSDP_AT = 0x1000, ROOT_AT = 0x2000, TABLE_AT = 0x100000 };

static struct fake_memory memory;

static bool sums_up(struct span file)
{
	size_t length = span_get32(file, 4);

	if (span_is(file, 0, "RSD PTR "))
		return span_sum(span_part(file, 0, 20)) == 0 &&
		       (span_get8(file, 15) < 2 ||
			span_sum(span_part(file, 0, span_get32(file, 20))) == 0);
	return span_sum(length < file.size ? span_part(file, 0, length) : file) == 0;
}

static void checksums_agree(void **state)
{
	const struct row *row;
	size_t checked = 0;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "")) != NULL; checked++)
		ROW_CHECK(row,
			  row_is_of(row, "PCMP") || /* has two sums of another kind */
				  sums_up(row->file) ==
					  (strcmp(row->columns[CHECKSUM_OK], "yes") == 0),
			  "checksum_ok is %s", row->columns[CHECKSUM_OK]);
	assert_true(checked > 0);
}

static void fadts_agree(void **state)
{
	const struct row *row;
	size_t timers = 0;
	struct fadt fadt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "FACP")) != NULL;) {
		if (fadt_read(row->file, &fadt, no_findings()) != STATUS_OK) {
			ROW_CHECK(row, row_is_broken(row), "is refused");
			continue;
		}
		ROW_CHECK(row, row_notes(row, "rev=", fadt.revision), "rev %x", fadt.revision);
		ROW_CHECK(row, row_notes(row, "flags=", fadt.flags), "flags %x", fadt.flags);
		ROW_CHECK(row, row_notes(row, "iapc_boot=", fadt.iapc_boot_arch), "iapc_boot %x",
			  fadt.iapc_boot_arch);
		ROW_CHECK(row, fadt.pm_timer_port <= 0xffff, "timer %x", fadt.pm_timer_port);
		timers += fadt.pm_timer_port != 0;
	}
	assert_true(timers > 0);
}

static void hpets_agree(void **state)
{
	const struct row *row;
	struct hpet hpet;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "HPET")) != NULL;) {
		if (hpet_read(row->file, &hpet, no_findings()) == STATUS_OK)
			ROW_CHECK(row, row_notes(row, "address=", hpet.address.value),
				  "address %llx", (unsigned long long)hpet.address.value);
		else
			ROW_CHECK(row, row_is_broken(row) || row_notes(row, "address=", 0),
				  "is refused");
	}
}

static void spcrs_agree(void **state)
{
	const struct row *row;
	struct spcr spcr;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "SPCR")) != NULL;) {
		if (spcr_read(row->file, &spcr, no_findings()) != STATUS_OK) {
			ROW_CHECK(row, row_is_broken(row), "is refused");
			continue;
		}
		ROW_CHECK(row, row_notes(row, "interface=", spcr.interface_type), "type %x",
			  spcr.interface_type);
		ROW_CHECK(row, row_notes(row, "address=", spcr.address), "address %llx",
			  (unsigned long long)spcr.address);
		ROW_CHECK(row, row_notes(row, "baud=", spcr.baud_code), "baud code %x",
			  spcr.baud_code);
	}
}

static void put_rsdp(uint8_t revision, uint64_t xsdt)
{
	static struct build build;

	build = (struct build){.size = revision < 2 ? 20 : 36};
	memcpy(build.bytes, "RSD PTR ", 8);
	build.bytes[15] = revision;
	build_put(&build, 16, 4, TABLE_AT);
	build_sum(&build, 8, 20);
	build_put(&build, 20, 4, 36);
	build_put(&build, 24, 8, xsdt);
	build_sum(&build, 32, 36);
	fake_memory_put(&memory, RSDP_AT, (struct span){build.bytes, build.size});
}

/* A machine whose only table is this file: an RSDP, an XSDT or an RSDT, or one that these find. */
static enum status find_file(const struct row *row, struct acpi_tables *ret_tables)
{
	static struct build build;
	struct acpi_memory access = {fake_memory_map, &memory};

	fake_memory_clear(&memory);
	build_begin(&build, "XSDT", 1);
	build_add(&build, 8, TABLE_AT);
	fake_memory_put(&memory, ROOT_AT, build_end(&build));
	put_rsdp(row_is_of(row, "RSDT") ? 0 : 2, row_is_of(row, "XSDT") ? TABLE_AT : ROOT_AT);
	fake_memory_put(&memory, row_is_of(row, "RSDP") ? RSDP_AT : TABLE_AT, row->file);
	return acpi_find_tables((phys_addr){RSDP_AT}, &access, ret_tables, no_findings());
}

static void check_root(const struct row *row)
{
	struct acpi_tables tables;
	enum status status = find_file(row, &tables);
	const char *entries = strstr(row->columns[NOTE], "entries=");

	if (row_is_broken(row) || !entries)
		return;
	/* Nothing is where they point, so each entry ends as a finding. */
	ROW_CHECK(row, status == STATUS_OK, "is refused: status %d", status);
	ROW_CHECK(row, tables.count == 0, "%u tables", tables.count);
	ROW_CHECK(row, findings.count + findings.lost == strtoul(entries + 8, NULL, 10),
		  "%zu findings", findings.count);
}

static void roots_are_followed(void **state)
{
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "XSDT")) != NULL;)
		check_root(row);
	for (size_t place = 0; (row = row_next(&place, "RSDT")) != NULL;)
		check_root(row);
	fake_memory_clear(&memory);
}

static void rsdps_are_taken(void **state)
{
	struct acpi_tables tables;
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "RSDP")) != NULL;) {
		enum status status = find_file(row, &tables);

		if (row_is_broken(row))
			continue;
		/* Past the pointer there is nothing in this memory. */
		ROW_CHECK(row, status == STATUS_NOT_FOUND, "status %d", status);
		ROW_CHECK(row, finding_count(&findings, "rsdp.extended_checksum") == 0,
			  "its extended checksum is refused");
	}
	fake_memory_clear(&memory);
}

static size_t read_any(const struct row *row)
{
	static struct madt_cpu cpus[CPUS_MAX];
	struct madt madt = {.cpus = cpus, .cpu_capacity = CPUS_MAX};
	struct fadt fadt;
	struct hpet hpet;
	struct spcr spcr;

	no_findings();
	if (row_is_of(row, "APIC"))
		madt_read(row->file, &madt, &findings);
	else if (row_is_of(row, "FACP"))
		fadt_read(row->file, &fadt, &findings);
	else if (row_is_of(row, "HPET"))
		hpet_read(row->file, &hpet, &findings);
	else if (row_is_of(row, "SPCR"))
		spcr_read(row->file, &spcr, &findings);
	else if (row_is_of(row, "SRAT"))
		lint_srat(row->file, NULL, &findings);
	else if (row_is_of(row, "SLIT"))
		lint_slit(row->file, (struct span){NULL, 0}, &findings);
	else if (row_is_of(row, "PPTT"))
		lint_pptt(row->file, NULL, &findings);
	return findings.count;
}

/* Checksums are seen on the way to a table, lengths and entries inside it. */
static void broken_tables_end_with_a_finding(void **state)
{
	struct acpi_tables tables;
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "")) != NULL;) {
		size_t inside = read_any(row);

		find_file(row, &tables);
		if (row_is_broken(row))
			ROW_CHECK(row, inside + findings.count > 0, "no finding: %s",
				  row->columns[NOTE]);
	}
	fake_memory_clear(&memory);
}

static void plain_tables_are_found_without_a_word(void **state)
{
	struct acpi_tables tables;
	const struct row *row;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		if (row_is_broken(row))
			continue;
		ROW_CHECK(row, find_file(row, &tables) == STATUS_OK, "is not found");
		ROW_CHECK(row, tables.madt.size == row->file.size, "has %zu bytes",
			  tables.madt.size);
		ROW_CHECK(row, findings.count == 0, "%s", findings.items[0].text);
	}
	fake_memory_clear(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksums_agree),
		cmocka_unit_test(fadts_agree),
		cmocka_unit_test(hpets_agree),
		cmocka_unit_test(spcrs_agree),
		cmocka_unit_test(roots_are_followed),
		cmocka_unit_test(rsdps_are_taken),
		cmocka_unit_test(broken_tables_end_with_a_finding),
		cmocka_unit_test(plain_tables_are_found_without_a_word),
	};

	return cmocka_run_group_tests(tests, corpus_load, corpus_unload);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_memory.h"
#include "build.h"
#include "smbios.h"

enum { ENTRY_AT = 0xf0000, TABLE_AT = 0x7f000000 };
enum { CENTRAL = 3, POPULATED = 0x40, LENGTH_2_0 = 0x1a, LENGTH_2_6 = 0x2a, LENGTH_3_6 = 0x32 };

static struct finding items[16];
static struct findings findings;
static struct smbios smbios;
static struct build build, entry_build;
static struct fake_memory memory;
static uint16_t next_handle;

static void begin(void)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	memset(&smbios, 0x5a, sizeof(smbios));
}

static void table_begin(void)
{
	build = (struct build){.size = 0};
	next_handle = 0;
}

/* Fields are zeros; '|' ends each string, "" has none. Returns its offset in the table. */
static size_t add_structure(uint8_t type, uint8_t length, const char *strings)
{
	size_t at = build.size;

	build_add(&build, 1, type);
	build_add(&build, 1, length);
	build_add(&build, 2, next_handle++);
	build.size = at + length;
	for (const char *c = strings; *c; c++)
		build_add(&build, 1, *c == '|' ? 0 : (uint8_t)*c);
	build_add(&build, *strings ? 1 : 2, 0);
	return at;
}

static size_t add_socket(uint8_t length, uint8_t status, uint8_t cores, uint8_t enabled,
			 uint8_t threads)
{
	size_t at = add_structure(4, length, "CPU 0|Maker|");

	build_put(&build, at + 4, 1, 1);
	build_put(&build, at + 5, 1, CENTRAL);
	build_put(&build, at + 8, 8, 0x178bfbff000a20f1);
	build_put(&build, at + 0x18, 1, status);
	if (length >= 0x26) {
		build_put(&build, at + 0x23, 1, cores);
		build_put(&build, at + 0x24, 1, enabled);
		build_put(&build, at + 0x25, 1, threads);
	}
	return at;
}

static void add_end(void)
{
	add_structure(127, 4, "");
}

static enum status read_table(unsigned int structures)
{
	struct smbios_entry entry = {.major = 3, .minor = 6, .structures = structures};
	struct span exact = build_exact((struct span){build.bytes, build.size});
	enum status status;

	begin();
	status = smbios_read_table(exact, &entry, &smbios, &findings);
	build_free(exact);
	return status;
}

static void add_names(uint8_t type, uint8_t length, const char *strings, uint8_t maker,
		      uint8_t product)
{
	size_t at = add_structure(type, length, strings);

	if (length > 5) {
		build_put(&build, at + 4, 1, maker);
		build_put(&build, at + 5, 1, product);
	}
}

/* The first of each kind; and a structure that is too short for them has none. */
static void the_machine_has_a_name(void **state)
{
	(void)state;
	table_begin();
	add_names(1, 0x1b, "Maker|Machine \x9b 7|Serial|", 1, 2);
	add_names(2, 4, "", 0, 0);
	add_names(2, 0xf, "Other|A board with a name that is far too long|", 1, 2);
	add_names(1, 0x1b, "Second|Another|", 1, 2);
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_string_equal(smbios.maker, "Maker");
	assert_string_equal(smbios.product, "Machine ? 7");
	assert_string_equal(smbios.board, "A board with a name that is far");
	table_begin();
	add_names(1, 0x1b, "Maker|", 0, 9);
	add_end();
	read_table(0);
	assert_string_equal(smbios.maker, "");
	assert_string_equal(smbios.product, "");
}

static void sockets_are_summed_up(void **state)
{
	(void)state;
	table_begin();
	add_structure(0, 24, "Vendor|1.0|");
	add_socket(LENGTH_2_6, POPULATED | 1, 8, 6, 12);
	add_socket(LENGTH_2_6, POPULATED | 1, 8, 8, 16);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(findings.count, 0);
	assert_int_equal(smbios.major, 3);
	assert_int_equal(smbios.minor, 6);
	assert_int_equal(smbios.structures, 4);
	assert_int_equal(smbios.sockets, 2);
	assert_int_equal(smbios.populated, 2);
	assert_int_equal(smbios.in_use, 2);
	assert_int_equal(smbios.cores, 16);
	assert_int_equal(smbios.cores_enabled, 14);
	assert_int_equal(smbios.threads, 28);
	assert_int_equal(smbios.threads_enabled, 0); /* they do not tell */
}

static void a_socket_is_described(void **state)
{
	const struct smbios_socket *socket = &smbios.items[0];

	(void)state;
	table_begin();
	next_handle = 0x1234;
	add_structure(1, 27, "");
	size_t at = add_socket(LENGTH_2_6, POPULATED | 1, 4, 3, 8);

	add_end();
	read_table(0);
	assert_string_equal(socket->designation, "CPU 0");
	assert_int_equal(socket->offset, at);
	assert_int_equal(socket->handle, 0x1235);
	assert_true(socket->populated);
	assert_int_equal(socket->status, SMBIOS_CPU_ENABLED);
	assert_int_equal(socket->processor_id, 0x178bfbff000a20f1);
	assert_int_equal(socket->cores, 4);
	assert_int_equal(socket->cores_enabled, 3);
	assert_int_equal(socket->threads, 8);
}

static void only_sockets_in_use_are_summed_up(void **state)
{
	(void)state;
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 4, 4, 8);
	add_socket(LENGTH_2_6, POPULATED | 2, 4, 4, 8);
	add_socket(LENGTH_2_6, POPULATED | 3, 4, 4, 8);
	add_socket(LENGTH_2_6, POPULATED | 4, 2, 2, 4);
	add_socket(LENGTH_2_6, 0, 0, 0, 0);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(smbios.sockets, 5);
	assert_int_equal(smbios.populated, 4);
	assert_int_equal(smbios.in_use, 2);
	assert_int_equal(smbios.cores, 6);
	assert_int_equal(smbios.threads, 12);
}

static void other_processors_are_not_sockets(void **state)
{
	(void)state;
	table_begin();
	size_t at = add_socket(LENGTH_2_6, POPULATED | 1, 4, 4, 8);

	build_put(&build, at + 5, 1, 5); /* a DSP */
	add_end();
	assert_int_equal(read_table(0), STATUS_NOT_FOUND);
	assert_int_equal(smbios.sockets, 0);
	finding_of(&findings, "smbios.processor.none");
}

static void large_counts_are_in_words(void **state)
{
	(void)state;
	table_begin();
	size_t at = add_socket(LENGTH_3_6, POPULATED | 1, 255, 255, 255);

	build_put(&build, at + 0x2a, 2, 288);
	build_put(&build, at + 0x2c, 2, 256);
	build_put(&build, at + 0x2e, 2, 576);
	build_put(&build, at + 0x30, 2, 512);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(smbios.cores, 288);
	assert_int_equal(smbios.cores_enabled, 256);
	assert_int_equal(smbios.threads, 576);
	assert_int_equal(smbios.threads_enabled, 512);
	build_put(&build, at + 0x2e, 2, 0xffff); /* reserved */
	build_put(&build, at + 0x30, 2, 0xffff);
	read_table(0);
	assert_int_equal(smbios.threads, 0);
	assert_int_equal(smbios.threads_enabled, 0);
}

/* 255 of a structure that has no words is 255; words do not count where the byte is not 255. */
static void words_are_for_full_bytes(void **state)
{
	(void)state;
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 255, 255, 255);
	add_end();
	read_table(0);
	assert_int_equal(smbios.threads, 255);
	table_begin();
	size_t at = add_socket(LENGTH_3_6, POPULATED | 1, 254, 254, 254);

	build_put(&build, at + 0x2e, 2, 1000);
	add_end();
	read_table(0);
	assert_int_equal(smbios.threads, 254);
}

/* A sum of some sockets would pass for all. */
static void one_silent_socket_silences_the_sum(void **state)
{
	(void)state;
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 4, 4, 8);
	add_socket(LENGTH_2_0, POPULATED | 1, 0, 0, 0);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(findings.count, 0);
	assert_int_equal(smbios.in_use, 2);
	assert_int_equal(smbios.cores, 0);
	assert_int_equal(smbios.cores_enabled, 0);
	assert_int_equal(smbios.threads, 0);
	assert_int_equal(smbios.items[0].threads, 8);
	assert_int_equal(smbios.items[1].threads, 0);
}

static void strings_are_found_by_number(void **state)
{
	static const struct {
		uint8_t number;
		const char *text;
	} cases[] = {{0, ""}, {1, "CPU 0"}, {2, "Maker"}, {3, ""}, {255, ""}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		table_begin();
		size_t at = add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);

		build_put(&build, at + 4, 1, cases[i].number);
		add_end();
		read_table(0);
		assert_string_equal(smbios.items[0].designation, cases[i].text);
	}
}

static void strings_are_cut_and_printable(void **state)
{
	(void)state;
	table_begin();
	size_t at = add_structure(4, LENGTH_2_6, "\x1b[31mA socket with quite a long name|");

	build_put(&build, at + 4, 2, 1 | CENTRAL << 8);
	add_end();
	read_table(0);
	assert_string_equal(smbios.items[0].designation, "?[31mA socket with quite a long");
	assert_int_equal(strlen(smbios.items[0].designation), SMBIOS_DESIGNATION_SIZE - 1);
}

/* What stands before the broken structure is kept. */
static void check_broken_end(const char *rule, size_t offset)
{
	assert_int_equal(read_table(9), STATUS_OK);
	assert_int_equal(smbios.sockets, 1);
	assert_int_equal(finding_of(&findings, rule)->offset, offset);
	assert_int_equal(findings.count, 1);
}

static void broken_structures_end_the_walk(void **state)
{
	static const uint8_t lengths[] = {0, 3, 7, 255};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		table_begin();
		add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
		size_t at = add_structure(9, 4, "");

		build.bytes[at + 1] = lengths[i];
		check_broken_end("smbios.structure.length", at);
	}
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	build_add(&build, 1, 9); /* and no length */
	check_broken_end("smbios.structure.length", build.size - 1);
}

static void strings_without_end_end_the_walk(void **state)
{
	static const size_t missing[] = {1, 2, 3};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(missing); i++) {
		table_begin();
		add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
		size_t at = add_structure(9, 8, "text|");

		build.size -= missing[i];
		check_broken_end("smbios.structure.strings", at);
	}
}

static void what_follows_the_end_is_not_read(void **state)
{
	(void)state;
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	add_end();
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(smbios.sockets, 1);
	assert_int_equal(findings.count, 0);
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	add_end();
	build.size -= 2; /* an end without its NULs */
	assert_int_equal(read_table(2), STATUS_OK);
	assert_int_equal(findings.count, 0);
}

static void a_missing_end_and_a_wrong_count_are_noted(void **state)
{
	(void)state;
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 1, 1, 1);
	assert_int_equal(read_table(1), STATUS_OK);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "smbios.end")->severity, SEVERITY_NOTE);
	add_end();
	assert_int_equal(read_table(3), STATUS_OK);
	assert_int_equal(findings.count, 1);
	finding_of(&findings, "smbios.count");
}

static void short_processors_are_told_once(void **state)
{
	(void)state;
	table_begin();
	size_t at = add_structure(4, 0x19, "");

	add_structure(4, 4, "");
	add_socket(LENGTH_2_0, POPULATED | 1, 0, 0, 0);
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(smbios.sockets, 1);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "smbios.processor.short")->offset, at);
	assert_non_null(strstr(items[0].text, "2 structures"));
}

static void more_sockets_than_fit_are_counted(void **state)
{
	size_t at = 0;

	(void)state;
	table_begin();
	for (unsigned int i = 0; i < SMBIOS_SOCKETS_MAX + 2; i++) {
		size_t here = add_socket(LENGTH_2_6, POPULATED | 1, 2, 2, 4);

		at = i == SMBIOS_SOCKETS_MAX ? here : at;
	}
	add_end();
	assert_int_equal(read_table(0), STATUS_OK);
	assert_int_equal(smbios.item_count, SMBIOS_SOCKETS_MAX);
	assert_int_equal(smbios.sockets, SMBIOS_SOCKETS_MAX + 2);
	assert_int_equal(smbios.threads, 4 * (SMBIOS_SOCKETS_MAX + 2));
	assert_int_equal(finding_of(&findings, "smbios.processor.capacity")->offset, at);
}

static void an_empty_table_has_no_processor(void **state)
{
	(void)state;
	table_begin();
	assert_int_equal(read_table(0), STATUS_NOT_FOUND);
	assert_int_equal(smbios.structures, 0);
}

/* ---- entry points ---- */

static void entry_2_end(void)
{
	build_sum(&entry_build, 4, 31);
	entry_build.bytes[21] = 0;
	entry_build.bytes[21] = (uint8_t)-span_sum((struct span){entry_build.bytes + 16, 15});
	build_sum(&entry_build, 4, 31);
}

static void make_entry_2(void)
{
	entry_build = (struct build){.size = 31};
	memcpy(entry_build.bytes, "_SM_", 4);
	build_put(&entry_build, 5, 3, 0x08021f);
	memcpy(entry_build.bytes + 16, "_DMI_", 5);
	build_put(&entry_build, 22, 2, 0x321);
	build_put(&entry_build, 24, 4, TABLE_AT);
	build_put(&entry_build, 28, 2, 17);
	build_put(&entry_build, 30, 1, 0x28);
	entry_2_end();
}

static void make_entry_3(void)
{
	entry_build = (struct build){.size = 24};
	memcpy(entry_build.bytes, "_SM3_", 5);
	build_put(&entry_build, 6, 3, 0x060318);
	build_put(&entry_build, 12, 4, 0x4321);
	build_put(&entry_build, 16, 8, 0x1234567890);
	build_sum(&entry_build, 5, 24);
}

static enum status read_entry(struct smbios_entry *ret_entry)
{
	struct span exact = build_exact((struct span){entry_build.bytes, entry_build.size});
	enum status status;

	begin();
	*ret_entry = (struct smbios_entry){.major = 77};
	status = smbios_read_entry(exact, ret_entry, &findings);
	build_free(exact);
	return status;
}

static void entry_points_of_both_kinds_are_read(void **state)
{
	struct smbios_entry entry;

	(void)state;
	make_entry_2();
	assert_int_equal(read_entry(&entry), STATUS_OK);
	assert_int_equal(entry.major, 2);
	assert_int_equal(entry.minor, 8);
	assert_int_equal(entry.table.value, TABLE_AT);
	assert_int_equal(entry.table_size, 0x321);
	assert_int_equal(entry.structures, 17);
	make_entry_3();
	assert_int_equal(read_entry(&entry), STATUS_OK);
	assert_int_equal(entry.major, 3);
	assert_int_equal(entry.minor, 6);
	assert_int_equal(entry.table.value, 0x1234567890);
	assert_int_equal(entry.table_size, 0x4321);
	assert_int_equal(entry.structures, 0);
	assert_int_equal(findings.count, 0);
}

static void the_wrong_length_of_2_1_is_known(void **state)
{
	struct smbios_entry entry;

	(void)state;
	make_entry_2();
	entry_build.bytes[5] = 30;
	entry_2_end();
	assert_int_equal(read_entry(&entry), STATUS_OK);
	assert_int_equal(findings.count, 0);
}

static void check_entry_refused(const char *rule)
{
	struct smbios_entry entry;

	assert_int_equal(read_entry(&entry), STATUS_INVALID);
	assert_int_equal(findings.count, 1);
	finding_of(&findings, rule);
	assert_int_equal(entry.major, 77);
}

static void broken_entry_points_are_refused(void **state)
{
	(void)state;
	make_entry_2();
	entry_build.bytes[4]++;
	check_entry_refused("smbios.entry.checksum");
	make_entry_2();
	entry_build.bytes[21]++; /* the outer sum stays right */
	entry_build.bytes[4]--;
	check_entry_refused("smbios.entry.checksum");
	make_entry_2();
	entry_build.size--;
	check_entry_refused("smbios.entry.length");
	make_entry_2();
	entry_build.bytes[5] = 29;
	check_entry_refused("smbios.entry.length");
	make_entry_2();
	build_put(&entry_build, 24, 4, 0);
	entry_2_end();
	check_entry_refused("smbios.entry.table");
	make_entry_3();
	entry_build.bytes[5]++;
	check_entry_refused("smbios.entry.checksum");
	make_entry_3();
	entry_build.bytes[6] = 23;
	check_entry_refused("smbios.entry.length");
	make_entry_3();
	entry_build.size--;
	check_entry_refused("smbios.entry.length");
	make_entry_3();
	build_put(&entry_build, 12, 4, 3);
	build_sum(&entry_build, 5, 24);
	check_entry_refused("smbios.entry.table");
	make_entry_3();
	build_put(&entry_build, 16, 8, UINT64_MAX - 0x4320);
	build_sum(&entry_build, 5, 24);
	check_entry_refused("smbios.entry.table");
	make_entry_3();
	entry_build.bytes[3] = '4';
	check_entry_refused("smbios.entry.signature");
	entry_build.size = 0;
	check_entry_refused("smbios.entry.signature");
}

/* ---- both ---- */

static enum status read_memory(uint64_t at)
{
	struct acpi_memory access = {fake_memory_map, &memory};

	begin();
	return smbios_read((phys_addr){at}, &access, &smbios, &findings);
}

static void put(uint64_t at, const struct build *bytes)
{
	fake_memory_put(&memory, at, (struct span){bytes->bytes, bytes->size});
}

static void memory_is_read_in_one_go(void **state)
{
	(void)state;
	fake_memory_clear(&memory);
	table_begin();
	add_socket(LENGTH_2_6, POPULATED | 1, 4, 4, 8);
	add_end();
	put(TABLE_AT, &build);
	make_entry_3(); /* of 24 bytes, and nothing behind it */
	build_put(&entry_build, 12, 4, build.size);
	build_put(&entry_build, 16, 8, TABLE_AT);
	build_sum(&entry_build, 5, 24);
	put(ENTRY_AT, &entry_build);
	assert_int_equal(read_memory(ENTRY_AT), STATUS_OK);
	assert_int_equal(smbios.threads, 8);
	make_entry_2();
	entry_build.size = 32;
	build_put(&entry_build, 22, 2, build.size);
	build_put(&entry_build, 28, 2, 2);
	entry_2_end();
	put(ENTRY_AT, &entry_build);
	assert_int_equal(read_memory(ENTRY_AT), STATUS_OK);
	assert_int_equal(smbios.major, 2);
	assert_int_equal(smbios.cores, 4);
	assert_int_equal(findings.count, 0);
	fake_memory_clear(&memory);
}

static void memory_that_cannot_be_read_is_told(void **state)
{
	(void)state;
	fake_memory_clear(&memory);
	assert_int_equal(read_memory(ENTRY_AT), STATUS_INVALID);
	finding_of(&findings, "smbios.unreadable");
	assert_int_equal(read_memory(UINT64_MAX - 8), STATUS_INVALID);
	finding_of(&findings, "smbios.unreadable");
	make_entry_3();
	put(ENTRY_AT, &entry_build);
	assert_int_equal(read_memory(ENTRY_AT), STATUS_INVALID);
	assert_non_null(strstr(finding_of(&findings, "smbios.unreadable")->text, "table"));
	entry_build.bytes[0] = 'X';
	put(ENTRY_AT, &entry_build);
	assert_int_equal(read_memory(ENTRY_AT), STATUS_INVALID);
	finding_of(&findings, "smbios.entry.signature");
	fake_memory_clear(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_machine_has_a_name),
		cmocka_unit_test(sockets_are_summed_up),
		cmocka_unit_test(a_socket_is_described),
		cmocka_unit_test(only_sockets_in_use_are_summed_up),
		cmocka_unit_test(other_processors_are_not_sockets),
		cmocka_unit_test(large_counts_are_in_words),
		cmocka_unit_test(words_are_for_full_bytes),
		cmocka_unit_test(one_silent_socket_silences_the_sum),
		cmocka_unit_test(strings_are_found_by_number),
		cmocka_unit_test(strings_are_cut_and_printable),
		cmocka_unit_test(broken_structures_end_the_walk),
		cmocka_unit_test(strings_without_end_end_the_walk),
		cmocka_unit_test(what_follows_the_end_is_not_read),
		cmocka_unit_test(a_missing_end_and_a_wrong_count_are_noted),
		cmocka_unit_test(short_processors_are_told_once),
		cmocka_unit_test(more_sockets_than_fit_are_counted),
		cmocka_unit_test(an_empty_table_has_no_processor),
		cmocka_unit_test(entry_points_of_both_kinds_are_read),
		cmocka_unit_test(the_wrong_length_of_2_1_is_known),
		cmocka_unit_test(broken_entry_points_are_refused),
		cmocka_unit_test(memory_is_read_in_one_go),
		cmocka_unit_test(memory_that_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of acpidump, and files of several tables. */
#include "build.h"
#include "tools/muster_lint/dump.h"
#include "tools/muster_lint/split.h"

static struct finding items[16];
static struct findings findings;
static struct lint_tables tables;
static uint8_t bytes[1 << 16];

static struct span span_of(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static void begin(void)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	tables.count = 0;
}

/* The text ends where its memory ends. */
static void read_text(const char *text)
{
	struct span copy = build_exact(span_of(text));

	begin();
	assert_true(dump_is_text(copy));
	dump_read(copy, bytes, &tables, &findings);
	build_free(copy);
}

static void assert_no_findings(void)
{
	if (findings.count > 0)
		fail_msg("%s: %s", findings.items[0].rule, findings.items[0].text);
}

static void assert_table(unsigned int number, size_t size, const char *signature)
{
	assert_true(number < tables.count);
	assert_int_equal(tables.items[number].size, size);
	assert_true(span_is(tables.items[number], 0, signature));
}

/* 40 bytes: the last line is short, and what it shows as characters looks like bytes. */
#define FIRST  "    0000: 41 42 43 44 28 00 00 00 01 00 4D 55 53 54 45 52  ABCD(.....MUSTER\n"
#define SECOND "    0010: 48 41 4E 44 4D 41 44 45 01 00 00 00 53 45 45 44  HANDMADE....SEED\n"
#define THIRD  "    0020: 01 00 00 00 30 31 20 32                          ....01 2\n"
#define TABLE  "ABCD @ 0x0000000000000000\n" FIRST SECOND THIRD "\n"

static void one_table(void **state)
{
	(void)state;
	read_text(TABLE);
	assert_no_findings();
	assert_int_equal(tables.count, 1);
	assert_table(0, 40, "ABCD");
	assert_int_equal(tables.items[0].bytes[39], 0x32);
}

static void several_tables(void **state)
{
	(void)state;
	read_text(TABLE TABLE "SSDT @ (nil)\n" FIRST SECOND THIRD);
	assert_no_findings();
	assert_int_equal(tables.count, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_table(i, 40, "ABCD");
}

static void a_lost_heading_does_not_join_tables(void **state)
{
	(void)state;
	read_text(TABLE FIRST SECOND THIRD);
	assert_no_findings();
	assert_int_equal(tables.count, 2);
}

/* The table's text with another end of each line, and words before it. */
static void read_changed(const char *before, const char *end)
{
	char text[2048];
	size_t size = 0;

	for (const char *line = TABLE; *line;) {
		size_t length = strcspn(line, "\n");

		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%.*s%s", before,
					 (int)length, line, end);
		line += length + 1;
	}
	assert_true(size < sizeof(text));
	read_text(text);
	assert_no_findings();
	assert_int_equal(tables.count, 1);
	assert_table(0, 40, "ABCD");
}

static void line_ends(void **state)
{
	(void)state;
	read_changed("", "\r\n");
	read_changed("", "\r");
	read_changed("", "\n\n");
	read_changed("", "   \n");
}

static void words_before_each_line(void **state)
{
	(void)state;
	read_changed("\t", "\n");
	read_changed("> ", "\n");
	read_changed("[    1.234567] acpi: ", "\n");
	read_changed("2024-01-01T12:34:56+00:00 host fwts: 00003 acpidump ", "\n");
	read_changed("\x1B[0m", "\n");
	/* What looks like a line of bytes is not the one that is wanted. */
	read_text("0123: 45 67 ABCD @ 0x0\n0123: 45 67" FIRST "0123: 45 67" SECOND
		  "0123: 45 67" THIRD);
	assert_no_findings();
	assert_table(0, 40, "ABCD");
}

static void small_letters(void **state)
{
	(void)state;
	read_text("ABCD @ 0x7fe1000\n  0000: 41 42 43 44 0a 00 00 00 0b ff\n");
	assert_int_equal(tables.count, 1);
	assert_table(0, 10, "ABCD");
	assert_int_equal(tables.items[0].bytes[9], 0xFF);
}

static void other_lines_are_skipped(void **state)
{
	(void)state;
	read_text(
		"fwts log of 12:00: 11 tests\n0000: 41 42 is no table\nABCD @ 0x0\nHeader:\n" FIRST
		"a remark\n" SECOND THIRD "0030: the end\nmailto:a @ 0xyz\n");
	assert_no_findings();
	assert_int_equal(tables.count, 1);
	assert_table(0, 40, "ABCD");
}

static void a_gap_cuts_the_table(void **state)
{
	const struct finding *finding;

	(void)state;
	read_text("ABCD @ 0x0\n" FIRST THIRD SECOND TABLE);
	finding = finding_of(&findings, "dump.gap");
	assert_int_equal(finding_count(&findings, "dump.gap"), 1);
	assert_string_equal(finding->table, "ABCD");
	assert_int_equal(finding->offset, 16);
	assert_non_null(strstr(finding->text, "line 3 "));
	assert_int_equal(tables.count, 2);
	assert_table(0, 16, "ABCD");
	assert_table(1, 40, "ABCD");
}

static void a_line_that_was_cut_is_a_gap(void **state)
{
	(void)state;
	read_text("ABCD @ 0x0\n    0000: 41 42 43 44 28 00 0\n" SECOND THIRD);
	assert_int_equal(finding_of(&findings, "dump.gap")->offset, 6);
	assert_table(0, 6, "ABCD");
}

static void a_text_that_was_cut_gives_what_is_there(void **state)
{
	static const char text[] = TABLE;

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		struct span copy = build_exact((struct span){(const uint8_t *)text, size});

		begin();
		dump_read(copy, bytes, &tables, &findings);
		assert_int_equal(finding_count(&findings, "dump.gap"), 0);
		assert_true(tables.count <= 1);
		if (tables.count == 1)
			assert_true(tables.items[0].size <= 40);
		build_free(copy);
	}
	assert_table(0, 40, "ABCD");
}

static void headings_without_bytes(void **state)
{
	(void)state;
	read_text("ABCD @ 0x0\nEFGH @ 0x0\n" TABLE "ABCD @ 0x1\n");
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(finding_of(&findings, "dump.empty")->text, "3 headings"));
	assert_int_equal(tables.count, 1);
}

static void nothing_there(void **state)
{
	(void)state;
	read_text("int main(void) { return 0; }\n0000: 41 42 43 44\n");
	assert_int_equal(tables.count + findings.count, 0);
	read_text("0000: 41 42 43 44\n");
	assert_int_equal(tables.count + findings.count, 0);
}

static void what_text_is(void **state)
{
	static const uint8_t all_ones[] = {0xFF, 0xFF, 0xFF, 0xFF};

	(void)state;
	assert_true(dump_is_text(span_of("a \xC3\xA4\r\n\t\x1B[1m")));
	assert_false(dump_is_text((struct span){(const uint8_t *)"ab\0cd", 5}));
	assert_false(dump_is_text(span_of("abcd\x01")));
	assert_false(dump_is_text((struct span){all_ones, 4}));
}

static void more_tables_than_fit(void **state)
{
	static char text[LINT_TABLES_MAX * 600];
	size_t size = 0;

	(void)state;
	for (unsigned int i = 0; i < LINT_TABLES_MAX + 2; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s", TABLE);
	read_text(text);
	assert_int_equal(tables.count, LINT_TABLES_MAX);
	assert_true(finding_count(&findings, "file.many") > 0);
}

/* ---- bytes ---- */

static struct build build;

static void add_table(const char *signature, uint32_t length, size_t size)
{
	size_t start = build.size;

	memcpy(build.bytes + start, signature, 4);
	build_put(&build, start + 4, 4, length);
	build.size += size;
}

static void split(void)
{
	begin();
	split_add(&tables, (struct span){build.bytes, build.size}, &findings);
}

static void tables_behind_each_other(void **state)
{
	(void)state;
	build = (struct build){.size = 0};
	add_table("APIC", 44, 44);
	add_table("XSDT", 36, 36);
	memcpy(build.bytes + build.size, "RSD PTR ", 8);
	build.size += 20;
	memcpy(build.bytes + build.size, "_MP_", 4);
	build.bytes[build.size + 8] = 1;
	build.size += 16;
	memcpy(build.bytes + build.size, "PCMP", 4);
	build_put(&build, build.size + 4, 2, 44);
	build_put(&build, build.size + 40, 2, 8);
	build.size += 52;
	add_table("FACS", 64, 64);
	split();
	assert_no_findings();
	assert_int_equal(tables.count, 6);
	assert_table(0, 44, "APIC");
	assert_table(1, 36, "XSDT");
	assert_table(2, 20, "RSD PTR ");
	assert_table(3, 16, "_MP_");
	assert_table(4, 52, "PCMP");
	assert_table(5, 64, "FACS");
}

static void bytes_behind_a_table(void **state)
{
	static const char *const behind[] = {"\0\0\0\0\0\0\0", "abcdefg", "SSDT\x25\0\0",
					     "SSDT\x20\0\0"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(behind); i++) {
		build = (struct build){.size = 0};
		add_table("APIC", 44, 44);
		memcpy(build.bytes + 44, behind[i], 8);
		build.size += 36;
		split();
		assert_int_equal(findings.count, 1);
		assert_int_equal(finding_of(&findings, "file.trailing")->offset, 44);
		assert_int_equal(tables.count, 1);
		assert_table(0, 44, "APIC");
	}
}

/* Of the pointers, and of the MP table, nobody else says so. */
static void less_than_it_says(void **state)
{
	(void)state;
	build = (struct build){.size = 0};
	add_table("APIC", 4000, 44);
	split();
	assert_table(0, 44, "APIC");
	build = (struct build){.size = 30};
	memcpy(build.bytes, "RSD PTR ", 8);
	build.bytes[15] = 2;
	build.bytes[20] = 36;
	split();
	assert_table(0, 30, "RSD ");
	assert_int_equal(finding_count(&findings, "file.short"), 1);
}

static void a_length_below_any_table_takes_all(void **state)
{
	(void)state;
	for (uint32_t length = 0; length < 36; length++) {
		build = (struct build){.size = 0};
		add_table("APIC", length, 44);
		add_table("SSDT", 36, 36);
		split();
		assert_int_equal(tables.count, 1);
		assert_table(0, 80, "APIC");
	}
}

static void an_rsdp_of_the_first_revision(void **state)
{
	(void)state;
	build = (struct build){.size = 36};
	memcpy(build.bytes, "RSD PTR ", 8);
	split();
	assert_no_findings();
	assert_table(0, 36, "RSD ");
	build.size = 37;
	split();
	assert_int_equal(finding_count(&findings, "file.trailing"), 1);
	assert_table(0, 20, "RSD ");
}

static void no_table_at_all(void **state)
{
	static const char *const unknown[] = {"\0\0\0\0", "\xFF\xFF\xFF\xFF", " ABC",
					      "AB\x01"
					      "D"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
		build = (struct build){.size = 80};
		memcpy(build.bytes, unknown[i], 4);
		split();
		assert_int_equal(findings.count, 1);
		assert_int_equal(finding_count(&findings, "file.unknown"), 1);
		assert_int_equal(tables.count, 0);
	}
	for (size_t size = 1; size < 4; size++) {
		build = (struct build){.size = size};
		memcpy(build.bytes, "APIC", 4);
		split();
		assert_int_equal(finding_count(&findings, "file.unknown"), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_table),
		cmocka_unit_test(several_tables),
		cmocka_unit_test(a_lost_heading_does_not_join_tables),
		cmocka_unit_test(line_ends),
		cmocka_unit_test(words_before_each_line),
		cmocka_unit_test(small_letters),
		cmocka_unit_test(other_lines_are_skipped),
		cmocka_unit_test(a_gap_cuts_the_table),
		cmocka_unit_test(a_line_that_was_cut_is_a_gap),
		cmocka_unit_test(a_text_that_was_cut_gives_what_is_there),
		cmocka_unit_test(headings_without_bytes),
		cmocka_unit_test(nothing_there),
		cmocka_unit_test(what_text_is),
		cmocka_unit_test(more_tables_than_fit),
		cmocka_unit_test(tables_behind_each_other),
		cmocka_unit_test(bytes_behind_a_table),
		cmocka_unit_test(less_than_it_says),
		cmocka_unit_test(a_length_below_any_table_takes_all),
		cmocka_unit_test(an_rsdp_of_the_first_revision),
		cmocka_unit_test(no_table_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

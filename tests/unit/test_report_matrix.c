/* SPDX-License-Identifier: BSD-2-Clause */
/* Matrices as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

enum { CORES_MOST = 20 };

static cpu_index order[CORES_MOST];
static uint32_t values[CORES_MOST * CORES_MOST];

static struct record head_of(unsigned int cores, const char *statistic)
{
	for (unsigned int i = 0; i < cores; i++)
		order[i] = (i + 1) % cores;
	return (struct record){
		.kind = RECORD_MATRIX,
		.matrix = {.name = "matrix.ipi",
			   .statistic = statistic,
			   .pass = 2,
			   .unit = "ns",
			   .text = "an IPI and its answer",
			   .idle = "halt",
			   .order = order,
			   .cores = cores,
			   .online = cores,
			   .measured = 7,
			   .of = cores * cores,
			   .samples_least = 11,
			   .samples_most = 11,
			   .largest = 1321,
			   .common = 1321,
			   .worst = {{1, 2, {0x10}, {0x20}, 1321}, {0, 2, {0}, {0x20}, 9}},
			   .worst_count = 2,
			   .both_ways = 3,
			   .apart_p50 = 5,
			   .most = {2, 1, {0x20}, {0x10}, 1200}}};
}

static struct record row_of(const struct record *head, unsigned int row)
{
	const unsigned int cores = head->matrix.cores;

	return (struct record){.kind = RECORD_MATRIX_ROW,
			       .matrix_row = {.head = &head->matrix,
					      .row = row,
					      .cpu = order[row],
					      .values = values + row * cores,
					      .count = cores}};
}

static const char *emitted(const struct record *record, enum output_format format)
{
	struct report *report = capture_open(&capture, format);

	capture.bytes[0] = '\0';
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

/* A table of all its rows. */
static const char *table_of(const struct record *head)
{
	struct report *report = capture_open(&capture, FORMAT_TEXT);

	report_emit(report, head);
	for (unsigned int row = 0; row < head->matrix.cores; row++) {
		struct record record = row_of(head, row);

		report_emit(report, &record);
	}
	free(report);
	return capture.bytes;
}

static void fill(unsigned int cores, uint32_t diagonal, uint32_t rest)
{
	for (unsigned int i = 0; i < cores * cores; i++)
		values[i] = i / cores == i % cores ? diagonal : rest;
}

/* ---- JSON ---- */

static void test_head(void **state)
{
	struct record record = head_of(3, "p50");

	(void)state;
	assert_string_equal(
		emitted(&record, FORMAT_JSON),
		"{\"rec\":\"matrix\",\"name\":\"matrix.ipi\",\"statistic\":\"p50\",\"pass\":2,"
		"\"unit\":\"ns\",\"text\":\"an IPI and its answer\",\"idle\":\"halt\","
		"\"order\":\"package,die,core,thread\",\"cores\":3,\"online\":3,"
		"\"measured\":7,\"of\":9,\"samples_least\":11,\"samples_most\":11,"
		"\"encoding\":\"base64-u16le-e4m12\",\"worst\":["
		"{\"from\":1,\"to\":2,\"value\":1321},{\"from\":0,\"to\":2,\"value\":9}],"
		"\"asymmetry\":{\"pairs\":3,\"p50\":5,"
		"\"most\":{\"from\":2,\"to\":1,\"value\":1200}}}\r\n");
	record.matrix.idle = NULL;
	record.matrix.worst_count = 0;
	record.matrix.both_ways = 0;
	assert_null(strstr(emitted(&record, FORMAT_JSON), "idle"));
	assert_non_null(strstr(capture.bytes, "\"worst\":[],\"asymmetry\":{\"pairs\":0}}\r\n"));
}

static void test_row(void **state)
{
	struct record head = head_of(3, "min"), row;

	(void)state;
	fill(3, MATRIX_NONE, 0x102);
	row = row_of(&head, 2);
	row.matrix_row.column = 512;
	assert_string_equal(emitted(&row, FORMAT_JSON),
			    "{\"rec\":\"matrix_row\",\"name\":\"matrix.ipi\","
			    "\"statistic\":\"min\",\"pass\":2,\"row\":2,\"cpu\":0,\"column\":512,"
			    "\"cells\":\"AgECAf//\"}\r\n");
}

/* A long row is whole, however long its name is. */
static void test_cells_are_never_cut(void **state)
{
	char *text = hostile_text(5000);
	struct record row = worst_matrix_row(text);
	const char *cells;

	(void)state;
	cells = strstr(emitted(&row, FORMAT_JSON), "\"cells\":\"");
	assert_non_null(cells);
	assert_int_equal(strcspn(cells + 9, "\""), MATRIX_TEXT_SIZE - 1);
	free(text);
}

/* ---- text ---- */

static void test_table(void **state)
{
	struct record head = head_of(3, "p50");

	(void)state;
	fill(3, 600, 1321);
	values[1] = MATRIX_NONE;
	assert_string_equal(
		table_of(&head),
		"matrix.ipi: an IPI and its answer, median of 11; 7 of 9 pairs of 3 cores\r\n"
		"  slowest, by hardware ids: 1.32 us from 0x10 to 0x20, 9 ns from 0x0 to 0x20\r\n"
		"  the two directions of 3 pairs differ by 5 ns (median); most, slower by 1.20\r\n"
		"    us from 0x20 to 0x10\r\n"
		"  rows are from, columns to these cores, in ns\r\n"
		"   core     1     2     0\r\n"
		"      1   600     -  1321\r\n"
		"      2  1321   600  1321\r\n"
		"      0  1321  1321   600\r\n");
}

/* The unit is the finest in which all fit, and no line is too long. */
static void test_columns(void **state)
{
	static const struct {
		unsigned int cores;
		uint32_t largest;
		const char *unit, *last;
	} rows[] = {
		{12, 99999, "in ns", " 99999\r\n"},   {12, 100000, "in us", " 100.0\r\n"},
		{12, 9999999, "in us", "  9999\r\n"}, {14, 9999, "in ns", " 9999\r\n"},
		{14, 10000, "in us", " 10.0\r\n"},    {16, 999, "in ns", " 999\r\n"},
		{16, 1999, "in us", " 1.9\r\n"},      {16, 999999, "in us", " 999\r\n"},
		{16, 1900000, "in ms", " 1.9\r\n"},   {16, MATRIX_VALUE_MOST, "in ms", " 134\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record head = head_of(rows[i].cores, "p50");
		const char *text;

		head.matrix.common = head.matrix.largest = rows[i].largest;
		fill(rows[i].cores, rows[i].largest, 1);
		text = table_of(&head);
		assert_non_null(strstr(text, rows[i].unit));
		assert_string_equal(text + strlen(text) - strlen(rows[i].last), rows[i].last);
		for (const char *line = text; *line; line = strchr(line, '\n') + 1)
			assert_true(strcspn(line, "\r") <= 79);
	}
}

/* It does not take the digits from all others. */
static void test_a_slow_pair(void **state)
{
	struct record head = head_of(3, "p50");

	(void)state;
	head.matrix.largest = 100000;
	fill(3, 600, 1321);
	values[8] = 100000;
	values[7] = 99999;
	assert_non_null(strstr(table_of(&head), "in ns (*: larger)\r\n"));
	assert_non_null(strstr(capture.bytes, "\r\n      0  1321 99999     *\r\n"));
	head.matrix.largest = 99999;
	assert_null(strstr(table_of(&head), "larger"));
}

static void test_no_table_of_many(void **state)
{
	struct record head = head_of(17, "p50"), row = row_of(&head, 0);

	(void)state;
	head.matrix.online = 40;
	head.matrix.samples_most = 101;
	assert_non_null(strstr(emitted(&head, FORMAT_TEXT), "median of 11 to 101; 7 of 289 pairs"));
	assert_non_null(strstr(capture.bytes, "out of 40\r\n"));
	assert_null(strstr(capture.bytes, "rows are from"));
	assert_string_equal(emitted(&row, FORMAT_TEXT), "");
}

static void test_minima_are_for_programs(void **state)
{
	struct record head = head_of(3, "min"), row = row_of(&head, 0);

	(void)state;
	assert_string_equal(emitted(&head, FORMAT_TEXT), "");
	assert_string_equal(emitted(&row, FORMAT_TEXT), "");
}

static void test_ticks(void **state)
{
	struct record head = head_of(3, "p50");

	(void)state;
	head.matrix.unit = "ticks";
	head.matrix.common = head.matrix.largest = 100000;
	fill(3, 100000, 1000);
	assert_non_null(strstr(table_of(&head), "in 1000 ticks\r\n"));
	assert_non_null(strstr(capture.bytes, "1321 ticks from 0x10 to 0x20"));
	assert_non_null(strstr(capture.bytes, " 100.0   1.0   1.0\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_cells_are_never_cut),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_a_slow_pair),
		cmocka_unit_test(test_no_table_of_many),
		cmocka_unit_test(test_minima_are_for_programs),
		cmocka_unit_test(test_ticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

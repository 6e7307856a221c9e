/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_matrix.h"
#include "mem.h"

static void write_pair(struct json *json, const char *key, const struct record_pair *pair)
{
	json_object(json, key);
	json_number(json, "from", pair->from);
	json_number(json, "to", pair->to);
	json_number(json, "value", pair->value);
	json_object_end(json);
}

static void write_worst(struct json *json, const struct record_matrix *matrix)
{
	json_array(json, "worst");
	for (unsigned int i = 0; i < matrix->worst_count && i < MATRIX_WORST; i++)
		write_pair(json, NULL, &matrix->worst[i]);
	json_array_end(json);
}

static void write_asymmetry(struct json *json, const struct record_matrix *matrix)
{
	json_object(json, "asymmetry");
	json_number(json, "pairs", matrix->both_ways);
	if (matrix->both_ways) {
		json_number(json, "p50", matrix->apart_p50);
		write_pair(json, "most", &matrix->most);
	}
	json_object_end(json);
}

void json_matrix(struct json *json, const struct record *record)
{
	const struct record_matrix *matrix = &record->matrix;

	json_text(json, "name", matrix->name);
	json_text(json, "statistic", matrix->statistic);
	json_number(json, "pass", matrix->pass);
	json_text(json, "unit", matrix->unit);
	json_text(json, "text", matrix->text);
	if (matrix->idle)
		json_text(json, "idle", matrix->idle);
	json_text(json, "order", "package,die,core,thread");
	json_number(json, "cores", matrix->cores);
	json_number(json, "online", matrix->online);
	json_number(json, "measured", matrix->measured);
	json_number(json, "of", matrix->of);
	json_number(json, "samples_least", matrix->samples_least);
	json_number(json, "samples_most", matrix->samples_most);
	json_text(json, "encoding", "base64-u16le-e4m12");
	write_worst(json, matrix);
	write_asymmetry(json, matrix);
}

/* Cells are never cut, as half a row would be read as a whole one: names are, before. */
void json_matrix_row(struct json *json, const struct record *record)
{
	const struct record_matrix_row *row = &record->matrix_row;
	char cells[MATRIX_TEXT_SIZE];

	matrix_text(row->values, row->count, cells);
	json_text(json, "name", row->head->name);
	json_text(json, "statistic", row->head->statistic);
	json_number(json, "pass", row->head->pass);
	json_number(json, "row", row->row);
	json_number(json, "cpu", row->cpu);
	json_number(json, "column", row->column);
	fmt_add(json->out, ",\"cells\":\"");
	fmt_add_bytes(json->out, cells, strlen(cells));
	fmt_add(json->out, "\"");
}

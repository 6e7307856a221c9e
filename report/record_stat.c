/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_stat.h"

static void write_parameters(struct json *json, const struct record_stat *stat)
{
	json_object(json, "parameters");
	for (unsigned int i = 0; i < stat->parameter_count && i < STAT_PARAMETERS_MAX; i++)
		json_text(json, stat->parameters[i].key, stat->parameters[i].value);
	json_object_end(json);
}

void json_stat(struct json *json, const struct record *record)
{
	const struct record_stat *stat = &record->stat;
	const struct stats *stats = &stat->stats;
	bool known = stats->n >= STATS_INTERVAL_LEAST;

	json_text(json, "name", stat->name);
	json_text(json, "unit", stat->unit);
	json_text(json, "text", stat->text);
	json_number(json, "cpus", stat->cpus);
	write_parameters(json, stat);
	json_number(json, "n", stats->n);
	json_number(json, "min", stats->min);
	json_number(json, "p50", stats->p50);
	json_number(json, "p90", stats->p90);
	json_number(json, "p99", stats->p99);
	json_number(json, "p99_9", stats->p99_9);
	json_number(json, "p99_99", stats->p99_99);
	json_number(json, "max", stats->max);
	json_number_or_null(json, "max_at_ns", stat->max_at, 0);
	json_number_or_null(json, "p50_low", known ? stats->p50_low : UINT64_MAX, UINT64_MAX);
	json_number_or_null(json, "p50_high", known ? stats->p50_high : UINT64_MAX, UINT64_MAX);
	json_number_or_null(json, "bound", stat->bound, 0);
}

static void write_numbers(struct json *json, const char *key, const uint64_t *numbers,
			  unsigned int count)
{
	json_array(json, key);
	for (unsigned int i = 0; i < count && i < HISTOGRAM_VALUES_MAX; i++)
		json_number(json, NULL, numbers[i]);
	json_array_end(json);
}

void json_histogram(struct json *json, const struct record *record)
{
	const struct record_histogram *histogram = &record->histogram;

	json_text(json, "name", histogram->stat->name);
	json_text(json, "unit", histogram->stat->unit);
	json_number(json, "cpus", histogram->stat->cpus);
	write_parameters(json, histogram->stat);
	json_number(json, "part", histogram->part);
	json_number(json, "parts", histogram->parts);
	write_numbers(json, "values", histogram->values, histogram->count);
	write_numbers(json, "counts", histogram->counts, histogram->count);
}

void json_spread(struct json *json, const struct record *record)
{
	const struct record_spread *spread = &record->spread;

	json_text(json, "name", spread->stat.name);
	json_text(json, "unit", spread->stat.unit);
	json_text(json, "text", spread->stat.text);
	json_number(json, "cpus", spread->stat.cpus);
	write_parameters(json, &spread->stat);
	json_number(json, "passes", spread->stat.stats.n);
	json_number(json, "p50_least", spread->stat.stats.min);
	json_number(json, "p50_median", spread->stat.stats.p50);
	json_number(json, "p50_greatest", spread->stat.stats.max);
	if (spread->permille == UINT64_MAX)
		json_number_or_null(json, "spread_percent", 0, 0);
	else
		json_tenths(json, "spread_percent", spread->permille);
}

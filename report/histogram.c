/* SPDX-License-Identifier: BSD-2-Clause */
/* A histogram as records, in the unit of its stat. */
#include "report.h"

/* Neighbours whose bounds are the same in the stat's unit are one. */
struct reader {
	const struct hist *hist;
	const struct clock *clock; /* NULL: as they are */
	size_t position;
	bool has_next;
	struct hist_coarse next;
};

static bool fetch(struct reader *reader)
{
	reader->has_next = hist_next(reader->hist, &reader->position, &reader->next);
	if (reader->has_next && reader->clock)
		reader->next.high = clock_to_ns(reader->clock, reader->next.high);
	return reader->has_next;
}

static struct reader open_reader(const struct hist *hist, const struct clock *clock)
{
	struct reader reader = {.hist = hist, .clock = clock};

	fetch(&reader);
	return reader;
}

static bool read(struct reader *reader, uint64_t *ret_value, uint64_t *ret_count)
{
	struct hist_coarse now = reader->next;

	if (!reader->has_next)
		return false;
	while (fetch(reader) && reader->next.high == now.high)
		now.count += reader->next.count;
	*ret_value = now.high;
	*ret_count = now.count;
	return true;
}

static unsigned int parts_of(struct reader reader)
{
	unsigned int values = 0;
	uint64_t value, count;

	while (read(&reader, &value, &count))
		values++;
	return (values + HISTOGRAM_VALUES_MAX - 1) / HISTOGRAM_VALUES_MAX;
}

static void fill(struct record_histogram *part, struct reader *reader)
{
	part->count = 0;
	while (part->count < HISTOGRAM_VALUES_MAX &&
	       read(reader, &part->values[part->count], &part->counts[part->count]))
		part->count++;
}

void report_histogram(struct report *report, const struct record_stat *stat,
		      const struct hist *hist, const struct clock *clock)
{
	struct reader reader = open_reader(hist, clock);
	struct record record = {.kind = RECORD_HISTOGRAM,
				.histogram = {.stat = stat, .parts = parts_of(reader)}};

	for (unsigned int part = 1; part <= record.histogram.parts; part++) {
		record.histogram.part = part;
		fill(&record.histogram, &reader);
		report_emit(report, &record);
	}
}

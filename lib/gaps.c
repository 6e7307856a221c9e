/* SPDX-License-Identifier: BSD-2-Clause */
#include "gaps.h"
#include "mem.h"
#include "sort.h"

ticks gaps_threshold(ticks least, ticks loop)
{
	return loop > least / GAPS_LOOPS_PER_GAP ? loop * GAPS_LOOPS_PER_GAP : least;
}

static bool is_before(const void *a, const void *b)
{
	const struct clock_gap *left = a, *right = b;

	return left->begin != right->begin ? left->begin < right->begin : left->core < right->core;
}

/* The event that is being gathered. Gaps come by their begin, so one belongs to it if it begins
   before the first of those that are in has ended. */
struct gathering {
	struct gap_event event;
	int64_t until; /* that end, and what both may be off by */
	uint64_t number;
};

static int64_t end_of(const struct clock_gap *gap, ticks bound)
{
	return gap->begin + (int64_t)(gap->span + 2 * bound);
}

static void gather_first(struct gathering *now, const struct clock_gap *gap, ticks bound)
{
	now->event = (struct gap_event){gap->begin, gap->span, gap->span, 0};
	now->until = end_of(gap, bound);
	now->number++;
}

/* A core that stands still twice within the uncertainty counts once, and for the longer time. */
static void gather(struct gathering *now, const struct clock_gap *gap, ticks bound, uint64_t *seen)
{
	struct gap_event *event = &now->event;

	if (seen[gap->core] != now->number) {
		seen[gap->core] = now->number;
		event->cores++;
		if (gap->span < event->least)
			event->least = gap->span;
	}
	if (gap->span > event->most)
		event->most = gap->span;
	if (end_of(gap, bound) < now->until)
		now->until = end_of(gap, bound);
}

void gaps_merge(struct clock_gap *gaps, size_t count, ticks bound, uint64_t *seen,
		unsigned int cores, gap_event_func tell, void *context)
{
	struct gathering now = {.number = 0};

	memset(seen, 0, cores * sizeof(*seen));
	sort_items(gaps, count, sizeof(*gaps), is_before);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || gaps[i].begin > now.until) {
			if (i > 0)
				tell(context, &now.event);
			gather_first(&now, &gaps[i], bound);
		}
		gather(&now, &gaps[i], bound, seen);
	}
	if (count)
		tell(context, &now.event);
}

void gaps_worst_add(struct gaps_worst *worst, const struct gap_event *event)
{
	unsigned int place = worst->count;

	while (place > 0 && worst->events[place - 1].least < event->least)
		place--;
	if (place == GAPS_WORST)
		return;
	if (worst->count < GAPS_WORST)
		worst->count++;
	for (unsigned int i = worst->count - 1; i > place; i--)
		worst->events[i] = worst->events[i - 1];
	worst->events[place] = *event;
}

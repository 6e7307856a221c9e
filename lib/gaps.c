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

static int64_t end_of(const struct clock_gap *gap, ticks bound)
{
	return gap->begin + (int64_t)(gap->span + 2 * bound);
}

size_t gaps_join(struct clock_gap *gaps, size_t count, ticks bound)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		if (left && gaps[i].begin <= end_of(&gaps[left - 1], bound))
			gaps[left - 1].span += gaps[i].span;
		else
			gaps[left++] = gaps[i];
	return left;
}

/* Gaps come by their begin, so those belong together that begin before the first of them has ended.
   Returns how many. */
static size_t count_together(const struct clock_gap *gaps, size_t count, ticks bound)
{
	int64_t until = end_of(&gaps[0], bound);
	size_t i;

	for (i = 1; i < count && gaps[i].begin <= until; i++)
		if (end_of(&gaps[i], bound) < until)
			until = end_of(&gaps[i], bound);
	return i;
}

/* A core that stands still twice within the uncertainty counts once, and for the longer time.
   longest is all 0 before, and behind. */
static struct gap_event event_of(const struct clock_gap *gaps, size_t count, uint64_t *longest)
{
	struct gap_event event = {gaps[0].begin, UINT64_MAX, 0, 0};

	for (size_t i = 0; i < count; i++)
		if (gaps[i].span > longest[gaps[i].core])
			longest[gaps[i].core] = gaps[i].span;
	for (size_t i = 0; i < count; i++) {
		ticks span = longest[gaps[i].core];

		if (!span)
			continue;
		longest[gaps[i].core] = 0;
		event.cores++;
		if (span < event.least)
			event.least = span;
		if (span > event.most)
			event.most = span;
	}
	return event;
}

void gaps_merge(struct clock_gap *gaps, size_t count, ticks bound, uint64_t *longest,
		unsigned int cores, gap_event_func tell, void *context)
{
	memset(longest, 0, cores * sizeof(*longest));
	sort_items(gaps, count, sizeof(*gaps), is_before);
	for (size_t i = 0, together; i < count; i += together) {
		struct gap_event event;

		together = count_together(&gaps[i], count - i, bound);
		event = event_of(&gaps[i], together, longest);
		tell(context, &event);
	}
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

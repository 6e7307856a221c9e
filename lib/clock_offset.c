/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock_offset.h"

/* Two counters that step at different moments: each stamp may be up to a tick late. */
enum { STEP = 1 };

static int64_t lower(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t higher(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void offset_add(struct offset_search *s, ticks sent, ticks stamped, ticks seen)
{
	int64_t low = (int64_t)(stamped - seen - STEP), high = (int64_t)(stamped - sent + STEP);
	bool first = s->exchanges++ == 0;

	s->low = first ? low : higher(s->low, low);
	s->high = first ? high : lower(s->high, high);
	if (first || seen - sent < s->shortest) {
		s->shortest = seen - sent;
		s->shortest_low = low;
		s->shortest_high = high;
	}
}

static struct clock_offset middle(int64_t low, int64_t high)
{
	ticks width = (ticks)high - (ticks)low;

	return (struct clock_offset){(int64_t)((ticks)low + width / 2), width - width / 2, true};
}

struct clock_offset offset_result(const struct offset_search *s)
{
	if (!s->exchanges)
		return (struct clock_offset){0};
	return s->low <= s->high ? middle(s->low, s->high)
				 : middle(s->shortest_low, s->shortest_high);
}

struct clock_offset offset_narrow(struct clock_offset a, struct clock_offset b)
{
	int64_t low =
		higher((int64_t)((ticks)a.value - a.bound), (int64_t)((ticks)b.value - b.bound));
	int64_t high =
		lower((int64_t)((ticks)a.value + a.bound), (int64_t)((ticks)b.value + b.bound));

	if (!a.known || !b.known)
		return a.known ? a : b;
	if (low > high)
		return a.bound < b.bound ? a : b;
	return middle(low, high);
}

struct clock_offset offset_between(struct clock_offset from, struct clock_offset to)
{
	if (!from.known || !to.known)
		return (struct clock_offset){0};
	return (struct clock_offset){(int64_t)((ticks)to.value - (ticks)from.value),
				     from.bound + to.bound, true};
}

ticks offset_size(struct clock_offset offset)
{
	return offset.value < 0 ? 0 - (ticks)offset.value : (ticks)offset.value;
}

bool offset_is_certain(struct clock_offset offset)
{
	return offset.known && offset_size(offset) > offset.bound;
}

bool offset_agrees(struct clock_offset a, struct clock_offset b)
{
	struct clock_offset apart = offset_between(a, b);

	return apart.known && !offset_is_certain(apart);
}

ticks offset_span(struct clock_offset offset, ticks from, ticks to)
{
	int64_t span = (int64_t)(to - from - (ticks)offset.value);

	return span > 0 ? (ticks)span : 0;
}

int64_t offset_to_ns(const struct clock *clock, int64_t value)
{
	nanoseconds size = clock_to_ns(clock, value < 0 ? 0 - (ticks)value : (ticks)value);

	return value < 0 ? -(int64_t)size : (int64_t)size;
}

nanoseconds offset_bound_to_ns(const struct clock *clock, ticks bound)
{
	return bound ? clock_to_ns(clock, bound) + 1 : 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "figure.h"
#include "fmt.h"

struct unit {
	const char *name;
	uint64_t value; /* 0 = past the last */
};

static const struct unit time_units[] = {
	{" ns", 1}, {" us", 1000}, {" ms", 1000000}, {" s", 1000000000}, {NULL, 0},
};

static const struct unit byte_units[] = {
	{" bytes", 1}, {" KiB", 1u << 10}, {" MiB", 1u << 20}, {" GiB", 1u << 30}, {NULL, 0},
};

static const struct unit number_units[] = {
	{"", 1}, {"k", 1000}, {"M", 1000000}, {"G", 1000000000}, {NULL, 0},
};

/* The first unit in which the figure stays below limit; at least three digits where it has them.
   Digits are cut, not rounded: 9.99 never turns into 10.00. */
static void show(char text[FIGURE_SIZE], uint64_t value, const struct unit *unit, uint64_t limit)
{
	uint64_t whole, rest;

	while (unit[1].value && value / unit->value >= limit)
		unit++;
	whole = value / unit->value;
	rest = value % unit->value;
	if (unit->value == 1 || whole >= 100)
		fmt_text(text, FIGURE_SIZE, "%llu%s", (unsigned long long)whole, unit->name);
	else if (whole >= 10)
		fmt_text(text, FIGURE_SIZE, "%llu.%llu%s", (unsigned long long)whole,
			 (unsigned long long)(rest * 10 / unit->value), unit->name);
	else
		fmt_text(text, FIGURE_SIZE, "%llu.%02llu%s", (unsigned long long)whole,
			 (unsigned long long)(rest * 100 / unit->value), unit->name);
}

void figure_time(char value[FIGURE_SIZE], nanoseconds time)
{
	show(value, time, time_units, 1000);
}

void figure_column_time(char value[FIGURE_SIZE], nanoseconds time)
{
	show(value, time, time_units, 10000);
}

void figure_bytes(char value[FIGURE_SIZE], uint64_t bytes)
{
	show(value, bytes, byte_units, 1024);
}

void figure_column_number(char value[FIGURE_SIZE], uint64_t number)
{
	show(value, number, number_units, 10000);
}

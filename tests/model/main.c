/* SPDX-License-Identifier: BSD-2-Clause */
/*
 *     model                    runs all rows; fails at the first that fails
 *     model --row NAME         runs that one
 *     model --defect NAME      the code has a defect: succeeds when a row finds it
 */
#include "explore.h"
#include "machine.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct model_row *row;
static const char *defect;
static struct search search;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void model_fail(const char *format, ...)
{
	va_list arguments;

	if (defect) {
		printf("model defect %s: found by \"%s\" (", defect, row->name);
	} else {
		trace_print();
		printf("model %s: FAILED: ", row->name);
	}
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf(defect ? ")\n" : "\n");
	fflush(stdout);
	_Exit(!defect);
}

static const char *how_far(const struct explored *explored)
{
	static char text[48];

	if (explored->cut)
		return "STOPPED at the limit";
	if (!explored->bound)
		return "all";
	snprintf(text, sizeof(text), "all with at most %u preemptions", explored->bound);
	return text;
}

static void run_row(void)
{
	struct explored explored;
	double began = now();

	explored = explore(row, &search);
	if (!defect)
		printf("model %-44s %u cores %7lu executions %6.2f s, %s\n", row->name, row->cores,
		       explored.executions, now() - began, how_far(&explored));
	if (search.count)
		printf("    %zu of them differ, %lu left early, %u steps at most, %u objects "
		       "shared\n",
		       explored.classes, explored.pruned, explored.longest, explored.restarts);
	fflush(stdout);
}

static const struct model_row *const tables[] = {rows_two, rows_three, rows_hotplug};

int main(int count, char **arguments)
{
	const char *only = NULL;

	for (int i = 1; i + 1 < count; i += 2) {
		if (!strcmp(arguments[i], "--row"))
			only = arguments[i + 1];
		else if (!strcmp(arguments[i], "--limit"))
			search.limit = strtoul(arguments[i + 1], NULL, 0);
		else if (!strcmp(arguments[i], "--bound"))
			search.bound = (unsigned int)strtoul(arguments[i + 1], NULL, 0);
		else if (!strcmp(arguments[i], "--count"))
			search.count = true, search.every = !strcmp(arguments[i + 1], "every");
		else if (!strcmp(arguments[i], "--defect"))
			defect = arguments[i + 1];
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++)
		for (row = tables[i]; row->name; row++)
			if (!only || !strcmp(row->name, only))
				run_row();
	if (defect)
		printf("model defect %s: NOT FOUND\n", defect);
	return defect != NULL;
}

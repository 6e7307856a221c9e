/* SPDX-License-Identifier: BSD-2-Clause */
/* A schedule for people: a line for each step, with the place in the code. */
#include "core.h"
#include "explore.h"
#include "happens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *what(const struct step *step)
{
	static const char *const wants[] = {"access",	     "look", "sees a change",
					    "sees a change", "halt", "park"};

	if (step->choice == CHOICE_INTERRUPT)
		return "takes an interrupt";
	if (step->choice == CHOICE_TIMEOUT)
		return "lets time pass";
	if (step->want != WANT_ACCESS || !step->object)
		return wants[step->want];
	return step->old != step->new ? "changes" : "reads";
}

static void print_object(const struct step *step)
{
	const char *name = step->object ? machine_name(step->object) : NULL;

	if (!step->object)
		printf("%-40s", "");
	else if (step->old == step->new)
		printf("%-20s %#-19lx", name, (unsigned long)step->old);
	else
		printf("%-20s %#lx -> %#-9lx", name, (unsigned long)step->old,
		       (unsigned long)step->new);
}

/* From binutils; without them there is none. */
static FILE *places_open(char *addresses)
{
	static char command[80 + MODEL_STEPS * 20];

	snprintf(command, sizeof(command), "addr2line -sfp -e /proc/%d/exe%s 2>/dev/null",
		 (int)getpid(), addresses);
	return popen(command, "r");
}

static const char *place_next(FILE *places)
{
	static char place[256];

	if (!places || !fgets(place, sizeof(place), places))
		return "?";
	place[strcspn(place, "\n")] = '\0';
	return place;
}

const char *trace_place(const void *where)
{
	char address[24];
	const char *place;
	FILE *places;

	snprintf(address, sizeof(address), " %p", (const char *)where - 1);
	places = places_open(address);
	place = place_next(places);
	if (places)
		pclose(places);
	return place;
}

static void print_step(unsigned int number, const char *place)
{
	const struct step *step = happens_step(number);

	printf("%4u core %u %-18s ", number, step->core, what(step));
	print_object(step);
	printf(" %s\n", place);
}

void trace_print(void)
{
	static char addresses[MODEL_STEPS * 20];
	size_t length = 0;
	FILE *places;

	for (unsigned int i = 0; i < happens_count(); i++)
		length += (size_t)snprintf(addresses + length, sizeof(addresses) - length, " %p",
					   (const char *)happens_step(i)->where - 1);
	places = places_open(addresses);
	for (unsigned int i = 0; i < happens_count(); i++)
		print_step(i, place_next(places));
	if (places)
		pclose(places);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts schedules that really differ: in what some step had before it. */
#include "explore.h"
#include "happens.h"
#include <stdlib.h>

static uint64_t *classes; /* open addressing; 0: free */
static size_t class_count, class_room;

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 29;
}

static uint64_t step_hash(const struct step *step)
{
	uint64_t hash = mix(step->core + 1, step->choice);

	for (unsigned int i = 0; i < MODEL_CORES; i++)
		hash = mix(hash, step->clock[i]);
	for (unsigned int i = 0; i < step->access_count; i++)
		hash = mix(hash,
			   (uintptr_t)step->accesses[i].address * 2 + step->accesses[i].write);
	return hash;
}

static bool insert(uint64_t hash)
{
	size_t i = hash % class_room;

	while (classes[i] && classes[i] != hash)
		i = (i + 1) % class_room;
	if (classes[i])
		return false;
	classes[i] = hash;
	return true;
}

static void grow(void)
{
	uint64_t *old = classes;
	size_t old_room = class_room;

	class_room = class_room ? class_room * 4 : 1024;
	classes = calloc(class_room, sizeof(*classes));
	for (size_t i = 0; i < old_room; i++)
		if (old[i])
			insert(old[i]);
	free(old);
}

void classes_add(void)
{
	uint64_t sum = 1;

	for (unsigned int i = 0; i < happens_count(); i++)
		sum += step_hash(happens_step(i));
	if (class_count * 2 >= class_room)
		grow();
	class_count += insert(sum ? sum : 1);
}

size_t classes_take(void)
{
	size_t count = class_count;

	free(classes);
	classes = NULL;
	class_count = class_room = 0;
	return count;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "happens.h"
#include <string.h>

enum { LOCATIONS = 1024, PLAINS = 1 << 15, NONE = -1 };

struct location { /* an atomic object */
	const void *address;
	unsigned int schedule; /* whose entry it is */
	unsigned int version;
	int writer;		  /* the last step that wrote */
	int readers[MODEL_CORES]; /* the last ones that read since */
};

struct plain {
	uintptr_t address;
	unsigned int schedule;
	unsigned int writer, write_time; /* time: which step of that core comes next; 0: never */
	const void *write_where;
	unsigned int read_times[MODEL_CORES];
	const void *read_wheres[MODEL_CORES];
};

static struct step steps[MODEL_STEPS];
static unsigned int step_count;
static unsigned int clocks[MODEL_CORES][MODEL_CORES]; /* what each core knows of */
static unsigned int known[MODEL_CORES];		      /* the same, before the step that runs */
static unsigned int schedule;
static struct location locations[LOCATIONS];
static struct plain plains[PLAINS];

void happens_reset(void)
{
	schedule++;
	step_count = 0;
	memset(clocks, 0, sizeof(clocks));
}

unsigned int happens_count(void)
{
	return step_count;
}

const struct step *happens_step(unsigned int number)
{
	return &steps[number];
}

bool happens_before(unsigned int a, unsigned int b)
{
	unsigned int core = steps[a].core;

	return steps[b].clock[core] >= steps[a].clock[core];
}

static size_t hash(uintptr_t address, size_t size)
{
	return (address * 0x9E3779B97F4A7C15u >> 40) % size;
}

static struct location *location_of(const void *address)
{
	size_t i = hash((uintptr_t)address, LOCATIONS);

	while (locations[i].schedule == schedule && locations[i].address != address)
		i = (i + 1) % LOCATIONS;
	if (locations[i].schedule != schedule)
		locations[i] = (struct location){.address = address,
						 .schedule = schedule,
						 .writer = NONE,
						 .readers = {NONE, NONE, NONE}};
	return &locations[i];
}

unsigned int happens_version(const void *address)
{
	return location_of(address)->version;
}

void happens_change(const void *address)
{
	location_of(address)->version++;
}

/* ---- steps ---- */

void happens_begin(unsigned int core, unsigned int choice, const void *where, unsigned int want)
{
	struct step *step = &steps[step_count];

	if (step_count == MODEL_STEPS)
		model_fail("no end after %u steps: a livelock?", MODEL_STEPS);
	memcpy(known, clocks[core], sizeof(known));
	clocks[core][core]++;
	step->core = core;
	step->choice = choice;
	step->where = where;
	step->want = want;
	step->access_count = step->partner_count = 0;
	step->object = NULL;
	step_count++;
}

static void meet(struct step *step, int partner)
{
	if (partner == NONE || steps[partner].core == step->core)
		return;
	for (unsigned int i = 0; i < MODEL_CORES; i++)
		if (clocks[step->core][i] < steps[partner].clock[i])
			clocks[step->core][i] = steps[partner].clock[i];
	for (unsigned int i = 0; i < step->partner_count; i++)
		if (step->partners[i] == (unsigned int)partner)
			return;
	if (step->partner_count < 2 * MODEL_CORES) {
		step->partners[step->partner_count++] = (unsigned int)partner;
		return;
	}
	model_fail("the checker itself: too many partners of one step");
}

void happens_access(const void *address, bool write)
{
	struct step *step = &steps[step_count - 1];
	struct location *location = location_of(address);
	int number = (int)step_count - 1;

	if (step->access_count == sizeof(step->accesses) / sizeof(step->accesses[0]))
		model_fail("the checker itself: too many accesses in one step");
	step->accesses[step->access_count++] = (struct access){address, write};
	if (location->writer != number)
		meet(step, location->writer);
	if (!write) {
		location->readers[step->core] = number;
		return;
	}
	for (unsigned int i = 0; i < MODEL_CORES; i++) {
		meet(step, location->readers[i]);
		location->readers[i] = NONE;
	}
	location->writer = number;
}

void happens_stop(unsigned int core)
{
	unsigned int self = steps[step_count - 1].core;

	clocks[core][core]++; /* what it did since its last step, too */
	if (clocks[self][core] < clocks[core][core])
		clocks[self][core] = clocks[core][core];
}

void happens_value(const void *address, uint64_t old, uint64_t new)
{
	struct step *step = &steps[step_count - 1];

	step->object = address;
	step->old = old;
	step->new = new;
}

/* Leaves the partners that nothing else puts in order already. */
void happens_end(void)
{
	struct step *step = &steps[step_count - 1];
	unsigned int kept = 0;

	memcpy(step->clock, clocks[step->core], sizeof(step->clock));
	for (unsigned int i = 0; i < step->partner_count; i++) {
		unsigned int partner = step->partners[i], core = steps[partner].core;
		bool between = known[core] >= steps[partner].clock[core];

		for (unsigned int j = 0; j < step->partner_count && !between; j++)
			between =
				step->partners[j] != partner &&
				steps[step->partners[j]].clock[core] >= steps[partner].clock[core];
		if (!between)
			step->partners[kept++] = partner;
	}
	step->partner_count = kept;
}

/* ---- plain accesses ---- */

static struct plain *plain_of(uintptr_t address)
{
	size_t i = hash(address, PLAINS);

	while (plains[i].schedule == schedule && plains[i].address != address)
		i = (i + 1) % PLAINS;
	if (plains[i].schedule != schedule)
		plains[i] = (struct plain){.address = address, .schedule = schedule};
	return &plains[i];
}

static bool read_races(unsigned int core, const struct plain *plain, const void **ret_where)
{
	for (unsigned int i = 0; i < MODEL_CORES; i++)
		if (i != core && plain->read_times[i] > clocks[core][i]) {
			*ret_where = plain->read_wheres[i];
			return true;
		}
	return false;
}

bool happens_plain(unsigned int core, uintptr_t address, bool write, const void *where,
		   const void **ret_where)
{
	struct plain *plain = plain_of(address);
	unsigned int time = clocks[core][core] + 1;

	*ret_where = plain->write_where;
	if (plain->writer != core && plain->write_time > clocks[core][plain->writer])
		return false;
	if (!write) {
		plain->read_times[core] = time;
		plain->read_wheres[core] = where;
		return true;
	}
	if (read_races(core, plain, ret_where))
		return false;
	plain->writer = core;
	plain->write_time = time;
	plain->write_where = where;
	return true;
}

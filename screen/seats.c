/* SPDX-License-Identifier: BSD-2-Clause */
#include "seats.h"
#include "mem.h"
#include "sort.h"

static struct seat seats[CPUS_MAX];
static bool taken[CPUS_MAX];
static uint16_t order[CPUS_MAX];
static unsigned int count;
static bool sorted;

_Static_assert(CPUS_MAX <= UINT16_MAX + 1, "an index fits its place in the order");

void seats_open(void)
{
	memset(taken, 0, sizeof(taken));
	count = 0;
	sorted = true;
}

/* False: it can never run. */
static bool state_of(const struct record_core *core, enum seat_state *ret_state)
{
	static const struct {
		const char *name;
		enum seat_state state;
	} states[] = {
		{"online", SEAT_ONLINE},       {"listed", SEAT_NOT_STARTED},
		{"held-back", SEAT_HELD_BACK}, {"offline", SEAT_NOT_STARTED},
		{"failed", SEAT_FAILED},       {"faulted", SEAT_FAILED},
		{"stopped", SEAT_FAILED},
	};

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (strcmp(core->state, states[i].name) == 0) {
			*ret_state = states[i].state;
			return true;
		}
	return false;
}

static void take(const struct record_core *core)
{
	struct seat *seat = &seats[core->index];

	taken[core->index] = true;
	order[count++] = (uint16_t)core->index;
	sorted = false;
	*seat = (struct seat){.cpu = core->index, .node = TOPOLOGY_NODE_NONE};
	if (core->place) {
		memcpy(seat->number, core->place->number, sizeof(seat->number));
		seat->node = core->place->node;
	}
}

static bool set_state(cpu_index cpu, enum seat_state state)
{
	bool differs = seats[cpu].state != state;

	seats[cpu].state = state;
	return differs;
}

static bool see_core(const struct record_core *core)
{
	enum seat_state state;
	bool is_new;

	if (core->index >= CPUS_MAX || !state_of(core, &state))
		return false;
	is_new = !taken[core->index];
	if (is_new)
		take(core);
	return set_state(core->index, state) || is_new;
}

bool seats_see(const struct record *record)
{
	switch (record->kind) {
	case RECORD_CORE:
	case RECORD_LIVE_CORE:
		return see_core(&record->core);
	case RECORD_FAULT:
		return record->fault.cpu < CPUS_MAX && taken[record->fault.cpu] &&
		       set_state(record->fault.cpu, SEAT_FAILED);
	default:
		return false;
	}
}

static bool sits_before(const void *a_, const void *b_)
{
	const struct seat *a = &seats[*(const uint16_t *)a_], *b = &seats[*(const uint16_t *)b_];

	for (int unit = TOPOLOGY_PACKAGE; unit < TOPOLOGY_UNITS; unit++)
		if (a->number[unit] != b->number[unit])
			return a->number[unit] < b->number[unit];
	return a->cpu < b->cpu;
}

unsigned int seats_count(void)
{
	return count;
}

const struct seat *seats_at(unsigned int place)
{
	if (!sorted)
		sort_items(order, count, sizeof(*order), sits_before);
	sorted = true;
	return &seats[order[place]];
}

const struct seat *seats_find(cpu_index cpu)
{
	return cpu < CPUS_MAX && taken[cpu] ? &seats[cpu] : NULL;
}

bool seats_apart(cpu_index a, cpu_index b)
{
	const struct seat *first = seats_find(a), *second = seats_find(b);

	return first && second &&
	       (first->number[TOPOLOGY_PACKAGE] != second->number[TOPOLOGY_PACKAGE] ||
		first->node != second->node);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "topology.h"

#include "mem.h"

/* A shift as wide as an id leaves nothing, where C says nothing about it. */
static uint64_t id_part(hw_id id, unsigned int shift)
{
	return shift < 64 ? id.value >> shift : 0;
}

/* By how many bits ids of one unit differ; what is larger than a package is the machine. */
static unsigned int unit_shift(const struct topology *t, int unit)
{
	switch (unit) {
	case TOPOLOGY_PACKAGE:
		return t->levels.package_shift;
	case TOPOLOGY_DIE:
		return t->levels.die_shift;
	case TOPOLOGY_CORE:
		return t->levels.core_shift;
	case TOPOLOGY_THREAD:
		return 0;
	default:
		return 64;
	}
}

size_t topology_memory_size(size_t cpu_capacity)
{
	return cpu_capacity * (sizeof(struct topology_cpu) + 2 * sizeof(uint32_t));
}

void topology_open(struct topology *t, const struct topology_levels *levels, void *memory,
		   size_t cpu_capacity)
{
	memset(t, 0, sizeof(*t));
	t->levels = *levels;
	/* No unit is larger than the one that holds it, whatever the processor says. */
	if (t->levels.die_shift < t->levels.core_shift)
		t->levels.die_shift = t->levels.core_shift;
	if (t->levels.package_shift < t->levels.die_shift)
		t->levels.package_shift = t->levels.die_shift;
	t->cpus = memory;
	t->by_id = (uint32_t *)(void *)(t->cpus + cpu_capacity);
	t->by_uid = t->by_id + cpu_capacity;
	t->cpu_capacity = cpu_capacity;
}

enum status topology_add(struct topology *t, hw_id id, bool enabled)
{
	enum topology_kind kind = t->levels.hybrid ? TOPOLOGY_KIND_UNKNOWN : TOPOLOGY_KIND_NONE;
	uint32_t cpu = (uint32_t)t->cpu_count;

	if (t->cpu_count >= t->cpu_capacity)
		return STATUS_NO_MEMORY;
	t->cpus[cpu] = (struct topology_cpu){.id = id,
					     .node = TOPOLOGY_NODE_NONE,
					     .first_thread = cpu,
					     .uid = TOPOLOGY_UID_NONE,
					     .enabled = enabled,
					     .kind = kind};
	t->by_id[cpu] = t->by_uid[cpu] = cpu;
	t->cpu_count++;
	return STATUS_OK;
}

void topology_set_uid(struct topology *t, size_t cpu, uint32_t uid)
{
	t->cpus[cpu].uid = uid;
}

void topology_set_place(struct topology *t, size_t cpu, struct topology_place place)
{
	t->cpus[cpu].place = place;
}

void topology_use_places(struct topology *t, const char *source)
{
	t->levels.source = source;
	t->placed = true;
}

/* ---- orders ---- */

typedef bool before_fn(const struct topology *t, uint32_t a, uint32_t b);

/* An id that is listed twice keeps the order of the list. */
static bool id_before(const struct topology *t, uint32_t a, uint32_t b)
{
	uint64_t left = t->cpus[a].id.value, right = t->cpus[b].id.value;

	return left != right ? left < right : a < b;
}

static bool uid_before(const struct topology *t, uint32_t a, uint32_t b)
{
	uint32_t left = t->cpus[a].uid, right = t->cpus[b].uid;

	return left != right ? left < right : a < b;
}

static bool place_before(const struct topology *t, uint32_t a, uint32_t b)
{
	const struct topology_place *left = &t->cpus[a].place, *right = &t->cpus[b].place;

	if (left->package != right->package)
		return left->package < right->package;
	if (left->die != right->die)
		return left->die < right->die;
	return left->core != right->core ? left->core < right->core : id_before(t, a, b);
}

static void swap(uint32_t *a, uint32_t *b)
{
	uint32_t kept = *a;

	*a = *b;
	*b = kept;
}

static void sink(const struct topology *t, uint32_t *order, before_fn *before, size_t root,
		 size_t n)
{
	while (root < n / 2) {
		size_t child = 2 * root + 1;

		if (child + 1 < n && before(t, order[child], order[child + 1]))
			child++;
		if (!before(t, order[root], order[child]))
			return;
		swap(&order[root], &order[child]);
		root = child;
	}
}

/* Heap sort, as no order of a hostile list makes it slow. */
static void sort(const struct topology *t, uint32_t *order, before_fn *before)
{
	for (size_t root = t->cpu_count / 2; root > 0; root--)
		sink(t, order, before, root - 1, t->cpu_count);
	for (size_t end = t->cpu_count; end > 1; end--) {
		swap(&order[0], &order[end - 1]);
		sink(t, order, before, 0, end - 1);
	}
}

static struct topology_cpu *nth_by_id(const struct topology *t, size_t place)
{
	return &t->cpus[t->by_id[place]];
}

size_t topology_find(const struct topology *t, hw_id id)
{
	size_t low = 0, high = t->cpu_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (nth_by_id(t, middle)->id.value < id.value)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < t->cpu_count && hw_id_equal(nth_by_id(t, low)->id, id))
		return t->by_id[low];
	return t->cpu_count;
}

size_t topology_find_uid(const struct topology *t, uint32_t uid)
{
	size_t low = 0, high = t->cpu_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->cpus[t->by_uid[middle]].uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < t->cpu_count && t->cpus[t->by_uid[low]].uid == uid)
		return t->by_uid[low];
	return t->cpu_count;
}

/* ---- units ---- */

static bool same_place(const struct topology_place *a, const struct topology_place *b, int unit)
{
	return (unit < TOPOLOGY_PACKAGE || a->package == b->package) &&
	       (unit < TOPOLOGY_DIE || a->die == b->die) &&
	       (unit < TOPOLOGY_CORE || a->core == b->core);
}

/* What is larger than a package is the machine; threads are not asked about. */
static bool share_unit(const struct topology *t, const struct topology_cpu *a,
		       const struct topology_cpu *b, int unit)
{
	unsigned int shift = unit_shift(t, unit);

	if (t->placed)
		return same_place(&a->place, &b->place, unit);
	return id_part(a->id, shift) == id_part(b->id, shift);
}

bool topology_same_core(const struct topology *t, hw_id a, hw_id b)
{
	unsigned int shift = unit_shift(t, TOPOLOGY_CORE);
	size_t first = topology_find(t, a), second = topology_find(t, b);

	if (!t->placed)
		return id_part(a, shift) == id_part(b, shift);
	if (first >= t->cpu_count || second >= t->cpu_count)
		return hw_id_equal(a, b);
	return same_place(&t->cpus[first].place, &t->cpus[second].place, TOPOLOGY_CORE);
}

/* ---- numbers ---- */

/* Places in the order of ids, which holds the cores of one unit side by side; while units are
   numbered by_id has the order of the cores' places, where these hold. */
struct stretch {
	size_t first, end;
};

static struct stretch stretch_at(const struct topology *t, size_t first, size_t limit, int unit)
{
	size_t end = first + 1;

	/* Each thread is a unit of its own, even if its id is listed twice. */
	while (unit != TOPOLOGY_THREAD && end < limit &&
	       share_unit(t, nth_by_id(t, first), nth_by_id(t, end), unit))
		end++;
	return (struct stretch){first, end};
}

static bool is_enabled(const struct topology *t, struct stretch s)
{
	for (size_t i = s.first; i < s.end; i++)
		if (nth_by_id(t, i)->enabled)
			return true;
	return false;
}

/* Numbers the units inside of one larger unit: those with an enabled core first. */
static void number_inside(struct topology *t, struct stretch outer, int unit)
{
	uint32_t number = 0;

	for (int pass = 0; pass < 2; pass++) {
		struct stretch s = {outer.first, outer.first};

		for (; s.end < outer.end; s.first = s.end) {
			s = stretch_at(t, s.end, outer.end, unit);
			if (is_enabled(t, s) != (pass == 0))
				continue;
			for (size_t i = s.first; i < s.end; i++)
				nth_by_id(t, i)->number[unit] = number;
			number++;
			t->count[unit] += pass == 0;
		}
	}
}

static void number_units(struct topology *t, int unit)
{
	struct stretch outer = {0, 0};

	for (; outer.end < t->cpu_count; outer.first = outer.end) {
		outer = stretch_at(t, outer.end, t->cpu_count, unit - 1);
		number_inside(t, outer, unit);
	}
}

static void note_first_threads(struct topology *t)
{
	struct stretch core = {0, 0};

	while (core.end < t->cpu_count) {
		uint32_t first = UINT32_MAX;

		core = stretch_at(t, core.end, t->cpu_count, TOPOLOGY_CORE);
		for (size_t i = core.first; i < core.end; i++)
			if (nth_by_id(t, i)->enabled && t->by_id[i] < first)
				first = t->by_id[i];
		for (size_t i = core.first; i < core.end && first != UINT32_MAX; i++)
			nth_by_id(t, i)->first_thread = first;
	}
}

void topology_number(struct topology *t)
{
	sort(t, t->by_id, t->placed ? place_before : id_before);
	for (int unit = TOPOLOGY_PACKAGE; unit < TOPOLOGY_UNITS; unit++)
		number_units(t, unit);
	note_first_threads(t);
	sort(t, t->by_id, id_before);
	sort(t, t->by_uid, uid_before);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Which pairs are measured first, and that all are measured in the end. */
#include "unit.h"
#include "pairs.h"
#include <stdlib.h>
#include <string.h>

static struct cpumask all_cores;
static cpu_index order[CPUS_MAX];

/* A machine of so many of each unit inside the one before; its cores are listed in an order that
   nothing tells of: number i has the id i * step modulo all. */
struct shape {
	unsigned int packages, dies, cores, threads, step, nodes;
};

static unsigned int threads_of(const struct shape *shape)
{
	return shape->packages * shape->dies * shape->cores * shape->threads;
}

static unsigned int bits_for(unsigned int count)
{
	unsigned int bits = 0;

	while (1u << bits < count)
		bits++;
	return bits;
}

/* The id of the i-th place, which has holes where a count is no power of two. */
static hw_id id_of(const struct shape *shape, const struct topology_levels *levels, unsigned int i)
{
	uint64_t thread = i % shape->threads, core = i / shape->threads % shape->cores;
	uint64_t die = i / shape->threads / shape->cores % shape->dies;
	uint64_t package = i / shape->threads / shape->cores / shape->dies;

	return (hw_id){thread | core << levels->core_shift | die << levels->die_shift |
		       package << levels->package_shift};
}

static struct topology *make(const struct shape *shape)
{
	unsigned int all = threads_of(shape);
	struct topology_levels levels = {.source = "test"};
	struct topology *t = calloc(1, sizeof(*t));

	levels.core_shift = bits_for(shape->threads);
	levels.die_shift = levels.core_shift + bits_for(shape->cores);
	levels.package_shift = levels.die_shift + bits_for(shape->dies);
	topology_open(t, &levels, calloc(1, topology_memory_size(all)), all);
	cpumask_clear_all(&all_cores);
	for (unsigned int i = 0; i < all; i++) {
		unsigned int place = (unsigned int)((uint64_t)i * shape->step % all);

		topology_add(t, id_of(shape, &levels, place), true);
		cpumask_set(&all_cores, i);
	}
	topology_number(t);
	for (unsigned int i = 0; i < all && shape->nodes; i++)
		topology_add_cpu_node(t, t->cpus[i].id,
				      t->cpus[i].number[TOPOLOGY_PACKAGE] % shape->nodes);
	return t;
}

static void drop(struct topology *t)
{
	free(t->cpus);
	free(t);
}

static const struct shape shapes[] = {
	{1, 1, 1, 1, 1, 0},  {1, 1, 2, 1, 1, 0},   {1, 1, 1, 2, 1, 0},	{1, 1, 3, 1, 2, 0},
	{2, 1, 2, 2, 3, 0},  {2, 2, 2, 2, 5, 0},   {4, 2, 3, 2, 5, 2},	{3, 1, 3, 3, 4, 0},
	{2, 1, 32, 1, 5, 0}, {2, 4, 16, 2, 37, 1}, {1, 1, 64, 1, 5, 0}, {7, 1, 1, 1, 3, 0},
};

/* ---- the order of cores ---- */

static bool is_in_order(const struct topology *t, cpu_index a, cpu_index b)
{
	for (int unit = 0; unit < TOPOLOGY_UNITS; unit++)
		if (t->cpus[a].number[unit] != t->cpus[b].number[unit])
			return t->cpus[a].number[unit] < t->cpus[b].number[unit];
	return false;
}

static void by_package_die_core_thread(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct topology *t = make(&shapes[i]);
		unsigned int n = pairs_order(t, &all_cores, order, CPUS_MAX);

		assert_int_equal(n, threads_of(&shapes[i]));
		for (unsigned int j = 1; j < n; j++)
			assert_true(is_in_order(t, order[j - 1], order[j]));
		drop(t);
	}
}

static void only_members(void **state)
{
	struct topology *t = make(&shapes[6]);
	unsigned int n;

	(void)state;
	cpumask_clear(&all_cores, 5);
	cpumask_clear(&all_cores, 0);
	n = pairs_order(t, &all_cores, order, CPUS_MAX);
	assert_int_equal(n, threads_of(&shapes[6]) - 2);
	for (unsigned int i = 0; i < n; i++)
		assert_true(order[i] != 5 && order[i] != 0);
	drop(t);
}

static void of_too_many_some_from_everywhere(void **state)
{
	const struct shape large = {8, 4, 32, 2, 777, 0};
	struct topology *t = make(&large);
	unsigned int of_package[8] = {0};

	(void)state;
	assert_int_equal(pairs_order(t, &all_cores, order, 1024), 1024);
	for (unsigned int i = 0; i < 1024; i++)
		of_package[t->cpus[order[i]].number[TOPOLOGY_PACKAGE]]++;
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(of_package[i], 128);
	drop(t);
}

static void by_index_where_nothing_is_known(void **state)
{
	(void)state;
	cpumask_clear_all(&all_cores);
	for (cpu_index cpu = 0; cpu < 5; cpu++)
		cpumask_set(&all_cores, cpu);
	assert_int_equal(pairs_order(NULL, &all_cores, order, CPUS_MAX), 5);
	for (cpu_index cpu = 0; cpu < 5; cpu++)
		assert_int_equal(order[cpu], cpu);
}

/* ---- the choice of pairs ---- */

struct seen {
	uint8_t *pairs;	      /* n * n */
	unsigned int *visits; /* of each core */
	unsigned int levels[TOPOLOGY_LEVELS];
};

static struct seen open_seen(unsigned int n)
{
	return (struct seen){.pairs = calloc((size_t)n * n, 1), .visits = calloc(n, sizeof(int))};
}

static void close_seen(struct seen *seen)
{
	free(seen->pairs);
	free(seen->visits);
}

static void note(struct seen *seen, const struct pairs *pairs, const struct pair *pair)
{
	uint8_t *mark = &seen->pairs[(size_t)pair->a * pairs->n + pair->b];

	assert_true(pair->a <= pair->b && pair->b < pairs->n);
	assert_int_equal(pair->level, pairs_level(pairs, pair->a, pair->b));
	assert_int_equal(*mark, 0);
	*mark = 1;
	seen->levels[pair->level]++;
	seen->visits[pair->a]++;
	seen->visits[pair->b] += pair->a != pair->b;
}

static void all_pairs_once(const struct topology *t, unsigned int n, bool with_self)
{
	struct seen seen = open_seen(n);
	struct pairs pairs;
	struct pair pair;
	uint64_t count = 0;

	pairs_open(&pairs, t, order, n, with_self);
	for (; pairs_next(&pairs, &pair); count++)
		note(&seen, &pairs, &pair);
	assert_true(count == (uint64_t)n * (n - 1) / 2 + (with_self ? n : 0));
	assert_int_equal(seen.levels[TOPOLOGY_SAME_CPU], with_self ? n : 0);
	assert_false(pairs_next(&pairs, &pair));
	close_seen(&seen);
}

static void each_pair_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct topology *t = make(&shapes[i]);
		unsigned int n = pairs_order(t, &all_cores, order, CPUS_MAX);

		all_pairs_once(t, n, true);
		all_pairs_once(t, n, false);
		drop(t);
	}
}

static void any_number_of_cores(void **state)
{
	(void)state;
	for (unsigned int n = 1; n <= 130; n++) {
		for (cpu_index cpu = 0; cpu < n; cpu++)
			order[cpu] = cpu;
		all_pairs_once(NULL, n, true);
	}
	for (cpu_index cpu = 0; cpu < CPUS_MAX; cpu++)
		order[cpu] = cpu;
	all_pairs_once(NULL, CPUS_MAX, true);
}

static unsigned int levels_there(const struct pairs *pairs)
{
	bool there[TOPOLOGY_LEVELS] = {false};
	unsigned int count = 0;

	for (unsigned int a = 0; a < pairs->n; a++)
		for (unsigned int b = 0; b < pairs->n; b++)
			there[pairs_level(pairs, a, b)] = true;
	for (unsigned int level = 0; level < TOPOLOGY_LEVELS; level++)
		count += there[level];
	return count;
}

/* The first pairs are of all levels that there are, each once, and then again. */
static void levels_take_turns(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct topology *t = make(&shapes[i]);
		unsigned int n = pairs_order(t, &all_cores, order, CPUS_MAX), levels;
		struct seen seen = open_seen(n);
		struct pairs pairs;
		struct pair pair;

		pairs_open(&pairs, t, order, n, true);
		levels = levels_there(&pairs);
		for (unsigned int j = 0; j < levels && pairs_next(&pairs, &pair); j++)
			note(&seen, &pairs, &pair);
		for (unsigned int level = 0; level < TOPOLOGY_LEVELS; level++)
			assert_true(seen.levels[level] <= 1);
		assert_int_equal(seen.levels[TOPOLOGY_SAME_CPU], 1);
		close_seen(&seen);
		drop(t);
	}
}

/* Wherever it ends, each core has had about its share: with 8 pairs a core, which makes 16 visits
   on average, none was there less than 4 times, or more than 32. */
static void a_part_is_spread_evenly(void **state)
{
	const struct shape large[] = {
		{2, 4, 16, 2, 37, 1}, {1, 1, 64, 1, 5, 0}, {2, 1, 32, 1, 5, 0},
		{3, 1, 21, 1, 4, 0},  {4, 1, 32, 4, 5, 2}, {8, 4, 32, 2, 777, 2},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(large); i++) {
		struct topology *t = make(&large[i]);
		unsigned int n = pairs_order(t, &all_cores, order, CPUS_MAX);
		struct seen seen = open_seen(n);
		struct pairs pairs;
		struct pair pair;

		pairs_open(&pairs, t, order, n, false);
		for (unsigned int j = 0; j < 8 * n && pairs_next(&pairs, &pair); j++)
			note(&seen, &pairs, &pair);
		for (unsigned int core = 0; core < n; core++)
			assert_true(seen.visits[core] >= 4 && seen.visits[core] <= 32);
		close_seen(&seen);
		drop(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_package_die_core_thread),
		cmocka_unit_test(only_members),
		cmocka_unit_test(of_too_many_some_from_everywhere),
		cmocka_unit_test(by_index_where_nothing_is_known),
		cmocka_unit_test(each_pair_once),
		cmocka_unit_test(any_number_of_cores),
		cmocka_unit_test(levels_take_turns),
		cmocka_unit_test(a_part_is_spread_evenly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "cpumask.h"

/* Indexes at the edges of words and of the mask. */
static const cpu_index edges[] = {0, 1, 62, 63, 64, 65, 127, 128, 1000, CPUS_MAX - 2, CPUS_MAX - 1};

static struct cpumask mask_of(const cpu_index *cpus, size_t count)
{
	struct cpumask mask;

	cpumask_clear_all(&mask);
	for (size_t i = 0; i < count; i++)
		cpumask_set(&mask, cpus[i]);
	return mask;
}

static void set_touches_one_member(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		struct cpumask mask = mask_of(&edges[i], 1);

		assert_int_equal(cpumask_weight(&mask), 1);
		assert_false(cpumask_empty(&mask));
		for (cpu_index cpu = 0; cpu < CPUS_MAX; cpu++)
			assert_int_equal(cpumask_test(&mask, cpu), cpu == edges[i]);
		cpumask_clear(&mask, edges[i]);
		assert_true(cpumask_empty(&mask));
	}
}

static void clear_leaves_the_others(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges));

	(void)state;
	cpumask_clear(&mask, 63);
	assert_false(cpumask_test(&mask, 63));
	assert_true(cpumask_test(&mask, 62));
	assert_true(cpumask_test(&mask, 64));
	assert_int_equal(cpumask_weight(&mask), ARRAY_SIZE(edges) - 1);
}

static void indexes_out_of_range_are_ignored(void **state)
{
	static const cpu_index outside[] = {CPUS_MAX, CPUS_MAX + 1, CPU_NONE, 1u << 31};
	struct {
		struct cpumask mask;
		uint64_t guard;
	} guarded = {.guard = 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++) {
		cpumask_set(&guarded.mask, outside[i]);
		cpumask_set_atomic(&guarded.mask, outside[i]);
		cpumask_clear(&guarded.mask, outside[i]);
		cpumask_clear_atomic(&guarded.mask, outside[i]);
		assert_false(cpumask_test(&guarded.mask, outside[i]));
		assert_int_equal(cpumask_next(&guarded.mask, outside[i]), CPU_NONE);
	}
	assert_true(cpumask_empty(&guarded.mask));
	assert_true(guarded.guard == 0);
}

static void next_finds_every_member_from_anywhere(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges));

	(void)state;
	for (cpu_index from = 0; from < CPUS_MAX; from++) {
		cpu_index wanted = from;

		while (wanted < CPUS_MAX && !cpumask_test(&mask, wanted))
			wanted++;
		assert_int_equal(cpumask_next(&mask, from), wanted < CPUS_MAX ? wanted : CPU_NONE);
	}
	cpumask_clear_all(&mask);
	assert_int_equal(cpumask_first(&mask), CPU_NONE);
}

static void for_each_visits_members_in_order(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges));
	size_t visited = 0;
	cpu_index cpu;

	(void)state;
	for_each_cpu (cpu, &mask) {
		assert_true(visited < ARRAY_SIZE(edges));
		assert_int_equal(cpu, edges[visited++]);
	}
	assert_int_equal(visited, ARRAY_SIZE(edges));
}

static void for_each_allows_removal_on_the_way(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges));
	size_t visited = 0;
	cpu_index cpu;

	(void)state;
	for_each_cpu (cpu, &mask) {
		cpumask_clear(&mask, cpu);
		visited++;
	}
	assert_int_equal(visited, ARRAY_SIZE(edges));
	assert_true(cpumask_empty(&mask));
}

static void weight_counts_full_words(void **state)
{
	struct cpumask mask;
	uint64_t seed = 7;

	(void)state;
	memset(&mask, 0xff, sizeof(mask));
	assert_int_equal(cpumask_weight(&mask), CPUS_MAX);
	for (int round = 0; round < 100; round++) {
		unsigned int wanted = 0;

		for (size_t i = 0; i < CPUMASK_WORDS; i++) {
			mask.words[i] = unit_random(&seed);
			wanted += (unsigned int)__builtin_popcountll(mask.words[i]);
		}
		assert_int_equal(cpumask_weight(&mask), wanted);
	}
}

static void set_operations(void **state)
{
	static const cpu_index left[] = {0, 5, 63, 64, 2047}, right[] = {5, 64, 65};
	static const cpu_index both[] = {5, 64}, any[] = {0, 5, 63, 64, 65, 2047};
	static const cpu_index only_left[] = {0, 63, 2047};
	struct cpumask a = mask_of(left, 5), b = mask_of(right, 3), target, wanted;

	(void)state;
	cpumask_and(&target, &a, &b);
	wanted = mask_of(both, 2);
	assert_true(cpumask_equal(&target, &wanted));
	cpumask_or(&target, &a, &b);
	wanted = mask_of(any, 6);
	assert_true(cpumask_equal(&target, &wanted));
	cpumask_andnot(&target, &a, &b);
	wanted = mask_of(only_left, 3);
	assert_true(cpumask_equal(&target, &wanted));
	cpumask_copy(&target, &b);
	assert_true(cpumask_equal(&target, &b));
	assert_false(cpumask_equal(&target, &a));
}

static void operations_allow_the_target_as_source(void **state)
{
	static const cpu_index left[] = {1, 2}, right[] = {2, 3};
	struct cpumask a = mask_of(left, 2), b = mask_of(right, 2);

	(void)state;
	cpumask_andnot(&a, &a, &b);
	assert_true(cpumask_test(&a, 1));
	assert_int_equal(cpumask_weight(&a), 1);
}

static void equal_looks_at_every_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		struct cpumask a = mask_of(edges, ARRAY_SIZE(edges)), b = a;

		cpumask_clear(&b, edges[i]);
		assert_false(cpumask_equal(&a, &b));
		assert_true(cpumask_subset(&b, &a));
		assert_false(cpumask_subset(&a, &b));
	}
}

static void subset_of_itself_and_of_empty(void **state)
{
	struct cpumask a = mask_of(edges, ARRAY_SIZE(edges)), none = mask_of(NULL, 0);

	(void)state;
	assert_true(cpumask_subset(&a, &a));
	assert_true(cpumask_subset(&none, &a));
	assert_true(cpumask_subset(&none, &none));
	assert_false(cpumask_subset(&a, &none));
}

static void atomic_writers_do_the_same(void **state)
{
	struct cpumask mask = mask_of(NULL, 0);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		cpumask_set_atomic(&mask, edges[i]);
	struct cpumask wanted = mask_of(edges, ARRAY_SIZE(edges));

	assert_true(cpumask_equal(&mask, &wanted));
	cpumask_clear_atomic(&mask, 64);
	cpumask_clear(&wanted, 64);
	assert_true(cpumask_equal(&mask, &wanted));
}

/* ---- from behind, and by number ---- */

static void before_finds_every_member_from_anywhere(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges)), none = mask_of(edges, 0);
	cpu_index wanted = CPU_NONE;

	(void)state;
	for (cpu_index cpu = 0; cpu <= CPUS_MAX; cpu++) {
		assert_int_equal(cpumask_before(&mask, cpu), wanted);
		assert_int_equal(cpumask_before(&none, cpu), CPU_NONE);
		if (cpumask_test(&mask, cpu))
			wanted = cpu;
	}
	assert_int_equal(cpumask_before(&mask, CPU_NONE), CPUS_MAX - 1);
	assert_int_equal(cpumask_last(&mask), CPUS_MAX - 1);
	assert_int_equal(cpumask_last(&none), CPU_NONE);
}

static void members_by_number(void **state)
{
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges)), none = mask_of(edges, 0);

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(edges); i++) {
		assert_int_equal(cpumask_nth(&mask, i), edges[i]);
		assert_int_equal(cpumask_rank(&mask, edges[i]), i);
		assert_int_equal(cpumask_rank(&mask, edges[i] + 1), i + 1);
	}
	assert_int_equal(cpumask_nth(&mask, ARRAY_SIZE(edges)), CPU_NONE);
	assert_int_equal(cpumask_nth(&mask, UINT32_MAX), CPU_NONE);
	assert_int_equal(cpumask_nth(&none, 0), CPU_NONE);
	assert_int_equal(cpumask_rank(&mask, CPU_NONE), ARRAY_SIZE(edges));
	assert_int_equal(cpumask_rank(&none, CPUS_MAX), 0);
}

/* ---- a promise of few ---- */

static int take_the_promise_back(void **state)
{
	(void)state;
	cpumask_limit(0);
	return 0;
}

/* What lies behind the words that are looked at: set, but no member. */
static struct cpumask with_rubbish_behind(cpu_index member)
{
	struct cpumask mask;

	memset(&mask, 0xff, sizeof(mask));
	cpumask_clear_all(&mask);
	cpumask_set(&mask, member);
	return mask;
}

static void no_word_behind_the_limit_is_looked_at(void **state)
{
	static const struct {
		unsigned int limit;
		cpu_index last;
	} rows[] = {{1, 0}, {63, 62}, {64, 63}, {65, 64}, {128, 127}, {129, 128}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cpumask_limit(rows[i].limit);
		struct cpumask mask = with_rubbish_behind(rows[i].last), copy;

		assert_int_equal(cpumask_weight(&mask), 1);
		assert_int_equal(cpumask_first(&mask), rows[i].last);
		assert_int_equal(cpumask_last(&mask), rows[i].last);
		assert_int_equal(cpumask_next(&mask, rows[i].last + 1), CPU_NONE);
		assert_int_equal(cpumask_next(&mask, CPUS_MAX - 1), CPU_NONE);
		memset(&copy, 0, sizeof(copy));
		cpumask_copy(&copy, &mask);
		assert_true(cpumask_equal(&copy, &mask));
		assert_true(cpumask_subset(&mask, &copy));
		cpumask_andnot(&copy, &copy, &mask);
		assert_true(cpumask_empty(&copy));
	}
}

static void the_promise_can_be_taken_back(void **state)
{
	static const unsigned int unlimited[] = {0, CPUS_MAX, CPUS_MAX - 1, UINT32_MAX};
	struct cpumask mask = mask_of(edges, ARRAY_SIZE(edges));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unlimited); i++) {
		cpumask_limit(1);
		assert_int_equal(cpumask_weight(&mask), 4); /* of the first word */
		cpumask_limit(unlimited[i]);
		assert_int_equal(cpumask_weight(&mask), ARRAY_SIZE(edges));
	}
}

static void format_writes_ranges(void **state)
{
	static const struct {
		cpu_index cpus[8];
		size_t count;
		const char *text;
	} rows[] = {
		{{0}, 0, ""},
		{{0}, 1, "0"},
		{{0, 1, 2, 3, 8, 10, 11}, 7, "0-3,8,10-11"},
		{{0, 1}, 2, "0-1"},
		{{0, 2, 4}, 3, "0,2,4"},
		{{63, 64, 65}, 3, "63-65"},
		{{2045, 2047}, 2, "2045,2047"},
		{{2046, 2047}, 2, "2046-2047"},
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cpumask mask = mask_of(rows[i].cpus, rows[i].count);

		memset(text, 'x', sizeof(text));
		assert_int_equal(cpumask_format(&mask, text, sizeof(text)), strlen(rows[i].text));
		assert_string_equal(text, rows[i].text);
	}
}

static void format_cuts_what_does_not_fit(void **state)
{
	static const cpu_index cpus[] = {0, 1, 2, 3, 8, 10, 11};
	static const char whole[] = "0-3,8,10-11";
	struct cpumask mask = mask_of(cpus, 7);

	(void)state;
	for (size_t size = 0; size <= sizeof(whole); size++) {
		char *text = malloc(size ? size : 1);

		assert_int_equal(cpumask_format(&mask, text, size), strlen(whole));
		if (size > 0) {
			assert_int_equal(strlen(text), size - 1);
			assert_memory_equal(text, whole, size - 1);
		}
		free(text);
	}
	assert_int_equal(cpumask_format(&mask, NULL, 0), strlen(whole));
}

static void format_of_all(void **state)
{
	struct cpumask mask;
	char text[16];

	(void)state;
	memset(&mask, 0xff, sizeof(mask));
	cpumask_format(&mask, text, sizeof(text));
	assert_string_equal(text, "0-2047");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_touches_one_member),
		cmocka_unit_test(clear_leaves_the_others),
		cmocka_unit_test(indexes_out_of_range_are_ignored),
		cmocka_unit_test(next_finds_every_member_from_anywhere),
		cmocka_unit_test(for_each_visits_members_in_order),
		cmocka_unit_test(for_each_allows_removal_on_the_way),
		cmocka_unit_test(weight_counts_full_words),
		cmocka_unit_test(set_operations),
		cmocka_unit_test(operations_allow_the_target_as_source),
		cmocka_unit_test(equal_looks_at_every_word),
		cmocka_unit_test(subset_of_itself_and_of_empty),
		cmocka_unit_test(atomic_writers_do_the_same),
		cmocka_unit_test(before_finds_every_member_from_anywhere),
		cmocka_unit_test(members_by_number),
		cmocka_unit_test_teardown(no_word_behind_the_limit_is_looked_at,
					  take_the_promise_back),
		cmocka_unit_test_teardown(the_promise_can_be_taken_back, take_the_promise_back),
		cmocka_unit_test(format_writes_ranges),
		cmocka_unit_test(format_cuts_what_does_not_fit),
		cmocka_unit_test(format_of_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "sort.h"

struct item {
	uint32_t key;
	uint8_t mark[3];
};

static size_t comparisons;

static bool item_before(const void *a, const void *b)
{
	const struct item *first = a, *second = b;

	comparisons++;
	return first->key < second->key;
}

static void item_set(struct item *item, uint32_t key)
{
	*item = (struct item){key, {(uint8_t)key, (uint8_t)(key >> 8), 0x5a}};
}

static void check_sorted(const struct item *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || list[i - 1].key <= list[i].key);
		assert_int_equal(list[i].mark[0] | list[i].mark[1] << 8, list[i].key & 0xffff);
	}
}

static void every_order_of_few(void **state)
{
	struct item list[5];

	(void)state;
	for (unsigned int order = 0; order < 5 * 5 * 5 * 5 * 5; order++) {
		unsigned int left = order;
		uint32_t sum = 0;

		for (size_t i = 0; i < 5; i++, left /= 5) {
			item_set(&list[i], left % 5);
			sum += 1u << 4 * (left % 5);
		}
		sort_items(list, 5, sizeof(list[0]), item_before);
		check_sorted(list, 5);
		for (size_t i = 0; i < 5; i++)
			sum -= 1u << 4 * list[i].key;
		assert_int_equal(sum, 0);
	}
}

static void none_and_one(void **state)
{
	struct item one;

	(void)state;
	item_set(&one, 7);
	sort_items(NULL, 0, sizeof(one), item_before);
	sort_items(&one, 1, sizeof(one), item_before);
	assert_int_equal(one.key, 7);
}

/* Up, down, all alike, and shuffled: each within 2 n log2 n comparisons. */
static void no_order_makes_it_slow(void **state)
{
	enum { N = 4096, LOG_N = 12 };
	static struct item list[N];

	(void)state;
	for (unsigned int order = 0; order < 4; order++) {
		for (uint32_t i = 0; i < N; i++) {
			const uint32_t keys[] = {i, N - i, 1, i * 2654435761u};

			item_set(&list[i], keys[order]);
		}
		comparisons = 0;
		sort_items(list, N, sizeof(list[0]), item_before);
		check_sorted(list, N);
		assert_true(comparisons <= 2 * N * LOG_N);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_of_few),
		cmocka_unit_test(none_and_one),
		cmocka_unit_test(no_order_makes_it_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

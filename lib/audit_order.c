/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit_order.h"
#include "fmt.h"
#include "mem.h"

enum { MORE_SIZE = 4, RANGE_SIZE = 48 };

uint16_t audit_order[CPUS_MAX];

static uint64_t class_of(const struct audit *audit, const struct audit_core *core,
			 enum audit_split split)
{
	switch (split) {
	case AUDIT_BY_KIND:
		return audit->terms->kind(core);
	case AUDIT_BY_MODEL:
		return audit->terms->model(core);
	case AUDIT_BY_PACKAGE:
		return core->package;
	case AUDIT_TOGETHER:
		break;
	}
	return 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

uint64_t audit_content(const struct audit *audit, const struct audit_core *core,
		       const struct audit_key *key)
{
	const struct audit_terms *terms = audit->terms;

	if (key->in_force && terms->in_force && !terms->in_force(core, key->number))
		return 0;
	return audit_value(core, key->number) & key->mask;
}

static int compare_content(const struct audit *audit, const struct audit_core *a,
			   const struct audit_core *b, const struct audit_key *key)
{
	int state = compare(audit_state(a, key->number), audit_state(b, key->number));

	if (state)
		return state;
	return compare(audit_content(audit, a, key), audit_content(audit, b, key));
}

/* The cores are sorted by id, so their places serve as the last word. */
static int compare_places(const struct audit *audit, const struct audit_key *key, uint16_t a,
			  uint16_t b)
{
	const struct audit_core *left = audit->cores[a], *right = audit->cores[b];
	int result = compare(class_of(audit, left, key->split), class_of(audit, right, key->split));

	if (!result)
		result = compare_content(audit, left, right, key);
	return result ? result : compare(a, b);
}

static bool is_in_order(const struct audit *audit, const struct audit_key *key)
{
	for (size_t i = 1; i < audit->count; i++)
		if (compare_places(audit, key, audit_order[i - 1], audit_order[i]) > 0)
			return false;
	return true;
}

static void swap(size_t a, size_t b)
{
	uint16_t kept = audit_order[a];

	audit_order[a] = audit_order[b];
	audit_order[b] = kept;
}

static void sink(const struct audit *audit, const struct audit_key *key, size_t root, size_t n)
{
	while (root < n / 2) {
		size_t child = 2 * root + 1;

		if (child + 1 < n &&
		    compare_places(audit, key, audit_order[child], audit_order[child + 1]) < 0)
			child++;
		if (compare_places(audit, key, audit_order[root], audit_order[child]) >= 0)
			return;
		swap(root, child);
		root = child;
	}
}

/* Most registers are the same everywhere, and then the order by id is right. */
void audit_order_make(const struct audit *audit, const struct audit_key *key)
{
	for (size_t i = 0; i < audit->count; i++)
		audit_order[i] = (uint16_t)i;
	if (is_in_order(audit, key))
		return;
	for (size_t root = audit->count / 2; root > 0; root--)
		sink(audit, key, root - 1, audit->count);
	for (size_t end = audit->count; end > 1; end--) {
		swap(0, end - 1);
		sink(audit, key, 0, end - 1);
	}
}

bool audit_order_same_class(const struct audit *audit, const struct audit_key *key, size_t a,
			    size_t b)
{
	return class_of(audit, audit->cores[audit_order[a]], key->split) ==
	       class_of(audit, audit->cores[audit_order[b]], key->split);
}

bool audit_order_same(const struct audit *audit, const struct audit_key *key, size_t a, size_t b)
{
	return audit_order_same_class(audit, key, a, b) &&
	       compare_content(audit, audit->cores[audit_order[a]], audit->cores[audit_order[b]],
			       key) == 0;
}

/* ---- by id ---- */

static void sink_id(struct audit *audit, size_t root, size_t n)
{
	const struct audit_core **cores = audit->cores;

	while (root < n / 2) {
		size_t child = 2 * root + 1;
		const struct audit_core *kept = cores[root];

		if (child + 1 < n && cores[child]->id.value < cores[child + 1]->id.value)
			child++;
		if (kept->id.value >= cores[child]->id.value)
			return;
		cores[root] = cores[child];
		cores[child] = kept;
		root = child;
	}
}

/* Of those with one id the first stays. */
static void drop_doubles(struct audit *audit)
{
	size_t kept = 0;

	for (size_t i = 0; i < audit->count; i++)
		if (kept == 0 || !hw_id_equal(audit->cores[kept - 1]->id, audit->cores[i]->id))
			audit->cores[kept++] = audit->cores[i];
	audit->count = kept;
}

void audit_close(struct audit *audit)
{
	for (size_t root = audit->count / 2; root > 0; root--)
		sink_id(audit, root - 1, audit->count);
	for (size_t end = audit->count; end > 1; end--) {
		const struct audit_core *kept = audit->cores[0];

		audit->cores[0] = audit->cores[end - 1];
		audit->cores[end - 1] = kept;
		sink_id(audit, 0, end - 1);
	}
	drop_doubles(audit);
}

/* The first id that does not continue the range. */
static size_t range_end(const struct audit *audit, size_t first, size_t end)
{
	uint64_t id = audit->cores[audit_order[first]]->id.value;
	size_t behind = first + 1;

	while (behind < end && audit->cores[audit_order[behind]]->id.value == id + (behind - first))
		behind++;
	return behind;
}

void audit_format_ids(const struct audit *audit, size_t first, size_t end, char *text, size_t size)
{
	struct fmt fmt = {.text = text, .size = size};

	text[0] = '\0';
	while (first < end) {
		size_t behind = range_end(audit, first, end);
		uint64_t low = audit->cores[audit_order[first]]->id.value;
		char range[RANGE_SIZE];
		size_t length;

		if (behind - first > 1)
			length = (size_t)fmt_text(range, sizeof(range), "%llu-%llu",
						  (unsigned long long)low,
						  (unsigned long long)(low + (behind - first) - 1));
		else
			length = (size_t)fmt_text(range, sizeof(range), "%llu",
						  (unsigned long long)low);
		if (fmt.length + 1 + length + MORE_SIZE >= size) {
			fmt_add(&fmt, ",...");
			return;
		}
		fmt_add(&fmt, fmt.length ? ",%s" : "%s", range);
		first = behind;
	}
}

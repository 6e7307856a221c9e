/* SPDX-License-Identifier: BSD-2-Clause */
/* Which core gets which number, and why one is not started. */
#include "unit.h"
#include "plan.h"

enum { CORES_MAX = 12, BOOT = 0x10, MANY = 100 };

/* One core of the MADT; the end of a list is a state of LAST. */
struct listed {
	uint64_t id;
	int state;
};
enum { LAST = -1, ON = MADT_CPU_ENABLED, LATER = MADT_CPU_ONLINE_CAPABLE, OFF = MADT_CPU_DISABLED };

/* One core of the plan. */
struct wanted {
	uint64_t id;
	enum cpu_plan plan;
	const char *reason;
};

static struct options options;
static struct plan_limits limits;
static struct plan_counts counts;
static struct topology_levels levels;
static struct topology topology;
static struct machine_cpu *cores; /* of the exact size, so that ASan sees one too many */

static int open_limits(void **state)
{
	(void)state;
	options_default(&options);
	limits = (struct plan_limits){
		.boot_id = {BOOT}, .topology = &topology, .possible_most = MANY};
	levels = (struct topology_levels){.source = "test", .die_shift = 40, .package_shift = 40};
	return 0;
}

static int free_cores(void **state)
{
	(void)state;
	free(cores);
	cores = NULL;
	return 0;
}

static void number(const struct madt_cpu *cpus, size_t count)
{
	static uint64_t memory[CORES_MAX * 8];

	assert_true(topology_memory_size(count) <= sizeof(memory));
	topology_open(&topology, &levels, memory, count);
	for (size_t i = 0; i < count; i++)
		topology_add(&topology, cpus[i].id, cpus[i].state == MADT_CPU_ENABLED);
	topology_number(&topology);
}

static void plan(const struct listed *list)
{
	struct madt_cpu cpus[CORES_MAX];
	struct madt madt = {.cpus = cpus, .cpu_capacity = CORES_MAX};

	for (; list->state != LAST; list++) {
		assert_true(madt.cpu_count < CORES_MAX);
		cpus[madt.cpu_count] = (struct madt_cpu){.id = {list->id},
							 .uid = 500 + (uint32_t)madt.cpu_count,
							 .state = (enum madt_cpu_state)list->state};
		madt.cpu_count++;
	}
	number(cpus, madt.cpu_count);
	free(cores);
	cores = calloc(madt.cpu_count + 1, sizeof(*cores));
	assert_non_null(cores);
	counts = plan_cpus(&madt, &options, &limits, cores);
}

/* The rows are the plan, and nothing comes behind them. */
static void assert_plan(const struct wanted *rows, size_t count)
{
	assert_int_equal(counts.listed, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(cores[i].id.value, rows[i].id);
		assert_int_equal(cores[i].plan, rows[i].plan);
		assert_string_equal(cores[i].reason, rows[i].reason);
	}
}
#define ASSERT_PLAN(...)                                                                           \
	assert_plan((struct wanted[]){__VA_ARGS__}, ARRAY_SIZE(((struct wanted[]){__VA_ARGS__})))

static void assert_counts(unsigned int possible, unsigned int enabled)
{
	assert_int_equal(counts.possible, possible);
	assert_int_equal(counts.enabled, enabled);
}

static const struct listed three[] = {{0x12, ON}, {BOOT, ON}, {0x14, ON}, {0, LAST}};

/* Four cores of two threads; the boot core is the second thread of one. */
static const struct listed threads[] = {{0x11, ON}, {BOOT, ON}, {0x12, ON}, {0x13, ON},
					{0x14, ON}, {0x15, ON}, {0x17, ON}, {0, LAST}};

/* ---- order ---- */

static void the_boot_core_comes_first(void **state)
{
	(void)state;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""}, {0x14, PLAN_START, ""});
	assert_counts(3, 3);
	assert_true(counts.boot_core_listed);
	assert_int_equal(cores[0].uid, 501);
	assert_int_equal(cores[1].uid, 500);
	assert_int_equal(cores[2].uid, 502);
}

static void a_boot_core_that_nobody_listed_is_added(void **state)
{
	static const struct listed list[] = {{0x12, ON}, {0, LAST}}, none[] = {{0, LAST}};

	(void)state;
	plan(list);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""});
	assert_counts(2, 2);
	assert_false(counts.boot_core_listed);
	assert_int_equal(cores[0].uid, UINT32_MAX);
	plan(none);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""});
	assert_counts(1, 1);
	assert_false(counts.boot_core_listed);
}

/* It runs this: whatever the table says, it is there. */
static void a_boot_core_that_is_called_disabled_runs(void **state)
{
	static const struct listed list[] = {{0x12, ON}, {BOOT, OFF}, {0, LAST}};

	(void)state;
	plan(list);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""});
	assert_counts(2, 2);
	assert_true(counts.boot_core_listed);
}

static void those_that_cannot_start_come_last(void **state)
{
	static const struct listed list[] = {{0x20, OFF}, {0x12, ON}, {0x21, LATER}, {BOOT, ON},
					     {0x22, OFF}, {0x14, ON}, {0, LAST}};

	(void)state;
	plan(list);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""}, {0x14, PLAN_START, ""},
		    {0x20, PLAN_DISABLED, "listed as disabled"},
		    {0x21, PLAN_ONLINE_CAPABLE, "not present yet"},
		    {0x22, PLAN_DISABLED, "listed as disabled"});
	assert_counts(3, 3);
}

/* ---- limits ---- */

static void maxcpus_holds_back(void **state)
{
	(void)state;
	options.maxcpus = 2;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""},
		    {0x14, PLAN_HELD_BACK, "maxcpus"});
	assert_counts(3, 3);
	options.maxcpus = 3;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""}, {0x14, PLAN_START, ""});
}

static void nr_cpus_makes_impossible(void **state)
{
	(void)state;
	options.nr_cpus = 2;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""},
		    {0x14, PLAN_IMPOSSIBLE, "nr_cpus"});
	assert_counts(2, 3);
	options.nr_cpus = 1;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_IMPOSSIBLE, "nr_cpus"},
		    {0x14, PLAN_IMPOSSIBLE, "nr_cpus"});
	assert_counts(1, 3);
}

static void nosmp_leaves_the_boot_core(void **state)
{
	(void)state;
	options.nosmp = true;
	options.nr_cpus = 1;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_IMPOSSIBLE, "nosmp"},
		    {0x14, PLAN_IMPOSSIBLE, "nosmp"});
	assert_counts(1, 3);
}

static void memory_is_a_limit(void **state)
{
	(void)state;
	limits.possible_most = 2;
	plan(three);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""},
		    {0x14, PLAN_IMPOSSIBLE, "no memory for it"});
	assert_counts(2, 3);
	options.nr_cpus = 2; /* comes before it */
	plan(three);
	assert_string_equal(cores[2].reason, "nr_cpus");
	limits.possible_most = 0; /* the boot core has what it needs, or this would not run */
	plan(three);
	assert_counts(1, 3);
}

/* A limit that is not reached by what it counts: disabled cores need no memory. */
static void only_possible_cores_count(void **state)
{
	static const struct listed list[] = {{0x20, OFF},   {0x21, OFF}, {BOOT, ON},
					     {0x22, LATER}, {0x12, ON},	 {0, LAST}};

	(void)state;
	options.nr_cpus = options.maxcpus = limits.possible_most = 2;
	plan(list);
	assert_counts(2, 2);
	assert_int_equal(cores[1].id.value, 0x12);
	assert_int_equal(cores[1].plan, PLAN_START);
}

/* ---- threads ---- */

static void noht_keeps_one_thread_of_each_core(void **state)
{
	static const char other[] = "noht: another thread of its core runs";

	(void)state;
	options.noht = true;
	levels.core_shift = 1;
	plan(threads);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x12, PLAN_START, ""}, {0x14, PLAN_START, ""},
		    {0x17, PLAN_START, ""}, {0x11, PLAN_IMPOSSIBLE, other},
		    {0x13, PLAN_IMPOSSIBLE, other}, {0x15, PLAN_IMPOSSIBLE, other});
	assert_counts(4, 7);
}

static void noht_counts_before_the_numbers_do(void **state)
{
	(void)state;
	options.noht = true;
	options.nr_cpus = 2;
	levels.core_shift = 1;
	plan(threads);
	assert_counts(2, 7);
	assert_string_equal(cores[2].reason, "noht: another thread of its core runs"); /* 0x11 */
	assert_int_equal(cores[3].id.value, 0x13);
	assert_string_equal(cores[3].reason, "noht: another thread of its core runs");
	assert_int_equal(cores[4].id.value, 0x14);
	assert_string_equal(cores[4].reason, "nr_cpus"); /* no thread of that core runs */
	assert_string_equal(cores[5].reason, "nr_cpus");
}

static void noht_where_cores_have_one_thread(void **state)
{
	(void)state;
	options.noht = true;
	plan(threads);
	assert_counts(7, 7);
}

/* Three cores of two threads in each package of 4: ids have holes, and packages an odd count. */
static void noht_where_ids_have_holes(void **state)
{
	static const struct listed list[] = {{BOOT, ON}, {0x11, ON}, {0x12, ON}, {0x13, ON},
					     {0x14, ON}, {0x15, ON}, {0x18, ON}, {0x19, ON},
					     {0x1A, ON}, {0x1B, ON}, {0, LAST}};

	(void)state;
	options.noht = true;
	levels.core_shift = 1;
	plan(list);
	assert_counts(5, 10);
	for (unsigned int i = 0; i < 5; i++)
		assert_int_equal(cores[i].id.value & 1, 0);
}

/* Threads in other orders than the ids': a disabled first one does not stand for its core. */
static void noht_takes_the_first_that_can_run(void **state)
{
	static const char other[] = "noht: another thread of its core runs";
	static const struct listed list[] = {{0x13, ON}, {0x12, ON},	 {0x14, OFF}, {0x15, ON},
					     {0x17, ON}, {BOOT + 1, ON}, {0, LAST}};

	(void)state;
	options.noht = true;
	levels.core_shift = 1;
	plan(list);
	ASSERT_PLAN({BOOT, PLAN_BOOT, ""}, {0x13, PLAN_START, ""}, {0x15, PLAN_START, ""},
		    {0x17, PLAN_START, ""}, {0x12, PLAN_IMPOSSIBLE, other},
		    {0x14, PLAN_DISABLED, "listed as disabled"},
		    {BOOT + 1, PLAN_IMPOSSIBLE, other});
}

static void ids_beyond_32_bits_are_told_apart(void **state)
{
	static const struct listed list[] = {
		{BOOT, ON}, {0x200000000 + BOOT, ON}, {0x200000001 + BOOT, ON}, {0, LAST}};

	(void)state;
	options.noht = true;
	levels.core_shift = 1;
	plan(list);
	assert_counts(2, 3);
	assert_int_equal(cores[1].id.value, 0x200000000 + BOOT);
}

#define PLAN_TEST(function) cmocka_unit_test_setup_teardown(function, open_limits, free_cores)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAN_TEST(the_boot_core_comes_first),
		PLAN_TEST(a_boot_core_that_nobody_listed_is_added),
		PLAN_TEST(a_boot_core_that_is_called_disabled_runs),
		PLAN_TEST(those_that_cannot_start_come_last),
		PLAN_TEST(maxcpus_holds_back),
		PLAN_TEST(nr_cpus_makes_impossible),
		PLAN_TEST(nosmp_leaves_the_boot_core),
		PLAN_TEST(memory_is_a_limit),
		PLAN_TEST(only_possible_cores_count),
		PLAN_TEST(noht_keeps_one_thread_of_each_core),
		PLAN_TEST(noht_counts_before_the_numbers_do),
		PLAN_TEST(noht_where_cores_have_one_thread),
		PLAN_TEST(noht_where_ids_have_holes),
		PLAN_TEST(noht_takes_the_first_that_can_run),
		PLAN_TEST(ids_beyond_32_bits_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

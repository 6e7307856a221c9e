/* SPDX-License-Identifier: BSD-2-Clause */
/* What is measured of the bring-up and of hotplug: the whole application on a machine of threads,
   with cores that fail in the midst of it. */
#include "scenario.h"
#include "output.h"
#include <stdlib.h>

enum { CORES = 5, SICK = 3 };

struct run_case {
	const char *only;
	unsigned int iterations;
	void (*arrange)(void);
	void (*check)(void);
	enum end_code end;
	const char *seen[8];   /* pieces of the output */
	const char *unseen[4]; /* and those that must not be in it */
};

static void arrange(struct machine *machine)
{
	const struct run_case *row = scenario_context();
	output_listen(machine);
	machine->options.iterations = row->iterations;
	strcpy(machine->options.only, row->only);
	if (row->arrange)
		row->arrange();
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

static void judge(int end_code)
{
	const struct run_case *row = scenario_context();

	expect_number(end_code, row->end);
	for (size_t i = 0; i < ARRAY_SIZE(row->seen) && row->seen[i]; i++)
		if (!expect(strstr(output, row->seen[i])))
			fprintf(stderr, "missing: %s\n", row->seen[i]);
	for (size_t i = 0; i < ARRAY_SIZE(row->unseen) && row->unseen[i]; i++)
		if (!expect(!strstr(output, row->unseen[i])))
			fprintf(stderr, "not wanted: %s\n", row->unseen[i]);
	if (row->check)
		row->check();
}

/* ---- the bring-up once more ---- */

/* Of one core: to the first bring-up, and two to each repeat, when it goes and when it is woken;
   of the latter those by broadcast are not told. */
enum { RESETS_BEFORE_THIRD = 1 + 2 + 2 + 1, STARTS_OF_REPEAT = 4 };
static unsigned int resets, deaf_starts;
enum { LAST_RESETS = 20 };

static void fall_sick(enum fake_event event, cpu_index cpu)
{
	if (event == FAKE_RESET && cpu == SICK && ++resets == RESETS_BEFORE_THIRD)
		fake_core(SICK)->behaviour.deaf_starts = deaf_starts;
}

static void misses_third(void)
{
	deaf_starts = STARTS_OF_REPEAT;
	fake_set_hook(fall_sick);
}

static void goes_at_third(void)
{
	deaf_starts = FAKE_ALWAYS;
	fake_set_hook(fall_sick);
}

static void is_held_back(void)
{
	fake_cpu(SICK)->plan = PLAN_HELD_BACK;
	fake_cpu(SICK)->reason = "maxcpus";
}

static void never_comes(void)
{
	fake_core(SICK)->behaviour.deaf_starts = FAKE_ALWAYS;
}

#define REPEATED(mode_) "\"parameters\":{\"mode\":\"" mode_ "\",\"of\":\"repeats\"},\"n\":3,"
#define STAGE(stage_, clock_, mode_)                                                               \
	"\"parameters\":{\"stage\":\"" stage_ "\",\"clock\":\"" clock_ "\",\"mode\":\"" mode_      \
	"\",\"of\":\"repeats\"},\"n\":12,"
static const struct run_case repeated = {
	.only = "bringup.total,bringup.core,bringup.stage",
	.iterations = 3,
	.end = END_PASS,
	.seen = {"\"parameters\":{\"mode\":\"parallel\",\"of\":\"first\"},\"n\":1,",
		 REPEATED("parallel"), REPEATED("serial"), REPEATED("broadcast"),
		 STAGE("start", "boot", "parallel"), STAGE("online", "own", "serial"),
		 STAGE("c", "own", "broadcast"),
		 "4 others went offline and came back each time: 3 times parallel, 3 serial, 3 by "
		 "broadcast\""},
};
static const struct run_case misses = {
	.only = "bringup.total,bringup.core,bringup.stage",
	.iterations = 3,
	.arrange = misses_third,
	.end = END_FAIL,
	.seen = {"core 3 did not come in repeat 1 of mode broadcast: never answered; alone it came "
		 "back\"",
		 REPEATED("parallel"), REPEATED("serial"),
		 "\"parameters\":{\"mode\":\"broadcast\",\"of\":\"repeats\"},\"n\":2,",
		 "\"name\":\"cpu.stop\",\"verdict\":\"pass\""},
	.unseen = {"cores stayed away"},
};
static const struct run_case goes = {
	.only = "bringup.total,bringup.core,bringup.stage",
	.iterations = 3,
	.arrange = goes_at_third,
	.end = END_FAIL,
	.seen = {"core 3 did not come in repeat 1 of mode broadcast: never answered; alone it does "
		 "not come back either\"",
		 REPEATED("parallel"), REPEATED("serial"),
		 "\"name\":\"cpu.stop\",\"verdict\":\"pass\""},
	.unseen = {"to last core seen online (broadcast, repeats)"},
};
/* Clocks are apart by far more than any bring-up takes, and no figure shows it. */
enum { AHEAD_S = 1000 };
#define AHEAD ((int64_t)AHEAD_S * 1000000000)

static void are_apart(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		atomic_store(&fake_core(cpu)->clock_ahead, cpu % 2 ? AHEAD : -AHEAD / 2000);
}

static void check_spans(void)
{
	static const char max[] = "\"max\":";
	unsigned int stats = 0;

	for (const char *at = output; (at = strstr(at, "\"name\":\"bringup.stage\"")); at++) {
		const char *value = strstr(at, max);

		if (!expect(value))
			return;
		expect(strtoull(value + sizeof(max) - 1, NULL, 10) < (uint64_t)AHEAD / 4000);
		stats++;
	}
	expect(stats >= 20); /* without those from the start to the first instruction */
}

static const struct run_case apart = {
	.only = "bringup.stage",
	.iterations = 3,
	.arrange = are_apart,
	.check = check_spans,
	.end = END_FAIL, /* by what is there to see it */
	.seen = {"\"name\":\"clock.warp\",\"verdict\":\"fail\"",
		 "\"name\":\"bringup.repeats\",\"verdict\":\"pass\""},
};
/* Others would be woken, or there is no such thing as a broadcast. */
static const struct run_case no_broadcast = {
	.only = "bringup.total,bringup.core,bringup.stage",
	.iterations = 2,
	.end = END_PASS,
	.seen = {"2 serial, 0 by broadcast, which this machine does not have"},
	.unseen = {"\"mode\":\"broadcast\""},
};
static const struct run_case held_back = {
	.only = "bringup.total",
	.iterations = 2,
	.arrange = is_held_back,
	.end = END_PASS,
	.seen = {"3 others went offline and came back each time: 2 times parallel, 2 serial, 0 by"},
	.unseen = {"\"name\":\"bringup.core\"", "\"name\":\"bringup.stage\""},
};
static const struct run_case one_never_came = {
	.only = "bringup.total,bringup.core,bringup.stage",
	.iterations = 2,
	.arrange = never_comes,
	.end = END_FAIL, /* it is what bringup.online says */
	.seen = {"3 others went offline and came back each time: 2 times parallel, 2 serial, 0 by"},
};

/* ---- where the time of hotplug goes ---- */

#define STEP(state_, dir_, clock_)                                                                 \
	"\"parameters\":{\"state\":\"" state_ "\",\"dir\":\"" dir_ "\",\"clock\":\"" clock_        \
	"\"},\"n\":4,"
static const struct run_case stages = {
	.only = "hotplug.stage",
	.iterations = 4,
	.end = END_PASS,
	.seen = {STEP("bringup", "up", "boot"), STEP("workers", "up", "own"),
		 STEP("wake", "up", "boot"), STEP("rest", "up", "boot"),
		 STEP("active", "down", "own"), STEP("bringup", "down", "boot"),
		 "core 4 went offline and came back 4 of 4 times, watched"},
	.unseen = {"\"state\":\"free\"", "\"state\":\"idle\"", "\"name\":\"hotplug.up\",\"unit\""},
};

/* Of 22: with the next two it would come back from its last time offline. */
static void stays_away(enum fake_event event, cpu_index cpu)
{
	if (event == FAKE_RESET && cpu == CORES - 1 && ++resets == LAST_RESETS)
		fake_core(cpu)->behaviour.deaf_starts = FAKE_ALWAYS;
}

static void does_not_return(void)
{
	fake_set_hook(stays_away);
}

static const struct run_case gone = {
	.only = "hotplug.stage",
	.iterations = 2,
	.arrange = does_not_return,
	.end = END_FAIL,
	.seen = {"core 4 went offline and came back 1 of 2 times, watched",
		 "\"name\":\"cpu.stop\",\"verdict\":\"pass\""},
};

/* ---- how short delays may be ---- */

enum { SETTLE_US = 9500 }; /* less than the longest delay; the fake clock overshoots the others */

static void settles_slowly(void)
{
	fake_core(SICK)->behaviour.settle_us = SETTLE_US;
}

static void goes_in_the_sweep(void)
{
	deaf_starts = FAKE_ALWAYS;
	fake_set_hook(fall_sick);
}

#define SWEPT(gap_, cores_, shortest_)                                                             \
	"\"gap\":\"" gap_ "\",\"cores\":" cores_ ",\"shortest_us\":" shortest_ ","
static const struct run_case no_delay = {
	.only = "bringup.sweep",
	.iterations = 5,
	.end = END_PASS,
	.seen = {SWEPT("reset-to-start", "4", "0"), SWEPT("start-to-start", "4", "0"),
		 "\"failures_at_most_ppm\":150000,",
		 "{\"delay_us\":10000,\"trials\":20,\"second\":0,\"retried\":0}",
		 "{\"delay_us\":0,\"trials\":20,\"second\":0,\"retried\":0}",
		 "\"parameters\":{\"gap\":\"start-to-start\",\"delay\":\"50us\"},\"n\":20,",
		 "4 cores came back from every trial"},
};
/* One of four fails, so the third failure is in the third round. */
static const struct run_case some_delay = {
	.only = "bringup.sweep",
	.iterations = 5,
	.arrange = settles_slowly,
	.end = END_PASS,
	.seen = {SWEPT("reset-to-start", "4", "10000"), SWEPT("start-to-start", "4", "10000"),
		 "{\"delay_us\":10000,\"trials\":20,\"second\":0,\"retried\":0}",
		 "{\"delay_us\":1000,\"trials\":11,\"second\":3,\"retried\":0}",
		 "{\"delay_us\":0,\"trials\":11,\"second\":3,\"retried\":0}",
		 "4 cores came back from every trial"},
};
/* It is named, and the others go on. */
static const struct run_case lost_in_sweep = {
	.only = "bringup.sweep",
	.iterations = 2,
	.arrange = goes_in_the_sweep,
	.end = END_FAIL,
	.seen = {"core 3 does not come back, whatever the delays are: never answered",
		 SWEPT("reset-to-start", "4", "1000"), SWEPT("start-to-start", "3", "0"),
		 "\"name\":\"cpu.stop\",\"verdict\":\"pass\""},
	.unseen = {"cores came back from every trial"},
};
static const struct run_case no_sweep = {
	.only = "bringup.sweep",
	.iterations = 2,
	.end = END_PASS,
	.seen = {"\"name\":\"bringup.sweep\",\"verdict\":\"skip\""},
	.unseen = {"\"rec\":\"delays\""},
};

#define ROW(name_, context_, ...)                                                                  \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {.cores = CORES, __VA_ARGS__},              \
		.arrange = arrange, .bare = true, .after = judge, .context = (context_)            \
	}
static const struct scenario rows[] = {
	ROW("repeats, halt", &repeated, .idle = IDLE_HALT),
	ROW("repeats, poll", &repeated, .idle = IDLE_POLL),
	ROW("a core misses the third repeat", &misses, .idle = IDLE_HALT),
	ROW("a core is gone at the third repeat", &goes, .idle = IDLE_MWAIT),
	ROW("clocks are apart", &apart, .real_clock = true),
	ROW("nothing is reset", &no_broadcast, .no_reset = true),
	ROW("one is held back", &held_back, .idle = IDLE_HALT),
	ROW("one never came", &one_never_came, .idle = IDLE_HALT),
	ROW("no delay is needed", &no_delay, .idle = IDLE_HALT),
	ROW("one needs a delay", &some_delay, .idle = IDLE_HALT),
	ROW("one is lost in the sweep", &lost_in_sweep, .idle = IDLE_POLL),
	ROW("no delays to sweep", &no_sweep, .no_reset = true),
	ROW("states, halt", &stages, .idle = IDLE_HALT),
	ROW("states, poll", &stages, .idle = IDLE_POLL),
	ROW("states, a core stays away", &gone, .idle = IDLE_HALT),
};

SCENARIOS_MAIN(rows)

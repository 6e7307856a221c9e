/* SPDX-License-Identifier: BSD-2-Clause */
/* Time that is stolen from all cores, or from one: the report tells which. The host steals some of
   its own, but never as much at once. */
#include "scenario.h"
#include "output.h"
#include <stdlib.h>

enum { CORES = 3, VICTIM = 2, EVERY_NS = 8000000, STOLEN_NS = 72000000 };

struct gaps_case {
	uint32_t victims; /* a bit for each core */
	unsigned int iterations;
};

static void arrange(struct machine *machine)
{
	const struct gaps_case *row = scenario_context();
	output_listen(machine);
	strcpy(machine->options.only, "gap.*");
	machine->options.iterations = row->iterations;
	machine->options.budget_s =
		3; /* some 40 windows: those that the host breaks into are not compared */
	for (unsigned int i = 0; i < CORES; i++)
		if (row->victims >> i & 1) {
			fake_core(i)->behaviour.leap_every = EVERY_NS;
			fake_core(i)->behaviour.leap_by = STOLEN_NS;
		}
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

/* Behind the key, from there on; 0 when it is not there. */
static uint64_t number_of(const char *from, const char *key)
{
	const char *place = from ? strstr(from, key) : NULL;

	return place ? strtoull(place + strlen(key), NULL, 10) : 0;
}

static uint64_t longest_of(unsigned int core)
{
	char key[64];

	snprintf(key, sizeof(key), "{\"rec\":\"gaps_core\",\"cpu\":%u,", core);
	return number_of(strstr(output, key), "\"longest_ns\":");
}

/* Of any window it was known which gaps came at the same time. */
static bool is_placed(const char *sum)
{
	return number_of(sum, "\"alone\":") || number_of(sum, "\"several\":") ||
	       number_of(sum, "\"all\":");
}

static void judge(int end_code)
{
	const struct gaps_case *row = scenario_context();
	const char *sum = strstr(output, "{\"rec\":\"gaps\",");
	bool all = row->victims == (1 << CORES) - 1;

	/* of one clock that leaps away from the others another check tells */
	expect_number(end_code, all ? END_PASS : END_FAIL);
	if (!expect(sum != NULL))
		return;
	expect_number(number_of(sum, "\"cpus\":"), CORES);
	for (unsigned int i = 0; i < CORES; i++)
		expect((longest_of(i) >= STOLEN_NS) == (row->victims >> i & 1));
	if (!all)
		expect_number(number_of(sum, "\"longest_cpu\":"), VICTIM);
	if (all && !is_placed(sum)) {
		expect(number_of(sum, "\"unplaced\":") > 0);
		printf("a busy host: no window in which the cores began close to each other\n");
		return;
	}
	if (!expect((number_of(sum, "\"least_ns\":") >= STOLEN_NS) == all))
		printf("%.*s\n", (int)strcspn(sum, "\r\n"), sum);
	expect(!all || strstr(output, "\"name\":\"gap.all\"") != NULL);
}

static const struct gaps_case everybody = {.victims = (1 << CORES) - 1};
static const struct gaps_case one = {.victims = 1 << VICTIM, .iterations = 1};

#define ROW(name_, context_)                                                                       \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {.cores = CORES, .real_clock = true},       \
		.arrange = arrange, .bare = true, .after = judge, .context = (context_)            \
	}
static const struct scenario rows[] = {
	ROW("all cores stand still at once", &everybody),
	ROW("one core stands still", &one),
};

SCENARIOS_MAIN(rows)

/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole application behind the door, on a machine of threads: its checks, its verdict, and the
   records that it leaves. What it measures here means nothing. */
#include "scenario.h"
#include "output.h"
#include <stdlib.h>

enum { CORES = 5, SICK = 3, ITERATIONS = 30, STRANGE_ID = 999 };

/* What a row does to the machine, and the checks that then fail; all others must pass. */
struct run_case {
	enum fault_kind fault;
	cpu_index fault_cpu;
	bool measures;
	bool audit_again;
	void (*arrange)(void);
	enum end_code end;
	const char *failed[3];
	const char *seen[5]; /* pieces of the output */
};

static void arrange(struct machine *machine)
{
	const struct run_case *row = scenario_context();
	output_listen(machine);
	machine->options.fault = row->fault;
	machine->options.fault_cpu = row->fault_cpu;
	machine->options.iterations = ITERATIONS;
	if (!row->measures)
		strcpy(machine->options.only, "nothing");
	machine->audit_again = row->audit_again;
	if (row->arrange)
		row->arrange();
}

static void run(const struct machine *machine)
{
	machine_main(machine);
}

static bool is_expected(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Every check of the output failed or passed as the row says. */
static void judge_checks(const struct run_case *row)
{
	static const char head[] = "{\"rec\":\"check\",\"name\":\"";
	unsigned int checks = 0, failed = 0, wanted = 0;

	for (char *line = strtok(output, "\r\n"); line; line = strtok(NULL, "\r\n")) {
		char name[64] = "", verdict[16] = "";
		bool good;

		if (strncmp(line, head, sizeof(head) - 1) != 0)
			continue;
		sscanf(line + sizeof(head) - 1, "%63[^\"]\",\"verdict\":\"%15[^\"]", name, verdict);
		good = strcmp(verdict, "fail") != 0;
		checks++;
		failed += !good;
		if (good == is_expected(name, row->failed, ARRAY_SIZE(row->failed)))
			expect_text(line, good ? "a check that fails" : "no failed check");
	}
	for (size_t i = 0; i < ARRAY_SIZE(row->failed); i++)
		wanted += row->failed[i] != NULL;
	expect(checks >= 8);
	expect_number(failed, wanted);
}

static void judge(int end_code)
{
	const struct run_case *row = scenario_context();

	expect_number(end_code, row->end);
	for (size_t i = 0; i < ARRAY_SIZE(row->seen) && row->seen[i]; i++)
		if (!expect(strstr(output, row->seen[i])))
			fprintf(stderr, "missing: %s\n", row->seen[i]);
	judge_checks(row);
}

static void never_answers(void)
{
	fake_core(SICK)->behaviour.deaf_starts = FAKE_ALWAYS;
}

static void dies_in_c(void)
{
	fake_core(SICK)->behaviour = (struct fake_behaviour){
		.dies_at = STAGE_C, .deaths = FAKE_ALWAYS, .by_fault = true};
}

static void brings_a_stranger(void)
{
	fake_add_core(fake_core(SICK)->address, (hw_id){STRANGE_ID});
}

static void is_held_back(void)
{
	fake_cpu(SICK)->plan = PLAN_HELD_BACK;
	fake_cpu(SICK)->reason = "maxcpus";
}

/* Nothing but what says so may mind: no stamp of one core is compared with another's. */
static void turns_clocks(void)
{
	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		atomic_store(&fake_core(cpu)->clock_ahead,
			     (cpu % 2 ? 1 : -1) * (int64_t)cpu * 1000000000000);
}

static const struct run_case plain = {
	.measures = true,
	.fault_cpu = CPU_NONE,
	.end = END_PASS,
	.seen = {"\"name\":\"call.single\"", "\"name\":\"ipi.rtt\"", "\"name\":\"nmi.rtt\"",
		 "\"name\":\"cacheline.rtt\"", "\"name\":\"bringup.total\""},
};
static const struct run_case turned = {
	.measures = true,
	.fault_cpu = CPU_NONE,
	.arrange = turns_clocks,
	.end = END_FAIL,
	.failed = {"clock.warp"},
	.seen = {"\"rule\":\"clock.apart\"", "\"apart\":4,", "\"name\":\"clock.offset\"",
		 "\"name\":\"clock.drift\"", "\"name\":\"hotplug.up\""},
};
static const struct run_case audited = {
	.audit_again = true,
	.fault_cpu = CPU_NONE,
	.end = END_PASS,
	.seen = {"\"name\":\"MIDR_EL1\",\"cores\":5,\"groups\":[{\"value\":\"0x410fd034\",",
		 "\"rule\":\"cpu.midr.differs\"", "\"name\":\"CNTFRQ_EL0\",\"cores\":5,"},
};
static const struct run_case faults[] = {
	{.fault = FAULT_UD, .fault_cpu = CPU_NONE, .end = END_PASS, .seen = {"\"rec\":\"fault\""}},
	{.fault = FAULT_STACK, .fault_cpu = 1, .end = END_PASS, .seen = {"\"rec\":\"fault\""}},
	{.fault = FAULT_HANG, .fault_cpu = 2, .end = END_PASS, .seen = {"\"fault.survived\""}},
	{.fault = FAULT_GP,
	 .fault_cpu = 0,
	 .end = END_PANIC,
	 .failed = {"fault.boot-core"},
	 .seen = {"\"rec\":\"fault\""}},
};
static const struct run_case sick[] = {
	{.fault_cpu = CPU_NONE,
	 .arrange = never_answers,
	 .end = END_FAIL,
	 .failed = {"bringup.online"},
	 .seen = {"\"reason\":\"never answered\"", "census.dead"}},
	{.fault_cpu = CPU_NONE,
	 .arrange = dies_in_c,
	 .end = END_FAIL,
	 .failed = {"bringup.online"},
	 .seen = {"\"reason\":\"died between C and online\""}},
	{.fault_cpu = CPU_NONE,
	 .arrange = brings_a_stranger,
	 .end = END_FAIL,
	 .failed = {"bringup.strangers"},
	 .seen = {"census.other-id"}},
	{.fault_cpu = CPU_NONE,
	 .arrange = is_held_back,
	 .end = END_PASS,
	 .seen = {"\"state\":\"held-back\"", "\"reason\":\"maxcpus\""}},
};

#define ROW(name_, context_, ...)                                                                  \
	{                                                                                          \
		.name = (name_), .body = run, .setup = {__VA_ARGS__}, .arrange = arrange,          \
		.bare = true, .after = judge, .context = (context_)                                \
	}
static const struct scenario rows[] = {
	ROW("all benchmarks, halt", &plain, .cores = CORES, .real_clock = true),
	ROW("all benchmarks, poll", &plain, .cores = CORES, .idle = IDLE_POLL, .real_clock = true),
	ROW("all benchmarks, haltpoll", &plain, .cores = CORES, .idle = IDLE_HALTPOLL,
	    .real_clock = true),
	ROW("all benchmarks, mwait", &plain, .cores = CORES, .idle = IDLE_MWAIT,
	    .real_clock = true),
	ROW("all benchmarks, clocks apart", &turned, .cores = CORES, .real_clock = true),
	ROW("registers that nobody could read before", &audited, .cores = CORES),
	ROW("fault=ud", &faults[0], .cores = CORES),
	ROW("fault=stack", &faults[1], .cores = CORES, .idle = IDLE_POLL),
	ROW("fault=hang", &faults[2], .cores = CORES),
	ROW("a fault on the boot core", &faults[3], .cores = CORES),
	ROW("a core never answers", &sick[0], .cores = CORES),
	ROW("a core dies in C", &sick[1], .cores = CORES, .idle = IDLE_MWAIT),
	ROW("a stranger", &sick[2], .cores = CORES),
	ROW("a core is held back", &sick[3], .cores = CORES),
};

SCENARIOS_MAIN(rows)

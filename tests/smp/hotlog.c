/* SPDX-License-Identifier: BSD-2-Clause */
#include "hotlog.h"
#include "books.h"
#include "ipi.h"
#include "irq_work.h"

enum { LOG_MOST = 256, TEXTS = 4 };

/* Plain, and written where the callback runs: what orders it is what is tested. */
static char logs[FAKE_CORES_MAX][LOG_MOST];

static const char *const names[HOTS] = {"p1", "p2", "s1", "s2", "o1", "o2", "o3"};
static enum cpuhp_state states[HOTS];

static struct {
	cpu_index cpu;
	enum hot hot;
	bool rise;
	enum hot_deed deed;
} plan;

void hot_plan(cpu_index cpu, enum hot hot, bool rise, enum hot_deed deed)
{
	plan.cpu = cpu;
	plan.hot = hot;
	plan.rise = rise;
	plan.deed = deed;
}

enum cpuhp_state hot_state(enum hot hot)
{
	return states[hot];
}

static void append(char *text, bool rise, const char *name)
{
	size_t length = strlen(text);

	snprintf(text + length, LOG_MOST - length, "%s%c%s", length ? " " : "", rise ? '+' : '-',
		 name);
}

static void check_place(cpu_index cpu, enum hot hot)
{
	const struct percpu *self = arch_this_percpu();
	bool irq_on = atomic_load(&fake_core(self->index)->irq_on);

	if (hot <= P2) {
		expect_number(self->index, 0);
		return;
	}
	expect_number(self->index, cpu);
	expect_number(irq_on, hot >= O1);
	if (hot >= O1)
		expect_number(self->in_interrupt, 0);
}

static enum status called(cpu_index cpu, enum hot hot, bool rise)
{
	check_place(cpu, hot);
	if (!rise && hot <= S2) /* it could be heard by a core that leaves, or is gone */
		expect(!ipi_may_broadcast());
	append(logs[cpu], rise, names[hot]);
	if (plan.cpu != cpu || plan.hot != hot || plan.rise != rise)
		return STATUS_OK;
	if (plan.deed == HOT_FAULT)
		arch_fault(FAULT_UD);
	while (plan.deed == HOT_HANG) /* endless: it is to be reset */
		arch_relax();
	return plan.deed == HOT_RETURN ? HOT_STATUS : STATUS_OK;
}

#define CALLBACKS(hot_)                                                                            \
	static enum status up_##hot_(cpu_index cpu)                                                \
	{                                                                                          \
		return called(cpu, hot_, true);                                                    \
	}                                                                                          \
	static enum status down_##hot_(cpu_index cpu)                                              \
	{                                                                                          \
		return called(cpu, hot_, false);                                                   \
	}
CALLBACKS(P1)
CALLBACKS(P2)
CALLBACKS(S1)
CALLBACKS(S2)
CALLBACKS(O1)
CALLBACKS(O2)
CALLBACKS(O3)

static const struct {
	enum cpuhp_state range;
	cpuhp_callback up, down;
} table[HOTS] = {
	{CPUHP_PREPARE_DYN, up_P1, down_P1},	 {CPUHP_PREPARE_DYN, up_P2, down_P2},
	{CPUHP_AP_STARTING_DYN, up_S1, down_S1}, {CPUHP_AP_STARTING_DYN, up_S2, down_S2},
	{CPUHP_AP_ONLINE_DYN, up_O1, down_O1},	 {CPUHP_AP_ONLINE_DYN, up_O2, down_O2},
	{CPUHP_AP_ONLINE_DYN, up_O3, down_O3},
};

void hot_register(void)
{
	for (enum hot hot = P1; hot < HOTS; hot++)
		check_result(cpuhp_setup_state(table[hot].range, names[hot], table[hot].up,
					       table[hot].down, &states[hot]),
			     STATUS_OK, CPUHP_INVALID);
	for (cpu_index cpu = 0; cpu < cpu_possible_count(); cpu++)
		hot_log(cpu);
}

/* ---- what was called, and what ought to be ---- */

static char texts[TEXTS][2 * LOG_MOST];
static unsigned int text_next;

static char *text_new(void)
{
	char *text = texts[text_next++ % TEXTS];

	*text = '\0';
	return text;
}

const char *hot_log(cpu_index cpu)
{
	char *text = text_new();

	memcpy(text, logs[cpu], LOG_MOST);
	*logs[cpu] = '\0';
	return text;
}

const char *hot_way(enum cpuhp_state from, enum cpuhp_state to)
{
	char *text = text_new();

	for (enum hot hot = P1; hot < HOTS; hot++)
		if (from < states[hot] && states[hot] <= to)
			append(text, true, names[hot]);
	for (enum hot hot = HOTS; hot-- > P1;)
		if (to < states[hot] && states[hot] <= from)
			append(text, false, names[hot]);
	return text;
}

const char *hot_both(const char *first, const char *second)
{
	char *text = text_new();

	snprintf(text, sizeof(texts[0]), "%s%s%s", first, *first && *second ? " " : "", second);
	return text;
}

/* ---- where a core is ---- */

void check_result(struct cpuhp_result seen, enum status status, enum cpuhp_state at)
{
	expect_number(seen.status, status);
	expect_number((unsigned int)seen.at, (unsigned int)at);
}

void check_at(cpu_index cpu, enum cpuhp_state state)
{
	const struct cpuhp_cpu_state *st = &cpu_percpu(cpu)->hotplug;
	bool online = state >= CPUHP_AP_ONLINE_IDLE;

	expect_number(cpuhp_state_of(cpu), state);
	expect_number(st->target, state);
	expect(!st->rollback && !st->single && !st->offline);
	expect(!atomic_load(&st->should_run));
	expect_number(cpu_online(cpu), online);
	expect_number(cpumask_test(&cpu_online_mask, cpu), online);
	expect_number(cpumask_test(&cpu_active_mask, cpu), state >= CPUHP_AP_ACTIVE);
	expect_number(ipi_may_broadcast(), num_online_cpus() == cpu_possible_count());
	expect_number(cpu_refusals().count, 0);
	expect(slots_free());
	if (online)
		check_works(cpu);
	else
		check_gone(cpu);
}

static unsigned int calls;

static void count_call(void *info)
{
	expect_number(smp_processor_id(), (uintptr_t)info);
	calls++;
}

static void count_work(struct irq_work *work)
{
	(void)work;
	calls++;
}

void check_works(cpu_index cpu)
{
	static struct irq_work work = {.func = count_work};

	calls = 0;
	check_answers(cpu);
	expect_number(irq_work_queue_on(&work, cpu), STATUS_OK);
	while (irq_work_pending(&work)) /* the deadline is the row's */
		arch_relax();
	expect_number(smp_call_function_single(cpu, count_call, (void *)(uintptr_t)cpu, true),
		      STATUS_OK);
	expect_number(calls, 2);
}

void check_gone(cpu_index cpu)
{
	struct call_single_data csd = {.func = count_call};
	struct irq_work work = {.func = count_work};
	struct cpumask only = mask_of(1ull << cpu);

	calls = 0;
	expect(!cpu_online(cpu));
	expect(!cpumask_test(&cpu_online_mask, cpu) && !cpumask_test(&cpu_active_mask, cpu));
	expect(cpumask_test(&cpu_possible_mask, cpu) && cpumask_test(&cpu_present_mask, cpu));
	expect_number(smp_call_function_single(cpu, count_call, NULL, true), STATUS_OFFLINE);
	expect_number(smp_call_function_single(cpu, count_call, NULL, false), STATUS_OFFLINE);
	expect_number(smp_call_function_single_async(cpu, &csd), STATUS_OFFLINE);
	expect(!csd_busy(&csd));
	expect_number(smp_call_function_any(&only, count_call, NULL, true), STATUS_OFFLINE);
	expect_number(smp_call_function_many(&only, count_call, NULL, true), STATUS_OK);
	expect_number(irq_work_queue_on(&work, cpu), STATUS_OFFLINE);
	expect(!irq_work_pending(&work));
	expect_number(calls, 0);
	expect(slots_free());
}

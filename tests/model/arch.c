/* SPDX-License-Identifier: BSD-2-Clause */
/* <arch.h> on coroutines, as far as calls need it. What is kept here is put back before each run.
 */
#include "core.h"
#include "machine.h"
#include "cpuhp.h"
#include "irq_works.h"
#include "nmi.h"

#define HERE __builtin_extract_return_addr(__builtin_return_address(0))

enum { CLOCK_HZ = 1000000000, KIND_START = 31 };

static struct percpu percpus[MODEL_CORES];
static struct call_node nodes[MODEL_CORES][MODEL_CORES];
static struct machine machine;
static struct machine_cpu cpus[MODEL_CORES];
static bool was_reset[MODEL_CORES];
static unsigned int starts_to_lose;
static enum { EARS_NONE, EARS_START, EARS_ALL } ears[MODEL_CORES];

/* ---- this core ---- */

struct percpu *arch_percpu(cpu_index cpu)
{
	return &percpus[cpu];
}

struct percpu *arch_this_percpu(void)
{
	return &percpus[core_self() ? core_self()->number : 0];
}

ticks arch_clock_read(void)
{
	static ticks setup_clock; /* each look lets time pass: nobody else could do something */

	return core_self() ? core_self()->clock : (setup_clock += CLOCK_HZ);
}

/* Nothing in smp/ depends on a count: no turn of its own. */
void arch_count(_Atomic(uint64_t) *count, uint64_t more)
{
	atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

irq_flags arch_irq_save(void)
{
	bool on = core_self()->irq_on;

	core_self()->irq_on = false;
	return on;
}

void arch_irq_restore(irq_flags flags)
{
	if (flags)
		core_irq_on(HERE);
	else
		core_self()->irq_on = false;
}

void arch_irq_enable(void)
{
	core_irq_on(HERE);
}

void arch_irq_disable(void)
{
	core_self()->irq_on = false;
}

void arch_relax(void)
{
	if (core_self())
		core_relax(HERE);
}

void arch_idle_halt(void)
{
	core_halt(HERE);
}

bool arch_has_nmi(void)
{
	return true;
}

bool arch_has_suspend(void)
{
	return false;
}

void arch_idle_suspend(void)
{
	arch_idle_halt();
}

bool arch_has_mwait(void)
{
	return true;
}

static void look(const volatile void *object)
{
	core_before((const void *)object, false, HERE);
	core_after((const void *)object, false, 0, 0);
}

/* Two looks are two steps; what changes behind its look ends the sleep as it begins. */
void arch_idle_mwait(const struct percpu *self)
{
	core_turn();
	look(&self->queue);
	if (self->queue)
		return;
	look(&self->resched);
	if (!self->resched)
		core_mwait(HERE);
}

void arch_park(void)
{
	core_park(HERE);
}

/* ---- other cores ---- */

static bool can_hear(cpu_index cpu, unsigned int kind)
{
	return ears[cpu] == (kind == KIND_START ? EARS_START : EARS_ALL);
}

static void raise(cpu_index cpu, unsigned int kind, const void *where)
{
	struct core *target = core_get(cpu);
	uint32_t old;

	core_before(&target->pending, true, where);
	old = target->pending;
	if (can_hear(cpu, kind))
		target->pending |= 1u << kind;
	core_after(&target->pending, true, old, target->pending);
}

void arch_ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	raise(target->index, kind, HERE);
}

/* One after the other, as it may well be in the fabric. */
void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	for (cpu_index cpu = 0; cpu < machine.possible_count; cpu++)
		if (mask->words[0] >> cpu & 1)
			raise(cpu, kind, HERE);
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	for (cpu_index cpu = 0; cpu < machine.possible_count; cpu++)
		if (cpu != core_self()->number)
			raise(cpu, kind, HERE);
}

void arch_silence(void)
{
	struct core *self = core_self();

	core_before(&self->pending, true, HERE);
	ears[self->number] = EARS_NONE;
	self->pending = 0;
	core_after(&self->pending, true, 1, 0);
}

void machine_lose_starts(unsigned int count)
{
	starts_to_lose = count;
}

void machine_start(cpu_index cpu)
{
	if (starts_to_lose)
		starts_to_lose--;
	else
		raise(cpu, KIND_START, HERE);
}

/* As on x86, it has taken effect when it is sent. */
void machine_reset(cpu_index cpu)
{
	struct core *target = core_get(cpu);

	core_before(&target->pending, true, HERE);
	core_reset(target);
	was_reset[cpu] = true;
	core_after(&target->pending, true, 0, 1);
}

static void await_start(cpu_index self)
{
	ears[self] = EARS_START;
	core_halt(HERE);
	ears[self] = EARS_ALL;
}

uint32_t machine_nmis(void)
{
	return (1u << IPI_KINDS) - (1u << IPI_MASKABLE_KINDS);
}

void machine_interrupt(unsigned int kind)
{
	struct percpu *self = arch_this_percpu();

	if (kind >= IPI_MASKABLE_KINDS && kind < IPI_KINDS)
		nmi_handle(self, nmi_take_requests(self));
	else if (kind < IPI_KINDS)
		ipi_handle((enum ipi_kind)kind);
}

/* ---- the machine ---- */

void machine_idle(enum idle_kind kind)
{
	idle_choose(kind);
}

/* As the bring-up leaves it: it is ours and runs. */
static void put_online(cpu_index cpu)
{
	struct percpu *percpu = &percpus[cpu];

	call_open(percpu);
	irq_work_open(percpu);
	atomic_store(&percpu->state, CPU_ONLINE);
	percpu->hotplug.state = percpu->hotplug.target = CPUHP_ONLINE;
	cpu_join(cpu);
	cpumask_set_atomic(&cpu_active_mask, cpu);
	ears[cpu] = EARS_ALL;
}

static void no_fault(const struct record_fault *fault)
{
	(void)fault;
	model_fail("a fault on the boot core");
}

static void lay_out(const struct model_row *row)
{
	machine = (struct machine){
		.cpus = cpus, .possible_count = row->cores, .listed_count = row->cores};
	clock_set(&machine.clock, "model", CLOCK_HZ);
	for (cpu_index cpu = 0; cpu < row->cores; cpu++) {
		percpus[cpu].self = &percpus[cpu];
		percpus[cpu].index = cpu;
		percpus[cpu].id = cpus[cpu].id = (hw_id){cpu};
		percpus[cpu].nodes = nodes[cpu];
		cpus[cpu].plan = PLAN_HELD_BACK;
	}
}

void machine_setup(const struct model_row *row)
{
	lay_out(row);
	wait_open(&machine.clock);
	cpu_open(&machine);
	cpu_set_fault_hook(no_fault);
	for (cpu_index cpu = 0; cpu < row->cores; cpu++)
		if (!(row->wakes >> cpu & 1))
			put_online(cpu);
	if (row->setup)
		row->setup();
}

const struct machine *machine_get(void)
{
	return &machine;
}

void machine_live(const struct model_row *row, unsigned int core)
{
	void (*script)(void) = row->scripts[core];

	if (was_reset[core] || row->wakes >> core & 1) {
		await_start(core);
		machine_come(core);
	}
	if (!script)
		idle_forever(&percpus[core]);
	core_irq_on(HERE);
	script();
	core_self()->script_done = true;
	for (;;)
		arch_idle_halt();
}

static void check_calls(const struct call_single_data *calls, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		model_check(!node_held(&calls[i].node));
}

/* Nothing is left over anywhere. */
void machine_check(const struct model_row *row)
{
	for (cpu_index cpu = 0; cpu < row->cores; cpu++) {
		struct percpu *percpu = &percpus[cpu];
		struct llist_node *queue = atomic_load(&percpu->queue);

		check_calls(percpu->singles, SINGLE_SLOTS);
		check_calls(percpu->waited, WAITED_SLOTS);
		for (cpu_index from = 0; from < row->cores; from++)
			model_check(!node_held(&percpu->nodes[from]));
		model_check(queue == (cpu_online(cpu) ? NULL : LLIST_CLOSED));
		model_check(!atomic_load(&percpu->running));
		model_check(!cpu_online(cpu) || !core_get(cpu)->pending);
		model_check(cpumask_test(&cpu_online_mask, cpu) == cpu_online(cpu));
	}
	model_check(cpu_refusals().count == 0);
}

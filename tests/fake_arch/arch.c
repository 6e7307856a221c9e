/* SPDX-License-Identifier: BSD-2-Clause */
/* The rest of the contract: interrupts to others, idle, the end of a core, and what is asked before
   the door. */
#include "hw.h"
#include "cpu.h"
#include "ipi.h"

/* ---- interrupts to others ---- */

static _Atomic(unsigned int) broadcasts;

unsigned int fake_broadcasts(void)
{
	return atomic_load_explicit(&broadcasts, memory_order_relaxed);
}

static bool lose_one(struct fake_core *core, enum ipi_kind kind)
{
	unsigned int left = atomic_load_explicit(&core->to_lose[kind], memory_order_relaxed);

	while (left &&
	       !atomic_compare_exchange_weak_explicit(&core->to_lose[kind], &left, left - 1,
						      memory_order_relaxed, memory_order_relaxed))
		;
	return left;
}

static void send_one(struct fake_core *core, enum ipi_kind kind)
{
	uint32_t before, signal = kind >= IPI_MASKABLE_KINDS ? (uint32_t)SIGNAL_NMI : 1u << kind;

	if (fake_state(core) == HW_WAITING) /* it listens to nothing but a start */
		return;
	if (signal == SIGNAL_NMI ? core->behaviour.deaf_to_nmi
				 : atomic_load_explicit(&core->silent, memory_order_relaxed))
		return;
	if (lose_one(core, kind))
		return;
	before = hw_raise(core, signal);
	atomic_fetch_add_explicit(&core->accepted[kind], 1, memory_order_relaxed);
	if (before & signal)
		atomic_fetch_add_explicit(&core->merged[kind], 1, memory_order_relaxed);
}

void arch_ipi_send(const struct percpu *target, enum ipi_kind kind)
{
	cpu_index cpu = target->index;

	wake_tell(FAKE_SEND, cpu);
	if (fake_core(cpu)->behaviour.send_status != STATUS_OK) {
		ipi_note_unsent();
		return;
	}
	hw_unsettle(hw_self());
	for (unsigned int i = 0; i < hw_count(); i++)
		if (hw_id_equal(fake_core(i)->address, fake_cpu(cpu)->id))
			send_one(fake_core(i), kind);
	hw_unsettle(hw_self());
}

void arch_ipi_send_mask(const struct cpumask *mask, enum ipi_kind kind)
{
	cpu_index cpu;

	for_each_cpu (cpu, mask)
		arch_ipi_send(arch_percpu(cpu), kind);
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	atomic_fetch_add_explicit(&broadcasts, 1, memory_order_relaxed);
	for (unsigned int i = 0; i < hw_count(); i++)
		if (fake_core(i) != hw_self())
			send_one(fake_core(i), kind);
}

/* A core that was not told would not hear: there is no address but the id here. */
bool arch_ipi_route_possible(enum ipi_route route)
{
	return route == ROUTE_PHYSICAL || !hw_machine()->arch.no_clusters;
}

static enum ipi_route prepared, chosen;
static _Atomic(unsigned int) loads;

void arch_ipi_route_prepare(enum ipi_route route)
{
	prepared = route;
	atomic_store_explicit(&loads, 0, memory_order_relaxed);
}

void arch_ipi_route_load(void)
{
	atomic_fetch_add_explicit(&loads, 1, memory_order_relaxed);
}

void arch_ipi_route_choose(enum ipi_route route)
{
	if (route != ROUTE_PHYSICAL &&
	    (route != prepared ||
	     atomic_load_explicit(&loads, memory_order_relaxed) < num_online_cpus()))
		hw_die("chose a route that not every core has loaded");
	chosen = route;
}

/* ---- the core's own timer ---- */

enum status arch_timer_start(uint32_t period_us)
{
	struct fake_core *core = hw_self();

	if (hw_machine()->arch.no_timer)
		return STATUS_UNSUPPORTED;
	atomic_store_explicit(&core->timer_next, clock_now() + period_us * 1000ull,
			      memory_order_relaxed);
	atomic_store_explicit(&core->timer_period, period_us * 1000ull, memory_order_relaxed);
	return STATUS_OK;
}

void arch_timer_stop(void)
{
	atomic_store_explicit(&hw_self()->timer_period, 0, memory_order_relaxed);
}

/* By the core itself, which must look now and then: only the boot core's clock moves. */
void hw_timer_look(struct fake_core *core)
{
	uint64_t period = atomic_load_explicit(&core->timer_period, memory_order_relaxed);
	uint64_t next = atomic_load_explicit(&core->timer_next, memory_order_relaxed);

	if (!period || clock_now() < next)
		return;
	atomic_store_explicit(&core->timer_next, next + period, memory_order_relaxed);
	hw_raise(core, SIGNAL_TIMER);
}

/* ---- idle and the end ---- */

static void wake_up(struct fake_core *core)
{
	hw_take(core);
	arch_irq_disable();
}

void arch_idle_halt(void)
{
	struct fake_core *core = hw_self();

	wake_pass(core, FAKE_STAGE_IDLE);
	atomic_store_explicit(&core->irq_on, true, memory_order_relaxed);
	hw_await(core, HW_HALTED, SIGNALS_IPI);
	wake_up(core);
}

bool arch_has_nmi(void)
{
	return !hw_machine()->arch.no_nmi;
}

bool arch_has_suspend(void)
{
	return hw_machine()->arch.has_suspend;
}

void arch_idle_suspend(void)
{
	arch_idle_halt();
}

bool arch_has_mwait(void)
{
	return !hw_machine()->arch.no_mwait;
}

/* A store does not end a futex's wait, so this one naps. */
void arch_idle_mwait(const struct percpu *percpu)
{
	struct fake_core *core = hw_self();

	wake_pass(core, FAKE_STAGE_IDLE);
	if (percpu_has_work(percpu))
		return;
	atomic_store_explicit(&core->irq_on, true, memory_order_relaxed);
	hw_set_state(core, HW_MWAIT);
	while ((atomic_load(&core->behaviour.deaf_to_stores) || !percpu_has_work(percpu)) &&
	       !(hw_signals(core) & (SIGNALS_IPI | SIGNAL_RESET | SIGNAL_OFF)))
		hw_nap();
	hw_set_state(core, HW_RUNNING);
	wake_up(core);
}

void arch_silence(void)
{
	atomic_store_explicit(&hw_self()->silent, true, memory_order_relaxed);
}

void arch_park(void)
{
	struct fake_core *core = hw_self();
	const struct percpu *percpu = arch_this_percpu();

	if (percpu && cpu_state(percpu->index) == CPU_DEAD &&
	    !atomic_load_explicit(&core->silent, memory_order_relaxed))
		hw_die("left, and still hears interrupts");
	atomic_store_explicit(&core->irq_on, false, memory_order_relaxed);
	/* release; pairs with arch_wake_reset() */
	atomic_store_explicit(&core->parked, true, memory_order_release);
	hw_await(core, HW_PARKED, 0);
	longjmp(core->reset_vector, 1);
}

void arch_fault(enum fault_kind kind)
{
	struct percpu *percpu = arch_this_percpu();

	if (kind == FAULT_NONE || kind == FAULT_HANG)
		return;
	if (kind == FAULT_NMI) {
		hw_raise(hw_self(), SIGNAL_NMI);
		arch_relax();
		return;
	}
	if (kind > FAULT_NMI) {
		cpu_note_unexpected(kind);
		return;
	}
	percpu->fault = (struct record_fault){.cpu = percpu->index,
					      .id = percpu->id,
					      .vector = kind,
					      .name = fault_name(kind),
					      .during = ""};
	cpu_fault(percpu);
}

hw_id arch_own_id(void)
{
	return hw_self()->id;
}

static const char *arch_apic_mode(void)
{
	return "fake";
}

/* ---- before the door ---- */

unsigned int arch_clock_measure(const struct clock_places *places,
				struct clock_source_reading *readings)
{
	(void)places;
	readings[0] = (struct clock_source_reading){"fake", hw_machine()->clock.hz, CLOCK_COUNTER};
	return 1;
}

void arch_clock_describe(struct clock *clock)
{
	clock->invariant = true;
	clock->read = "nothing";
	clock->order = "processor";
}

struct topology_levels arch_topology_levels(void)
{
	return (struct topology_levels){.source = "fake", .package_shift = 32, .die_shift = 32};
}

struct arch_names arch_names(const struct machine *machine)
{
	(void)machine;
	return (struct arch_names){.arch = "fake",
				   .vendor = "threads",
				   .brand = "threads",
				   .hypervisor = "",
				   .irq_mode = arch_apic_mode()};
}

void arch_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	(void)machine, (void)facts, (void)findings;
}

const char *arch_stage_name(enum wake_stage stage)
{
	static const char *const names[STAGE_COUNT] = {"none", "real-mode", "long-mode", "c",
						       "online"};

	return stage < STAGE_COUNT ? names[stage] : "unknown";
}

void arch_survey_reset(struct machine *machine, uint64_t reset_service)
{
	(void)machine, (void)reset_service;
}

void arch_survey_wake(struct machine *machine, const struct arch_facts *facts,
		      struct findings *findings)
{
	(void)machine, (void)facts, (void)findings;
}

void arch_take_low(struct machine *machine, phys_addr low, size_t pages)
{
	(void)machine, (void)low, (void)pages;
}

size_t arch_low_size(const struct machine *machine, unsigned int possible_count)
{
	(void)machine, (void)possible_count;
	return 0;
}

static fake_service the_service;

void fake_set_service(fake_service service)
{
	the_service = service;
}

uint64_t arch_runtime_call(const struct machine *machine, uint64_t service,
			   const uint64_t arguments[RUNTIME_ARGUMENTS])
{
	(void)machine;
	return the_service(service, arguments);
}

bool arch_smi_count(uint32_t *ret_count)
{
	(void)ret_count;
	return false;
}

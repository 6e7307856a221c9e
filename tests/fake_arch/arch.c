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

static void send_one(struct fake_core *core, enum ipi_kind kind)
{
	uint32_t before;

	if (fake_state(core) == HW_WAITING) /* it listens to nothing but a start */
		return;
	before = hw_raise(core, 1u << kind);
	atomic_fetch_add_explicit(&core->accepted[kind], 1, memory_order_relaxed);
	if (before & 1u << kind)
		atomic_fetch_add_explicit(&core->merged[kind], 1, memory_order_relaxed);
}

void arch_ipi_send(cpu_index cpu, enum ipi_kind kind)
{
	wake_tell(FAKE_SEND, cpu);
	if (fake_core(cpu)->behaviour.send_status != STATUS_OK) {
		ipi_note_unsent(cpu);
		return;
	}
	hw_unsettle(hw_self());
	for (unsigned int i = 0; i < hw_count(); i++)
		if (hw_id_equal(fake_core(i)->address, fake_cpu(cpu)->id))
			send_one(fake_core(i), kind);
	hw_unsettle(hw_self());
}

void arch_ipi_send_all_but_self(enum ipi_kind kind)
{
	atomic_fetch_add_explicit(&broadcasts, 1, memory_order_relaxed);
	for (unsigned int i = 0; i < hw_count(); i++)
		if (fake_core(i) != hw_self())
			send_one(fake_core(i), kind);
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

bool arch_has_mwait(void)
{
	return !hw_machine()->arch.no_mwait;
}

/* A store does not end a futex's wait, so this one naps. */
void arch_idle_mwait(_Atomic(struct call_node *) const *watched)
{
	struct fake_core *core = hw_self();

	wake_pass(core, FAKE_STAGE_IDLE);
	if (atomic_load_explicit(watched, memory_order_relaxed))
		return;
	atomic_store_explicit(&core->irq_on, true, memory_order_relaxed);
	hw_set_state(core, HW_MWAIT);
	while (!atomic_load_explicit(watched, memory_order_relaxed) &&
	       !(hw_signals(core) & (SIGNALS_IPI | SIGNAL_RESET | SIGNAL_OFF)))
		hw_nap();
	hw_set_state(core, HW_RUNNING);
	wake_up(core);
}

void arch_park(void)
{
	struct fake_core *core = hw_self();

	atomic_store_explicit(&core->irq_on, false, memory_order_relaxed);
	hw_await(core, HW_PARKED, 0);
	longjmp(core->reset_vector, 1);
}

void arch_fault(enum fault_kind kind)
{
	struct percpu *percpu = arch_this_percpu();

	if (kind == FAULT_NONE || kind == FAULT_HANG)
		return;
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

const char *arch_apic_mode(void)
{
	return "fake";
}

/* ---- before the door ---- */

unsigned int arch_clock_measure(const struct clock_places *places,
				struct clock_source_reading *readings)
{
	(void)places;
	readings[0] = (struct clock_source_reading){"fake", hw_machine()->clock.hz};
	return 1;
}

bool arch_clock_invariant(void)
{
	return true;
}

unsigned int arch_smt_shift(void)
{
	return 0;
}

struct arch_names arch_names(const struct machine *machine)
{
	(void)machine;
	return (struct arch_names){.arch = "fake",
				   .vendor = "threads",
				   .brand = "threads",
				   .hypervisor = "",
				   .apic_mode = arch_apic_mode()};
}

void arch_survey(struct machine *machine, const struct madt *madt, const struct fadt *fadt,
		 struct findings *findings)
{
	(void)machine, (void)madt, (void)fadt, (void)findings;
}

void arch_survey_reset(struct machine *machine, uint64_t reset_service)
{
	(void)machine, (void)reset_service;
}

void arch_map(struct machine *machine, uint64_t address, uint64_t size, enum map_kind kind)
{
	(void)machine, (void)address, (void)size, (void)kind;
}

size_t arch_low_size(unsigned int possible_count)
{
	(void)possible_count;
	return 0;
}

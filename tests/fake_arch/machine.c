/* SPDX-License-Identifier: BSD-2-Clause */
/* Laying out a machine of threads, its power switch, and the end of its boot core. */
#include "console.h"
#include "hw.h"
#include "cpu.h"
#include <stdlib.h>
#include <sys/mman.h>

enum {
	GUARD_BYTES = PAGE_SIZE,
	STACK_BYTES = 2 * 1024 * 1024, /* ThreadSanitizer takes one of it */
	ARENA_BYTES = 4 * 1024 * 1024,
	CLOCK_HZ = 1000000000,
	ID_FIRST = 10, /* hardware ids are neither indexes nor dense */
	ID_STEP = 3,
};

static struct machine machine;
static struct machine_cpu cpus[FAKE_CORES_MAX];
static struct fake_core cores[FAKE_CORES_MAX];
static unsigned int core_count;
static struct report report;
static const struct serial_port no_port; /* of kind SERIAL_NONE */
static void (*boot_main)(const struct machine *machine);
static int end_code;

unsigned int hw_count(void)
{
	return core_count;
}

const struct machine *hw_machine(void)
{
	return &machine;
}

struct fake_core *fake_core(unsigned int number)
{
	return &cores[number];
}

struct machine_cpu *fake_cpu(cpu_index cpu)
{
	return &cpus[cpu];
}

/* ---- laying out ---- */

static size_t core_size(unsigned int possible)
{
	size_t bytes = sizeof(struct percpu) + possible * sizeof(struct call_node);

	return GUARD_BYTES + STACK_BYTES + (bytes + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
}

size_t arch_memory_per_core(unsigned int possible_count)
{
	return core_size(possible_count);
}

size_t arch_memory_size(const struct machine *m)
{
	return m->possible_count * core_size(m->possible_count) + PAGE_SIZE;
}

struct percpu *arch_percpu(cpu_index cpu)
{
	return (struct percpu *)(machine.arch.cores + cpu * machine.arch.core_size + GUARD_BYTES +
				 STACK_BYTES);
}

/* Zeroed, and not there before it is touched. */
static uintptr_t host_memory(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		hw_die("no memory");
	return (uintptr_t)memory;
}

/* Not from the arena: it clears what it gives, and most of the stacks is never touched. */
enum status arch_prepare(struct machine *m)
{
	struct arch_machine *arch = &m->arch;

	arch->core_size = core_size(m->possible_count);
	arch->cores = host_memory(arch->core_size * m->possible_count);
	for (cpu_index cpu = 0; cpu < m->possible_count; cpu++) {
		struct percpu *percpu = arch_percpu(cpu);

		percpu_lay_out(percpu, cpu, m->cpus[cpu].id, (struct call_node *)(percpu + 1));
		mprotect((void *)(arch->cores + cpu * arch->core_size), GUARD_BYTES, PROT_NONE);
		wake_add(cpu, percpu->id);
	}
	return STATUS_OK;
}

struct fake_core *fake_add_core(hw_id address, hw_id id)
{
	struct fake_core *core = &cores[core_count];

	if (core_count == FAKE_CORES_MAX)
		hw_die("too many cores");
	core->address = address;
	core->id = id;
	core->random = ++core_count * 0x9E3779B97F4A7C15u;
	return core;
}

struct machine *fake_machine(const struct fake_setup *setup)
{
	if (core_count)
		hw_die("one process runs one machine");
	clock_open(setup->real_clock);
	for (cpu_index cpu = 0; cpu < setup->cores; cpu++) {
		cpus[cpu] = (struct machine_cpu){.id = {ID_FIRST + cpu * ID_STEP},
						 .uid = cpu,
						 .plan = cpu ? PLAN_START : PLAN_BOOT,
						 .reason = ""};
		fake_add_core(cpus[cpu].id, cpus[cpu].id)->random ^= setup->seed;
	}
	report_open(&report, &words_x86_64);
	machine =
		(struct machine){.report = &report,
				 .serial = &no_port,
				 .cpus = cpus,
				 .listed_count = setup->cores,
				 .possible_count = setup->cores,
				 .enabled_count = setup->cores,
				 .arena = {.base = host_memory(ARENA_BYTES), .size = ARENA_BYTES}};
	options_default(&machine.options);
	machine.options.idle = setup->idle;
	machine.arch.no_low_page = setup->no_low_page;
	machine.arch.no_reset = setup->no_reset;
	machine.arch.no_mwait = setup->no_mwait;
	machine.arch.has_suspend = setup->has_suspend;
	machine.arch.no_nmi = setup->no_nmi;
	machine.arch.no_timer = setup->no_timer;
	machine.arch.no_clusters = setup->no_clusters;
	machine.arch.mode_stuck = setup->mode_stuck;
	machine.memory_per_core = core_size(setup->cores);
	clock_set(&machine.clock, "fake", CLOCK_HZ);
	machine.clock.agrees = true;
	machine.screen = (struct record_screen){.mode = "none", .format = ""};
	return &machine;
}

/* ---- power ---- */

/* A listed core runs on the stack below its struct percpu. */
static void power(struct fake_core *core, void *(*live)(void *core))
{
	unsigned int number = (unsigned int)(core - cores);
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	if (number < machine.possible_count)
		pthread_attr_setstack(&attributes, (uint8_t *)arch_percpu(number) - STACK_BYTES,
				      STACK_BYTES);
	if (pthread_create(&core->thread, &attributes, live, core) != 0)
		hw_die("no thread");
	pthread_attr_destroy(&attributes);
}

static void *live_as_boot(void *core)
{
	hw_begin(core);
	hw_set_state(core, HW_RUNNING);
	atomic_store_explicit(&cores[0].percpu, arch_percpu(0), memory_order_relaxed);
	if (!setjmp(cores[0].reset_vector)) /* arch_end() comes back here */
		boot_main(&machine);
	return NULL;
}

int fake_power_on(void (*main)(const struct machine *machine))
{
	boot_main = main;
	if (arch_prepare(&machine) != STATUS_OK)
		hw_die("no memory");
	for (unsigned int i = 1; i < core_count; i++)
		power(&cores[i], hw_live);
	for (unsigned int i = 1; i < core_count && machine.arch.no_reset; i++)
		while (!atomic_load(&cores[i].parked)) /* nobody resets it first */
			hw_nap();
	power(&cores[0], live_as_boot);
	pthread_join(cores[0].thread, NULL);
	for (unsigned int i = 1; i < core_count; i++) {
		hw_raise(&cores[i], SIGNAL_OFF);
		pthread_join(cores[i].thread, NULL);
	}
	return end_code;
}

_Noreturn void arch_enter(const struct machine *m)
{
	exit(m != &machine || fake_power_on(machine_main) != END_PASS);
}

void arch_boot_core_open(const struct machine *m)
{
	if (m != &machine || hw_self() != &cores[0])
		hw_die("opened elsewhere than on the boot core");
	arch_irq_disable();
}

bool arch_has_debug_exit(const struct machine *m)
{
	return m->arch.debug_exit;
}

void arch_end(const struct machine *m, enum exit_kind kind, enum end_code code)
{
	(void)kind;
	if (m != &machine || hw_self() != &cores[0])
		hw_die("ended elsewhere than on the boot core");
	end_code = (int)code;
	longjmp(cores[0].reset_vector, 1);
}

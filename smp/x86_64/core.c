/* SPDX-License-Identifier: BSD-2-Clause */
/* How a core becomes ours: the boot core behind the door, the others behind the trampoline. */
#include "core.h"
#include "apic.h"
#include "cpu.h"

enum {
	LEAF_FEATURES = 1,
	LEAF_TSC = 0x15,
	LEAF_FREQUENCY = 0x16,
	LEAF_MAX_EXTENDED = 0x80000000u,
	LEAF_POWER = 0x80000007u,
	LEAF_AMD_FEATURES = 0x80000021u,
};

static struct core_state { /* as on the boot core; the others copy it */
	uint64_t cr0, cr4, pat;
} boot_state;

static uintptr_t cores;
static size_t core_bytes;

struct percpu *arch_percpu(cpu_index cpu)
{
	return &core_page(cores + cpu * core_bytes)->percpu;
}

bool core_has_nx(void)
{
	return cpuid(LEAF_MAX_EXTENDED, 0).eax > LEAF_MAX_EXTENDED &&
	       cpuid(LEAF_MAX_EXTENDED + 1, 0).edx & CPUID_80000001_EDX_NX;
}

hw_id arch_own_id(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);
	uint64_t page = base & ~(uint64_t)APIC_BASE_FLAGS;

	if (base & APIC_BASE_EXTD)
		return (hw_id){msr_read(MSR_X2APIC + APIC_ID / 16)};
	return (hw_id){*(volatile uint32_t *)(uintptr_t)(page + APIC_ID) >> 24};
}

static bool core_has_mce(void)
{
	return cpuid(LEAF_FEATURES, 0).edx & CPUID1_EDX_MCE;
}

/* Without CR4.MCE a broadcast machine check shuts the machine down, also on a core that only
   waits (SDM 3B 16.3.1). Shadow stacks would need pages of their own. Without PGE nothing that the
   firmware mapped as global outlives its page tables: the change flushes it (SDM 3A 4.10.4.1). */
static uint64_t core_cr4(void)
{
	return (cr4_read() | (core_has_mce() ? (uint64_t)CR4_MCE : 0)) &
	       ~(uint64_t)(CR4_CET | CR4_PGE);
}

static uint64_t core_cr0_full(void)
{
	return (cr0_read() | CR0_WP | CR0_NE) & ~(uint64_t)(CR0_CD | CR0_NW);
}

uint32_t core_cr0(void)
{
	return (uint32_t)core_cr0_full();
}

uint32_t core_cr4_early(void)
{
	return (uint32_t)core_cr4() & (CR4_PAE | CR4_MCE | CR4_LA57);
}

static struct cpuid_leaf leaf_if_any(uint32_t leaf)
{
	uint32_t first = leaf & LEAF_MAX_EXTENDED;

	return cpuid(first, 0).eax >= leaf ? cpuid(leaf, 0) : (struct cpuid_leaf){0};
}

struct clock_leaves core_clock_leaves(void)
{
	struct cpuid_leaf features = cpuid(LEAF_FEATURES, 0), tsc = leaf_if_any(LEAF_TSC);

	return (struct clock_leaves){
		.vendor = cpuid(0, 0).ecx,
		.signature = features.eax,
		.features = features.ecx,
		.ratio_denominator = tsc.eax,
		.ratio_numerator = tsc.ebx,
		.crystal_hz = tsc.ecx,
		.base_mhz = leaf_if_any(LEAF_FREQUENCY).eax,
		.power = leaf_if_any(LEAF_POWER).edx,
		.more_features = leaf_if_any(LEAF_AMD_FEATURES).eax,
	};
}

/* The clock's LFENCEs must hold later instructions back. A hypervisor sees to it itself. */
static void core_serialise_lfence(void)
{
	struct clock_leaves leaves = core_clock_leaves();

	if (clock_leaves_lfence(&leaves) == LFENCE_BY_MSR)
		msr_write(MSR_AMD_DE_CFG, msr_read(MSR_AMD_DE_CFG) | DE_CFG_LFENCE_SERIALISES);
}

static void boot_state_take(void)
{
	boot_state = (struct core_state){core_cr0_full(), core_cr4(), msr_read(MSR_PAT)};
	cr4_write(boot_state.cr4); /* CET off before WP may change (SDM 3A 2.5) */
	cr0_write(boot_state.cr0);
}

void arch_boot_core_open(const struct machine *machine)
{
	const struct arch_machine *arch = &machine->arch;
	struct apic_mode mode = {.x2apic = arch->x2apic, .base = arch->apic_base};

	cores = arch->cores;
	core_bytes = arch->core_size;
	boot_state_take();
	idt_fill();
	segments_load(core_page(cores));
	core_serialise_lfence(); /* behind the IDT: if the register is not there, it shows */
	quiet_interrupts(arch);
	apic_choose(&mode);
	apic_follow();
	apic_enable();
	apic_nmi_open(arch->nmi_pin);
	ipi_open(machine->possible_count);
	apic_modes_open(machine);
	arch_ipi_route_load();
}

static void boot_state_copy(void)
{
	cr4_write(boot_state.cr4);
	cr0_write(boot_state.cr0);
	if (msr_read(MSR_PAT) == boot_state.pat)
		return;
	msr_write(MSR_PAT, boot_state.pat);
	cr3_write(cr3_read()); /* the TLB remembers what the old one said (SDM 3A 12.12.4) */
}

void core_entry(struct boot_slot *slot)
{
	ticks stamp = tsc_read();
	struct percpu *self = arch_this_percpu();

	segments_load((struct core_page *)self);
	wake_mark_c(slot, stamp);
	boot_state_copy();
	core_serialise_lfence();
	apic_follow();
	apic_enable();
	arch_ipi_route_load();
	cpu_secondary_main(self);
}

void arch_silence(void)
{
	apic_disable();
}

void arch_park(void)
{
	wake_park();
	for (;;) /* endless: the end of this core's run; only INIT wakes it */
		__asm__ volatile("cli; hlt" : : : "memory");
}

/* entry.S */
_Noreturn void arch_door(const struct machine *machine, uint64_t cr3, uint64_t stack);

void arch_enter(const struct machine *machine)
{
	/* Our tables use the bit, which is reserved without (SDM 3A 4.5.5); some firmware has it
	   off. */
	if (core_has_nx())
		msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_NXE);
	/* Before our tables, which name entry 1 for the screen alone; their load into CR3, and PGE
	   off after it, flush what was known by the old one (SDM 3A 12.12.4). */
	msr_write(MSR_PAT, machine->arch.pat);
	arch_door(machine, machine->arch.cr3, machine->arch.boot_stack);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: what the tables and CPUID say that only x86 needs. */
#include "arch.h"
#include "acpi.h"
#include "apic.h"
#include "mem.h"
#include "regs.h"

enum {
	LEAF_FEATURES = 1,
	LEAF_MORE_FEATURES = 7,
	LEAF_BRAND = 0x80000002u,
	LEAF_BRAND_END = 0x80000004u,
	LEAF_HYPERVISOR = 0x40000000u,
	BRAND_BYTES = 48,
	SPACE_MEMORY = 0,
	SPACE_IO = 1,
};

static const struct rule rule_option = {"option.x2apic", SEVERITY_WARNING, "", "",
					"the run is in the other mode than was asked for"};
static const struct rule rule_el = {"option.el", SEVERITY_NOTE, "", "", ""};

static bool has_x2apic(void)
{
	return cpuid(LEAF_FEATURES, 0).ecx & CPUID1_ECX_X2APIC;
}

static bool is_x2apic_on(void)
{
	return msr_read(MSR_APIC_BASE) & APIC_BASE_EXTD;
}

/* Once locked, leaving the x2APIC is a general-protection fault (SDM 4 2.1, MSR BDH). */
static bool is_x2apic_locked(void)
{
	if (cpuid(0, 0).eax < LEAF_MORE_FEATURES ||
	    !(cpuid(LEAF_MORE_FEATURES, 0).edx & CPUID7_EDX_ARCH_CAPABILITIES) ||
	    !(msr_read(MSR_ARCH_CAPABILITIES) & ARCH_CAP_XAPIC_DISABLE))
		return false;
	return msr_read(MSR_XAPIC_DISABLE_STATUS) & XAPIC_DISABLE_LOCKED;
}

/* True if a core that is to run has an id that the xAPIC cannot name. */
static bool needs_x2apic(const struct machine *machine)
{
	for (cpu_index cpu = 0; cpu < machine->possible_count; cpu++)
		if (machine->cpus[cpu].id.value > APIC_ID_XAPIC_MAX)
			return true;
	return false;
}

/* Firmware left it on: stay. Else on when an id or the user wants it; off only on request, and only
   where every id fits and it is not locked. */
static bool choose_x2apic(const struct machine *machine, struct findings *findings)
{
	bool needed = needs_x2apic(machine), locked = is_x2apic_locked();
	enum x2apic_choice choice = machine->options.x2apic;

	if (!has_x2apic()) {
		if (choice == X2APIC_ON)
			rule_broken(findings, &rule_option, 0,
				    "x2apic=on, but the processor has none; the xAPIC is used");
		return false;
	}
	if (choice == X2APIC_OFF && (needed || locked))
		rule_broken(findings, &rule_option, 0, "x2apic=off, but %s; the x2APIC is used",
			    needed ? "an id is above 254" : "the firmware has locked it on");
	if (choice == X2APIC_OFF)
		return needed || locked;
	return choice == X2APIC_ON || needed || is_x2apic_on();
}

/* The boot core's pin for NMIs from the board (ACPI 6.5, 5.2.12.7). */
static uint8_t find_nmi_pin(const struct machine *machine, const struct madt *madt)
{
	for (unsigned int i = 0; i < madt->nmi_count; i++) {
		uint32_t uid = madt->nmis[i].uid;

		if (uid == UINT8_MAX || uid == UINT32_MAX || uid == machine->cpus[0].uid)
			return madt->nmis[i].lint;
	}
	return NMI_PIN_NONE;
}

static void survey_apics(struct machine *machine, const struct madt *madt,
			 struct findings *findings)
{
	struct arch_machine *arch = &machine->arch;

	arch->apic_base = msr_read(MSR_APIC_BASE) & ~(uint64_t)APIC_BASE_FLAGS;
	arch->x2apic = choose_x2apic(machine, findings);
	arch->both_modes = has_x2apic() && !needs_x2apic(machine) && !is_x2apic_locked();
	arch->pcat_compat = madt->pcat_compat;
	arch->imcr = madt->imcr;
	arch->nmi_pin = find_nmi_pin(machine, madt);
	map_add(&machine->maps, arch->apic_base, PAGE_SIZE, MAP_DEVICE);
	for (unsigned int i = 0; i < madt->ioapic_count && i < IOAPICS_MAX; i++) {
		arch->ioapics[arch->ioapic_count++] = madt->ioapics[i].address;
		map_add(&machine->maps, madt->ioapics[i].address, PAGE_SIZE, MAP_DEVICE);
	}
}

void arch_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	struct arch_machine *arch = &machine->arch;
	const struct fadt *fadt = facts->fadt;

	if (machine->options.el != EL_AUTO)
		rule_broken(findings, &rule_el, 0,
			    "el= is a word for Arm: this processor has no exception levels");
	survey_apics(machine, facts->madt, findings);
	arch->hypervisor = cpuid(LEAF_FEATURES, 0).ecx & CPUID1_ECX_HYPERVISOR;
	machine->yields = arch->hypervisor;
	arch->firmware_cr3 = cr3_read();
	arch->firmware_pat = msr_read(MSR_PAT);
	arch->pat = (arch->firmware_pat & ~PAT_ENTRY_1) | PAT_ENTRY_1_WC;
	arch->reset = (struct reset_register){
		.present = fadt->reset_supported && fadt->reset_address &&
			   (fadt->reset_space == SPACE_MEMORY || fadt->reset_space == SPACE_IO),
		.in_memory = fadt->reset_space == SPACE_MEMORY,
		.address = fadt->reset_address,
		.value = fadt->reset_value,
	};
	if (arch->reset.present && arch->reset.in_memory)
		map_add(&machine->maps, arch->reset.address, 1, MAP_DEVICE);
}

void arch_survey_reset(struct machine *machine, uint64_t reset_service)
{
	machine->arch.reset_system = reset_service;
}

static void put_register(char *text, uint32_t value)
{
	for (unsigned int i = 0; i < sizeof(value); i++)
		text[i] = (char)(value >> 8 * i);
}

static const char *vendor_name(void)
{
	static char text[13];
	struct cpuid_leaf leaf = cpuid(0, 0);

	put_register(text, leaf.ebx);
	put_register(text + 4, leaf.edx);
	put_register(text + 8, leaf.ecx);
	return text;
}

static const char *brand_name(void)
{
	static char text[BRAND_BYTES + 1];
	char *start = text;

	if (cpuid(0x80000000u, 0).eax < LEAF_BRAND_END)
		return "";
	for (uint32_t leaf = LEAF_BRAND; leaf <= LEAF_BRAND_END; leaf++) {
		struct cpuid_leaf part = cpuid(leaf, 0);
		char *at = text + (leaf - LEAF_BRAND) * 16;

		put_register(at, part.eax);
		put_register(at + 4, part.ebx);
		put_register(at + 8, part.ecx);
		put_register(at + 12, part.edx);
	}
	while (*start == ' ') /* Intel's is right-aligned; the text ends in NUL */
		start++;
	return start;
}

static const char *hypervisor_name(void)
{
	static char text[13];
	struct cpuid_leaf leaf = cpuid(LEAF_HYPERVISOR, 0);

	if (!(cpuid(LEAF_FEATURES, 0).ecx & CPUID1_ECX_HYPERVISOR))
		return "";
	put_register(text, leaf.ebx);
	put_register(text + 4, leaf.ecx);
	put_register(text + 8, leaf.edx);
	return text;
}

const struct record_words *arch_words(void)
{
	return &words_x86_64;
}

struct arch_names arch_names(const struct machine *machine)
{
	return (struct arch_names){
		.arch = "x86_64",
		.vendor = vendor_name(),
		.brand = brand_name(),
		.signature = cpuid(LEAF_FEATURES, 0).eax,
		.hypervisor = hypervisor_name(),
		.irq_mode = machine->arch.x2apic ? "x2apic" : "xapic",
	};
}

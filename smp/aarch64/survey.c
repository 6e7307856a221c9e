/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: what the tables and the processor say that only Arm needs. */
#include "core.h"
#include "acpi.h"

enum { MMFR1_SHIFT_VH = 8, MIDR_IMPLEMENTER_SHIFT = 24, MIDR_PART_SHIFT = 4 };

enum { RULE_BROADCAST };

static const struct rule rules[] = {
	[RULE_BROADCAST] = {"option.bringup", SEVERITY_WARNING, "", "",
			    "cores are woken one after the other, as by bringup=parallel"},
};

static const struct madt *the_madt;

const struct madt *survey_madt(void)
{
	return the_madt;
}

/* Cores that wait at an address: a page of their own (Arm DEN 0049, "Multi-processor Startup for
   ARM Platforms"), or a word (Devicetree Specification 0.4, 3.8.1). */
static enum wake_by wake_by_address(const struct madt *madt)
{
	for (size_t i = 0; i < madt->cpu_count; i++)
		if (madt->cpus[i].start_address)
			return madt->cpus[i].parking_version ? WAKE_PARKED : WAKE_SPIN_TABLE;
	return WAKE_IMPOSSIBLE;
}

static void map_addresses(struct machine *machine, const struct madt *madt)
{
	enum map_kind kind = machine->arch.wake_by == WAKE_PARKED ? MAP_DEVICE : MAP_DATA;
	uint64_t last = 0;

	for (size_t i = 0; i < madt->cpu_count; i++) {
		uint64_t page = madt->cpus[i].start_address & ~(uint64_t)(PAGE_SIZE - 1);

		if (page && page != last)
			arch_map(machine, page, PAGE_SIZE, kind);
		last = page;
	}
}

void arch_survey_wake(struct machine *machine, const struct arch_facts *facts,
		      struct findings *findings)
{
	struct arch_machine *arch = &machine->arch;

	the_madt = facts->madt;
	psci_survey(machine, facts->psci);
	arch->wake_by = arch->psci.present ? WAKE_PSCI : wake_by_address(facts->madt);
	if (arch->wake_by == WAKE_PARKED || arch->wake_by == WAKE_SPIN_TABLE)
		map_addresses(machine, facts->madt);
	if (machine->options.bringup != BRINGUP_BROADCAST)
		return;
	machine->options.bringup = BRINGUP_PARALLEL;
	rule_broken(findings, &rules[RULE_BROADCAST], 0,
		    "bringup=broadcast, but no interrupt starts a core here: each is started by a "
		    "call, or a word in memory, of its own");
}

/* At EL2 with the host extensions EL1's names mean EL2's registers; where E2H is stuck at 1 (no
   FEAT_E2H0) there is no other way. */
static void choose_el(struct machine *machine)
{
	struct arch_machine *arch = &machine->arch;
	bool stuck;

	arch->el = sysreg_read(CurrentEL) >> EL_SHIFT;
	if (arch->el != EL2)
		return;
	stuck = sysreg_read(HCR_EL2) & HCR_E2H;
	arch->stay = stuck;
}

void arch_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	choose_el(machine);
	machine->yields = machine->arch.psci.by_hvc;
	gic_survey(machine, facts, findings);
}

/* The services of a firmware whose exception level and tables we left are never called: PSCI ends
   the run. */
void arch_survey_reset(struct machine *machine, uint64_t reset_service)
{
	(void)machine;
	(void)reset_service;
}

struct name {
	unsigned int number;
	const char *text;
};

static const char *find_name(const struct name *names, unsigned int number)
{
	while (names->text && names->number != number)
		names++;
	return names->text ? names->text : "";
}

struct arch_names arch_names(const struct machine *machine)
{
	static const struct name implementers[] = {
		{0x00, "software"}, {0x41, "Arm"},	 {0x42, "Broadcom"},  {0x43, "Cavium"},
		{0x46, "Fujitsu"},  {0x48, "HiSilicon"}, {0x4E, "NVIDIA"},    {0x50, "APM"},
		{0x51, "Qualcomm"}, {0x61, "Apple"},	 {0x6D, "Microsoft"}, {0xC0, "Ampere"},
		{0, NULL}};
	static const struct name parts[] = {{0xD03, "Cortex-A53"},
					    {0xD04, "Cortex-A35"},
					    {0xD05, "Cortex-A55"},
					    {0xD07, "Cortex-A57"},
					    {0xD08, "Cortex-A72"},
					    {0xD09, "Cortex-A73"},
					    {0xD0B, "Cortex-A76"},
					    {0xD0C, "Neoverse-N1"},
					    {0xD40, "Neoverse-V1"},
					    {0xD47, "Cortex-A710"},
					    {0xD49, "Neoverse-N2"},
					    {0xD4F, "Neoverse-V2"},
					    {0, NULL}};
	uint64_t midr = sysreg_read(MIDR_EL1);
	unsigned int implementer = midr >> MIDR_IMPLEMENTER_SHIFT & 0xFF;

	return (struct arch_names){
		.arch = "aarch64",
		.vendor = find_name(implementers, implementer),
		.brand = implementer == 0x41 ? find_name(parts, midr >> MIDR_PART_SHIFT & 0xFFF)
					     : "",
		.signature = (uint32_t)midr,
		.hypervisor = machine->arch.psci.by_hvc ? "behind HVC" : "",
		.apic_mode = arch_apic_mode(),
	};
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Before the door: what the tables and the processor say that only Arm needs. */
#include "acpi.h"
#include "trap_aarch64.h"
#include "core_aarch64.h"

enum { MMFR1_SHIFT_VH = 8, AFF1_SHIFT = 8, AFFINITY_BITS = 40 };

enum { RULE_BROADCAST, RULE_EL, RULE_CONDUIT, RULE_X2APIC };

static const struct rule rules[] = {
	[RULE_BROADCAST] = {"option.bringup", SEVERITY_WARNING, "", "",
			    "cores are woken one after the other, as by bringup=parallel"},
	[RULE_EL] = {"option.el", SEVERITY_WARNING, "", "",
		     "the run is at another exception level than was asked for"},
	[RULE_CONDUIT] = {"fadt.psci.conduit", SEVERITY_ERROR, "FACP", "5.2.9.4",
			  "an OS that is started at EL2 calls itself in place of the firmware"},
	[RULE_X2APIC] = {"option.x2apic", SEVERITY_NOTE, "", "", ""},
};

static const struct madt *the_madt;

const struct madt *survey_madt(void)
{
	return the_madt;
}

/* Cores that wait at an address: a page of their own (Arm DEN 0042, the parking protocol), or a
   word (Devicetree Specification 0.4, 3.8.1). */
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
			map_add(&machine->maps, page, PAGE_SIZE, kind);
		last = page;
	}
}

static bool is_at_el2(void)
{
	return sysreg_read(CurrentEL) >> EL_SHIFT == EL2;
}

/* An HVC from EL2 arrives at EL2 (Arm ARM D1.3.3). */
static psci_conduit choose_conduit(const struct psci *psci, struct findings *findings)
{
	if (!psci->by_hvc)
		return psci_smc;
	if (!is_at_el2())
		return psci_hvc;
	rule_broken(findings, &rules[RULE_CONDUIT], 0,
		    "PSCI is to be called by HVC, but we are started at EL2, where that stays; SMC "
		    "is used");
	return psci_smc;
}

void arch_survey_wake(struct machine *machine, const struct arch_facts *facts,
		      struct findings *findings)
{
	struct arch_machine *arch = &machine->arch;

	the_madt = facts->madt;
	psci_choose(&arch->psci, facts->psci, choose_conduit(facts->psci, findings));
	arch->wake_by = arch->psci.conduit ? WAKE_PSCI : wake_by_address(facts->madt);
	if (arch->wake_by == WAKE_PARKED || arch->wake_by == WAKE_SPIN_TABLE)
		map_addresses(machine, facts->madt);
	if (machine->options.bringup != BRINGUP_BROADCAST)
		return;
	machine->options.bringup = BRINGUP_PARALLEL;
	rule_broken(findings, &rules[RULE_BROADCAST], 0,
		    "bringup=broadcast, but no interrupt starts a core here: each is started by a "
		    "call, or a word in memory, of its own");
}

/* At EL2 the names of EL1's registers mean EL2's where the host extensions are (FEAT_VHE); where
   E2H is stuck at 1 (no FEAT_E2H0) there is no other way. */
static void choose_el(struct machine *machine, struct findings *findings)
{
	bool at_el2 = is_at_el2();
	bool has_vhe = id_field(sysreg_read(ID_AA64MMFR1_EL1), MMFR1_SHIFT_VH);
	bool stuck = at_el2 && sysreg_read(HCR_EL2) & HCR_E2H;
	enum el_choice choice = machine->options.el;

	machine->arch.stay = stuck || (choice == EL_2 && at_el2 && has_vhe);
	if (at_el2 && !machine->arch.stay) /* a host has no offset (D12.2.3) */
		machine->arch.cntvoff = sysreg_read(CNTVOFF_EL2);
	if (choice == EL_2 && !machine->arch.stay)
		rule_broken(findings, &rules[RULE_EL], 0, "el=2, but %s; the run is at EL1",
			    at_el2 ? "the processor has no host extensions (FEAT_VHE)"
				   : "the firmware is at EL1");
	if (choice == EL_1 && stuck)
		rule_broken(findings, &rules[RULE_EL], 0,
			    "el=1, but the firmware has EL2 as a host's, which the run keeps");
}

void arch_survey(struct machine *machine, const struct arch_facts *facts, struct findings *findings)
{
	choose_el(machine, findings);
	machine->yields = machine->arch.psci.conduit == psci_hvc;
	if (machine->options.x2apic != X2APIC_AUTO)
		rule_broken(findings, &rules[RULE_X2APIC], 0,
			    "x2apic= is a word for x86: this machine has a GIC");
	gic_survey(machine, facts, findings);
}

/* PSCI ends the run: it is there at any exception level, and needs nothing to be shown. */
void arch_survey_reset(struct machine *machine, uint64_t reset_service)
{
	(void)machine;
	(void)reset_service;
}

/* An MPIDR tells threads (MT: Aff0 is one), and no more: its other levels are clusters of
   somebody's making, which no longer follow what is shared. Packages are the PPTT's to tell. */
struct topology_levels arch_topology_levels(void)
{
	bool threads = sysreg_read(MPIDR_EL1) & MPIDR_MT;

	return (struct topology_levels){.source = threads ? "mpidr, with threads" : "mpidr",
					.core_shift = threads ? AFF1_SHIFT : 0,
					.die_shift = AFFINITY_BITS,
					.package_shift = AFFINITY_BITS,
					.by_tables = true};
}

struct arch_names arch_names(const struct machine *machine)
{
	uint64_t midr = sysreg_read(MIDR_EL1);

	return (struct arch_names){
		.arch = "aarch64",
		.vendor = midr_implementer(midr),
		.brand = midr_part(midr),
		.signature = (uint32_t)midr,
		.hypervisor = machine->yields ? "one that answers HVC" : "",
		.irq_mode = gic_version_name(machine->arch.gic.version),
		.exception_level = machine->arch.stay ? EL2 : EL1,
	};
}

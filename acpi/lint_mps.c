/* SPDX-License-Identifier: BSD-2-Clause */
/* What readers of MP tables survive, and should not have to. What stops them is told by the reader
   itself, whose rules are in mps.c and mps_table.c. */
#include "lint.h"
#include "mps_layout.h"
#include "tally.h"

enum {
	RULE_POINTER_RESERVED,
	RULE_LAPIC_ADDRESS,
	RULE_ORDER,
	RULE_BOOT_MANY,
	RULE_BOOT_NONE,
	RULE_BOOT_DISABLED,
	RULE_BUS_TYPE,
	RULE_BUS_FIRST,
	RULE_BUS_ORDER,
	RULE_IOAPIC_NONE,
	RULE_IOAPIC_UNUSED_NULL,
	RULE_IOAPIC_DUPLICATE,
	RULE_INTERRUPT_TYPE,
	RULE_INTERRUPT_BUS,
	RULE_INTERRUPT_IOAPIC,
	RULE_LOCAL_TYPE,
	RULE_LOCAL_CPU,
	RULE_COUNT,
};

static const char bad_route[] = "an OS without ACPI leaves this interrupt where it is not heard";
static const char bad_bus[] = "an OS without ACPI numbers the bus's interrupts wrongly, or ignores "
			      "it";

static const struct rule rules[] = {
	[RULE_POINTER_RESERVED] = {"mps.pointer.reserved", SEVERITY_NOTE, "_MP_", "MPS 1.4, 4.1",
				   ""},
	[RULE_LAPIC_ADDRESS] = {"mps.lapic.address", SEVERITY_NOTE, "PCMP", "MPS 1.4, 4.2", ""},
	[RULE_ORDER] = {"mps.entry.order", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3",
			"readers that go through the table once meet interrupts of buses that they "
			"do not know yet"},
	[RULE_BOOT_MANY] = {"mps.cpu.boot", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.1",
			    "an OS without ACPI takes a core for the boot core that it has to "
			    "start"},
	[RULE_BOOT_NONE] = {"mps.cpu.boot_none", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.1",
			    "an OS without ACPI that goes by the mark does not know its own core"},
	[RULE_BOOT_DISABLED] = {"mps.cpu.boot_disabled", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.1",
				"an OS without ACPI leaves out the core that it runs on"},
	[RULE_BUS_TYPE] = {"mps.bus.type", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.2", bad_bus},
	[RULE_BUS_FIRST] = {"mps.bus.first", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.2", bad_bus},
	[RULE_BUS_ORDER] = {"mps.bus.order", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.2", bad_bus},
	[RULE_IOAPIC_NONE] = {"mps.ioapic.none", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.3",
			      "an OS without ACPI has every interrupt served by its boot core"},
	[RULE_IOAPIC_UNUSED_NULL] = {"mps.ioapic.unused_null", SEVERITY_NOTE, "PCMP",
				     "MPS 1.4, 4.3.3", ""},
	[RULE_IOAPIC_DUPLICATE] = {"mps.ioapic.duplicate", SEVERITY_WARNING, "PCMP",
				   "MPS 1.4, 4.3.3", bad_route},
	[RULE_INTERRUPT_TYPE] = {"mps.interrupt.type", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.4",
				 bad_route},
	[RULE_INTERRUPT_BUS] = {"mps.interrupt.bus", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.4",
				bad_route},
	[RULE_INTERRUPT_IOAPIC] = {"mps.interrupt.ioapic", SEVERITY_WARNING, "PCMP",
				   "MPS 1.4, 4.3.4", bad_route},
	[RULE_LOCAL_TYPE] = {"mps.local.type", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.5",
			     bad_route},
	[RULE_LOCAL_CPU] = {"mps.local.cpu", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.5",
			    "an OS without ACPI sets up this pin on no core"},
};

const struct rule_set lint_mps_rule_set = {"lint_mps", rules, ARRAY_SIZE(rules)};

/* Of the rules that entries break. */
static const struct tally_words words[RULE_COUNT] = {
	[RULE_ORDER] = {"type", "types in ascending order are wanted"},
	[RULE_BOOT_DISABLED] = {"boot core without the enabled flag, id", "both flags are wanted"},
	[RULE_BUS_TYPE] = {"unknown type string at bus", "one of table 4-8 is wanted"},
	[RULE_BUS_FIRST] = {"first bus id", "0 is wanted"},
	[RULE_BUS_ORDER] = {"bus id", "ids in ascending order, each once, are wanted"},
	[RULE_IOAPIC_UNUSED_NULL] = {"address 0 for unusable I/O APIC", "an address is wanted"},
	[RULE_IOAPIC_DUPLICATE] = {"I/O APIC id", "each once is wanted"},
	[RULE_INTERRUPT_TYPE] = {"interrupt type", "0 to 3 are wanted"},
	[RULE_INTERRUPT_BUS] = {"source bus", "a listed bus is wanted"},
	[RULE_INTERRUPT_IOAPIC] = {"I/O APIC id", "a listed one, or 255 for all, is wanted"},
	[RULE_LOCAL_TYPE] = {"interrupt type", "0 to 3 are wanted"},
	[RULE_LOCAL_CPU] = {"local APIC id", "that of a processor, or 255 for all, is wanted"},
};

enum { NOT_YET = -1 };
#define LAPIC_USUAL_ADDRESS 0xfee00000u

/* What has been seen so far, by id, and what was wrong with it. */
struct judging {
	struct findings *findings;
	bool cpus[UINT8_MAX + 1], buses[UINT8_MAX + 1], ioapics[UINT8_MAX + 1];
	unsigned int boot_cores, ioapic_count, usable_ioapics;
	int last_type, last_bus;
	struct tally tallies[RULE_COUNT];
};

static void expect(struct judging *judging, bool good, int rule, const struct mps_entry *entry,
		   uint8_t value)
{
	tally_expect(&judging->tallies[rule], good, entry->offset, value);
}

static void judge_cpu(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t id = span_get8(entry->bytes, 1), flags = span_get8(entry->bytes, 3);

	judging->cpus[id] = true;
	if (!(flags & MPS_CPU_BOOT))
		return;
	judging->boot_cores++;
	expect(judging, flags & MPS_CPU_ENABLED, RULE_BOOT_DISABLED, entry, id);
}

/* Table 4-8: six characters, blanks behind a shorter name. */
static bool is_bus_type(struct span entry)
{
	static const char names[][7] = {
		"CBUS  ", "CBUSII", "EISA  ", "FUTURE", "INTERN", "ISA   ",
		"MBI   ", "MBII  ", "MCA   ", "MPI   ", "MPSA  ", "NUBUS ",
		"PCI   ", "PCMCIA", "TC    ", "VL    ", "VME   ", "XPRESS",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (span_is(entry, 2, names[i]))
			return true;
	return false;
}

static void judge_bus(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t id = span_get8(entry->bytes, 1);

	expect(judging, is_bus_type(entry->bytes), RULE_BUS_TYPE, entry, id);
	if (judging->last_bus == NOT_YET)
		expect(judging, id == 0, RULE_BUS_FIRST, entry, id);
	else
		expect(judging, id > judging->last_bus, RULE_BUS_ORDER, entry, id);
	judging->last_bus = id;
	judging->buses[id] = true;
}

static void judge_ioapic(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t id = span_get8(entry->bytes, 1);
	bool usable = span_get8(entry->bytes, 3) & MPS_IOAPIC_USABLE;

	judging->ioapic_count++;
	judging->usable_ioapics += usable;
	expect(judging, usable || span_get32(entry->bytes, 4) != 0, RULE_IOAPIC_UNUSED_NULL, entry,
	       id);
	expect(judging, !judging->ioapics[id], RULE_IOAPIC_DUPLICATE, entry, id);
	judging->ioapics[id] = true;
}

static void judge_interrupt(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t type = span_get8(entry->bytes, 1), bus = span_get8(entry->bytes, 4);
	uint8_t ioapic = span_get8(entry->bytes, 6);

	expect(judging, type <= MPS_INT_LAST, RULE_INTERRUPT_TYPE, entry, type);
	expect(judging, judging->buses[bus], RULE_INTERRUPT_BUS, entry, bus);
	expect(judging, ioapic == MPS_ID_ALL || judging->ioapics[ioapic], RULE_INTERRUPT_IOAPIC,
	       entry, ioapic);
}

static void judge_local_interrupt(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t type = span_get8(entry->bytes, 1), cpu = span_get8(entry->bytes, 6);

	expect(judging, type <= MPS_INT_LAST, RULE_LOCAL_TYPE, entry, type);
	expect(judging, cpu == MPS_ID_ALL || judging->cpus[cpu], RULE_LOCAL_CPU, entry, cpu);
}

typedef void judge_function(struct judging *judging, const struct mps_entry *entry);

/* What interrupts point at may stand behind them, where the order is wrong. */
static void judge_entries(struct judging *judging, struct span base, bool interrupts)
{
	static judge_function *const judges[] = {
		[MPS_CPU] = judge_cpu,
		[MPS_BUS] = judge_bus,
		[MPS_IOAPIC] = judge_ioapic,
		[MPS_INTERRUPT] = judge_interrupt,
		[MPS_LOCAL_INTERRUPT] = judge_local_interrupt,
	};
	size_t offset = MPS_TABLE_HEADER_SIZE;
	struct mps_entry entry;

	while (mps_entry_next(base, &offset, &entry)) {
		if ((entry.type >= MPS_INTERRUPT) != interrupts)
			continue;
		judges[entry.type](judging, &entry);
	}
}

static void judge_order(struct judging *judging, struct span base)
{
	size_t offset = MPS_TABLE_HEADER_SIZE;
	uint8_t last = 0;

	for (struct mps_entry entry; mps_entry_next(base, &offset, &entry); last = entry.type)
		expect(judging, entry.type >= last, RULE_ORDER, &entry, entry.type);
}

static void tell_totals(const struct judging *judging)
{
	if (judging->boot_cores > 1)
		rule_broken(judging->findings, &rules[RULE_BOOT_MANY], MPS_TABLE_HEADER_SIZE,
			    "%u processors are marked as boot core, 1 is wanted",
			    judging->boot_cores);
	if (judging->boot_cores == 0)
		rule_broken(judging->findings, &rules[RULE_BOOT_NONE], MPS_TABLE_HEADER_SIZE,
			    "no processor is marked as boot core, 1 is wanted");
	if (judging->usable_ioapics == 0)
		rule_broken(judging->findings, &rules[RULE_IOAPIC_NONE], MPS_TABLE_HEADER_SIZE,
			    "none of %u I/O APICs is usable, at least 1 is wanted",
			    judging->ioapic_count);
}

static void lint_table(struct span table, struct findings *findings)
{
	struct judging judging = {.findings = findings, .last_bus = NOT_YET};
	struct span base = mps_table_base(table);
	uint32_t lapic = span_get32(table, MPS_TABLE_LAPIC);

	if (lapic != LAPIC_USUAL_ADDRESS)
		rule_broken(findings, &rules[RULE_LAPIC_ADDRESS], MPS_TABLE_LAPIC,
			    "the local APIC's address at offset 36 is 0x%x, 0xfee00000 is usual",
			    lapic);
	judge_order(&judging, base);
	judge_entries(&judging, base, false);
	judge_entries(&judging, base, true);
	tallies_tell(judging.tallies, words, rules, RULE_COUNT, findings);
	tell_totals(&judging);
	lint_mps_extended(table, judging.buses, findings);
}

/* 4.1: bit 6 of byte 2 is for clocks that differ, bit 7 the IMCR. */
static void lint_pointer(struct span pointer, struct findings *findings)
{
	uint8_t feature2 = span_get8(pointer, MPS_POINTER_FEATURE2);
	uint32_t others = span_get16(pointer, MPS_POINTER_FEATURE3) |
			  (uint32_t)span_get8(pointer, MPS_POINTER_FEATURE3 + 2) << 16;

	if (feature2 & MPS_FEATURE2_RESERVED || others != 0)
		rule_broken(findings, &rules[RULE_POINTER_RESERVED], MPS_POINTER_FEATURE2,
			    "feature byte 2 is 0x%02x, bytes 3 to 5 are 0x%06x; 0 is wanted but "
			    "for bits 6 and 7 of byte 2",
			    feature2, others);
}

void lint_mps(struct span pointer, struct span table, struct findings *findings)
{
	static struct madt_cpu cpus[MPS_CPUS_MAX];
	static struct madt madt;
	struct mps mps;

	if (pointer.size != 0 && mps_pointer_check(pointer, findings) == STATUS_OK)
		lint_pointer(pointer, findings);
	if (table.size == 0)
		return;
	madt = (struct madt){.cpus = cpus, .cpu_capacity = MPS_CPUS_MAX};
	if (mps_read_table(table, &mps, &madt, findings) != STATUS_INVALID)
		lint_table(table, findings);
}

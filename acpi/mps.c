/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "mps_layout.h"
#include "tally.h"
#include "mem.h"

enum {
	RULE_CPU_DUPLICATE,
	RULE_CPU_NO_ID,
	RULE_CPU_CAPACITY,
	RULE_CPU_NONE,
	RULE_IOAPIC_NULL,
	RULE_LINT,
	RULE_CAPACITY,
	RULE_COUNT,
};

static const struct rule rules[] = {
	[RULE_CPU_DUPLICATE] = {"mps.cpu.duplicate", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.1",
				"an OS without ACPI waits for a core that is not there, or starts "
				"one twice"},
	[RULE_CPU_NO_ID] = {"mps.cpu.no_id", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.1",
			    "an OS without ACPI that starts it starts every core at once"},
	[RULE_CPU_CAPACITY] = {"mps.cpu.capacity", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.1",
			       "the cores that do not fit are not known"},
	[RULE_CPU_NONE] = {"mps.cpu.none", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.1",
			   "an OS without ACPI finds no core in the table, not even the one it "
			   "runs on"},
	[RULE_IOAPIC_NULL] = {"mps.ioapic.null", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3.3",
			      "an OS without ACPI writes its interrupt routing to the memory at "
			      "address 0"},
	[RULE_LINT] = {"mps.local.lint", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.3.5",
		       "an OS without ACPI sets up no pin for the board's NMIs"},
	[RULE_CAPACITY] = {"mps.entry.capacity", SEVERITY_NOTE, "PCMP", "MPS 1.4, 4.3", ""},
};

const struct rule_set mps_rule_set = {"mps", rules, ARRAY_SIZE(rules)};

/* Of the rules that entries break; all of these are left out. */
static const struct tally_words words[RULE_COUNT] = {
	[RULE_CPU_DUPLICATE] = {"a second enabled core with id", "each id once is wanted"},
	[RULE_CPU_NO_ID] = {"an enabled core with id", "255 means all, another is wanted"},
	[RULE_CPU_CAPACITY] = {"no room in the list for the core with id", "it is left out"},
	[RULE_IOAPIC_NULL] = {"address 0 for usable I/O APIC", "an address is wanted"},
	[RULE_LINT] = {"an NMI at local pin", "0 or 1 is wanted"},
	[RULE_CAPACITY] = {"no room for another entry of type",
			   "room is for 64 I/O APICs, 32 moved interrupts, 16 NMIs"},
};

/* 5.1: the same in all default configurations; the I/O APIC's address and id from table 5-1. */
enum {
	DEFAULT_CPUS = 2,
	DEFAULT_IOAPIC_ID = 2,
	DEFAULT_NMI_LINT = 1,
	DEFAULT_TIMER_PIN = 2,
	DEFAULT_NO_TIMER = 2, /* the one whose timer is not wired to the I/O APIC */
};
#define DEFAULT_LAPIC  0xfee00000u
#define DEFAULT_IOAPIC 0xfec00000u

enum { LINT_PINS = 2, ID_NONE = 0xff };

struct reading {
	struct mps *mps;
	struct madt *madt;
	struct findings *findings;
	uint16_t places[MPS_CPUS_MAX]; /* by id: place in the list plus 1, 0 = not there */
	bool isa[UINT8_MAX + 1];       /* buses with ISA's interrupt numbers */
	struct tally tallies[RULE_COUNT];
};

static void blame(struct reading *reading, int rule, uint32_t offset, uint8_t value)
{
	tally_expect(&reading->tallies[rule], false, offset, value);
}

static void add_cpu(struct reading *reading, const struct madt_cpu *cpu)
{
	struct madt *madt = reading->madt;

	if (madt->cpu_count == madt->cpu_capacity) {
		blame(reading, RULE_CPU_CAPACITY, cpu->offset, (uint8_t)cpu->id.value);
		madt->dropped += cpu->state == MADT_CPU_ENABLED;
		return;
	}
	madt->cpus[madt->cpu_count++] = *cpu;
	reading->places[cpu->id.value] = (uint16_t)madt->cpu_count;
}

/* An enabled entry takes the place of one that is not; of two enabled ones the first stays. */
static void merge_cpu(struct reading *reading, const struct madt_cpu *cpu)
{
	uint16_t place = reading->places[cpu->id.value];
	bool enabled = cpu->state == MADT_CPU_ENABLED;

	if (place == 0 && cpu->id.value != ID_NONE) {
		add_cpu(reading, cpu);
	} else if (enabled && place != 0 &&
		   reading->madt->cpus[place - 1].state != MADT_CPU_ENABLED) {
		reading->madt->cpus[place - 1] = *cpu;
	} else if (enabled) {
		reading->madt->dropped++;
		blame(reading, cpu->id.value == ID_NONE ? RULE_CPU_NO_ID : RULE_CPU_DUPLICATE,
		      cpu->offset, (uint8_t)cpu->id.value);
	}
}

/* 4.3.1 */
static void read_cpu(struct reading *reading, const struct mps_entry *entry)
{
	uint8_t id = span_get8(entry->bytes, 1), flags = span_get8(entry->bytes, 3);
	bool enabled = flags & MPS_CPU_ENABLED;
	struct mps *mps = reading->mps;
	struct madt_cpu cpu = {
		.id = {id},
		.uid = id,
		.offset = entry->offset,
		.state = enabled ? MADT_CPU_ENABLED : MADT_CPU_DISABLED,
	};

	mps->enabled += enabled;
	mps->disabled += !enabled;
	if (enabled && flags & MPS_CPU_BOOT && hw_id_equal(mps->boot_id, HW_ID_NONE)) {
		mps->boot_id = cpu.id;
		mps->boot_lapic_version = span_get8(entry->bytes, 2);
		mps->boot_signature = span_get32(entry->bytes, 4);
	}
	if (reading->madt->cpu_capacity > 0)
		merge_cpu(reading, &cpu);
}

/* 4.3.2: EISA numbers its interrupts as ISA does. */
static void read_bus(struct reading *reading, const struct mps_entry *entry)
{
	reading->mps->buses++;
	reading->isa[span_get8(entry->bytes, 1)] =
		span_is(entry->bytes, 2, "ISA   ") || span_is(entry->bytes, 2, "EISA  ");
}

static void add_ioapic(struct reading *reading, uint8_t id, uint32_t address, uint32_t offset)
{
	struct madt *madt = reading->madt;

	if (madt->ioapic_count == MADT_IOAPICS_MAX) {
		blame(reading, RULE_CAPACITY, offset, MPS_IOAPIC);
		return;
	}
	madt->ioapics[madt->ioapic_count] = (struct madt_ioapic){
		.id = id,
		.address = address,
		.gsi_base = madt->ioapic_count * MPS_IOAPIC_PINS,
	};
	madt->ioapic_count++;
}

/* 4.3.3 */
static void read_ioapic(struct reading *reading, const struct mps_entry *entry)
{
	uint32_t address = span_get32(entry->bytes, 4);

	reading->mps->ioapics++;
	if (!(span_get8(entry->bytes, 3) & MPS_IOAPIC_USABLE))
		return;
	if (address == 0)
		blame(reading, RULE_IOAPIC_NULL, entry->offset, span_get8(entry->bytes, 1));
	else
		add_ioapic(reading, span_get8(entry->bytes, 1), address, entry->offset);
}

static const struct madt_ioapic *find_ioapic(const struct madt *madt, uint8_t id)
{
	for (unsigned int i = 0; i < madt->ioapic_count; i++)
		if (id == MPS_ID_ALL || madt->ioapics[i].id == id)
			return &madt->ioapics[i];
	return NULL;
}

static void add_override(struct reading *reading, const struct madt_override *override,
			 uint32_t offset)
{
	struct madt *madt = reading->madt;

	if (madt->override_count == MADT_OVERRIDES_MAX)
		blame(reading, RULE_CAPACITY, offset, MPS_INTERRUPT);
	else
		madt->overrides[madt->override_count++] = *override;
}

/* 4.3.4: in ACPI's words, an interrupt of ISA is where its number says unless overridden. */
static void read_interrupt(struct reading *reading, const struct mps_entry *entry)
{
	const struct madt_ioapic *ioapic = find_ioapic(reading->madt, span_get8(entry->bytes, 6));
	struct madt_override override = {
		.source = span_get8(entry->bytes, 5),
		.flags = span_get16(entry->bytes, 2),
	};

	reading->mps->interrupts++;
	if (!ioapic || !reading->isa[span_get8(entry->bytes, 4)] ||
	    span_get8(entry->bytes, 1) != MPS_INT_VECTORED)
		return;
	override.gsi = ioapic->gsi_base + span_get8(entry->bytes, 7);
	if (override.gsi != override.source)
		add_override(reading, &override, entry->offset);
}

static void add_nmi(struct reading *reading, const struct madt_nmi *nmi, uint32_t offset)
{
	struct madt *madt = reading->madt;

	if (madt->nmi_count == MADT_NMIS_MAX)
		blame(reading, RULE_CAPACITY, offset, MPS_LOCAL_INTERRUPT);
	else
		madt->nmis[madt->nmi_count++] = *nmi;
}

/* 4.3.5 */
static void read_local_interrupt(struct reading *reading, const struct mps_entry *entry)
{
	uint8_t id = span_get8(entry->bytes, 6);
	struct madt_nmi nmi = {
		.uid = id == MPS_ID_ALL ? UINT32_MAX : id,
		.flags = span_get16(entry->bytes, 2),
		.lint = span_get8(entry->bytes, 7),
	};

	reading->mps->local_interrupts++;
	if (span_get8(entry->bytes, 1) != MPS_INT_NMI)
		return;
	if (nmi.lint >= LINT_PINS)
		blame(reading, RULE_LINT, entry->offset, nmi.lint);
	else
		add_nmi(reading, &nmi, entry->offset);
}

static void read_entries(struct reading *reading, struct span base)
{
	static void (*const readers[])(struct reading *, const struct mps_entry *) = {
		[MPS_CPU] = read_cpu,
		[MPS_BUS] = read_bus,
		[MPS_IOAPIC] = read_ioapic,
		[MPS_INTERRUPT] = read_interrupt,
		[MPS_LOCAL_INTERRUPT] = read_local_interrupt,
	};
	size_t offset = MPS_TABLE_HEADER_SIZE;
	unsigned int walked = 0;
	struct mps_entry entry;

	for (; mps_entry_next(base, &offset, &entry); walked++)
		readers[entry.type](reading, &entry);
	mps_explain_end(base, offset, walked, reading->findings);
}

/* Printable ASCII of a field, without the blanks behind it. */
static void copy_text(char *target, struct span bytes)
{
	size_t length = 0;

	for (size_t i = 0; i < bytes.size; i++) {
		uint8_t c = bytes.bytes[i];

		target[i] = (char)(c >= ' ' && c <= '~' ? c : '?');
		if (c != ' ' && c != '\0')
			length = i + 1;
	}
	target[length] = '\0';
}

/* What a struct madt is where the MPS fills it. */
static void reading_open(struct reading *reading, struct mps *mps, struct madt *madt,
			 struct findings *findings)
{
	*reading = (struct reading){.mps = mps, .madt = madt, .findings = findings};
	*mps = (struct mps){.boot_id = HW_ID_NONE};
	*madt = (struct madt){
		.pcat_compat = true, /* every machine of its time has two 8259s */
		.cpus = madt->cpus,
		.cpu_capacity = madt->cpu_capacity,
	};
}

static enum status reading_close(struct reading *reading)
{
	struct mps *mps = reading->mps;

	tallies_tell(reading->tallies, words, rules, RULE_COUNT, reading->findings);
	reading->madt->as_listed = (struct madt_counts){mps->enabled, 0, mps->disabled};
	if (mps->enabled == 0) {
		rule_broken(reading->findings, &rules[RULE_CPU_NONE], MPS_TABLE_HEADER_SIZE,
			    "%u processor entries, and none is enabled", mps->disabled);
		return STATUS_NOT_FOUND;
	}
	return reading->tallies[RULE_CPU_CAPACITY].count > 0 ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status mps_read_table(struct span table, struct mps *ret_mps, struct madt *ret_madt,
			   struct findings *findings)
{
	enum status status = mps_table_check(table, findings);
	struct reading reading;

	if (status != STATUS_OK)
		return status;
	reading_open(&reading, ret_mps, ret_madt, findings);
	ret_madt->lapic_address = span_get32(table, MPS_TABLE_LAPIC);
	copy_text(ret_mps->oem, span_part(table, MPS_TABLE_OEM, MPS_OEM_SIZE - 1));
	copy_text(ret_mps->product, span_part(table, MPS_TABLE_PRODUCT, MPS_PRODUCT_SIZE - 1));
	read_entries(&reading, mps_table_base(table));
	return reading_close(&reading);
}

/* 5: what the table would say. It does not mark the boot core, which may be either. */
static enum status read_default(uint8_t number, struct mps *ret_mps, struct madt *ret_madt,
				struct findings *findings)
{
	struct madt_override timer = {.gsi = DEFAULT_TIMER_PIN};
	struct madt_nmi nmi = {.uid = UINT32_MAX, .lint = DEFAULT_NMI_LINT};
	struct reading reading;

	reading_open(&reading, ret_mps, ret_madt, findings);
	ret_madt->lapic_address = DEFAULT_LAPIC;
	ret_mps->default_configuration = number;
	ret_mps->enabled = DEFAULT_CPUS;
	ret_mps->ioapics = 1;
	add_ioapic(&reading, DEFAULT_IOAPIC_ID, DEFAULT_IOAPIC, 0);
	add_nmi(&reading, &nmi, 0);
	if (number != DEFAULT_NO_TIMER)
		add_override(&reading, &timer, 0);
	for (uint8_t id = 0; id < DEFAULT_CPUS && ret_madt->cpu_capacity > 0; id++)
		add_cpu(&reading, &(struct madt_cpu){.id = {id}, .uid = id});
	return reading_close(&reading);
}

enum status mps_read_spans(struct span pointer, struct span table, struct mps *ret_mps,
			   struct madt *ret_madt, struct findings *findings)
{
	uint8_t configuration = span_get8(pointer, MPS_POINTER_FEATURE1);
	enum status status = mps_pointer_check(pointer, findings);

	if (status != STATUS_OK)
		return status;
	if (configuration != 0)
		status = read_default(configuration, ret_mps, ret_madt, findings);
	else
		status = mps_read_table(table, ret_mps, ret_madt, findings);
	if (status == STATUS_INVALID)
		return status;
	ret_mps->revision = span_get8(pointer, MPS_POINTER_REVISION);
	ret_mps->imcr = span_get8(pointer, MPS_POINTER_FEATURE2) & MPS_FEATURE2_IMCR;
	ret_madt->imcr = ret_mps->imcr;
	return status;
}

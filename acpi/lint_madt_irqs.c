/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O APICs, and how the PC's interrupts reach them: types 1 to 3, 5, 6 and 8. */
#include "lint_madt.h"
#include "mem.h"

enum { ISA_IRQS = 16, CASCADE = 2, PINS_MAX = 256, PCAT_COMPAT = 1 };

enum {
	RULE_ADDRESS,
	RULE_ALIGNMENT,
	RULE_HEADER_FLAGS,
	RULE_REVISION,
	RULE_IOAPIC_ID,
	RULE_IOAPIC_ADDRESS,
	RULE_IOAPIC_BASE,
	RULE_IOAPIC_ZERO,
	RULE_IOSAPIC_MISSING,
	RULE_BUS,
	RULE_SOURCE,
	RULE_TWICE,
	RULE_SHARED,
	RULE_UNCOVERED,
	RULE_INTI_VALUE,
	RULE_INTI_BITS,
};

static const char other_irq[] = "a device's interrupts arrive as another's, or never";

static const struct rule rules[] = {
	[RULE_ADDRESS] = {"madt.lapic_address.zero", SEVERITY_WARNING, "APIC", "5.2.12",
			  "an OS that takes the local APIC's address from here talks to memory at "
			  "0"},
	[RULE_ALIGNMENT] = {"madt.lapic_address.alignment", SEVERITY_WARNING, "APIC", "5.2.12",
			    "an OS maps the page of the address, and finds the registers of the "
			    "local APIC elsewhere"},
	[RULE_HEADER_FLAGS] = {"madt.header.flags", SEVERITY_WARNING, "APIC", "5.2.12",
			       "a later specification may give these bits a meaning that was not "
			       "meant here"},
	[RULE_REVISION] = {"madt.revision", SEVERITY_WARNING, "APIC", "5.2.12",
			   "an OS that goes by the revision does not look for all entries"},
	[RULE_IOAPIC_ID] = {"madt.ioapic.id", SEVERITY_WARNING, "APIC", "5.2.12.3",
			    "an OS that goes by the id reaches one of the two; Linux gives the "
			    "second one another"},
	[RULE_IOAPIC_ADDRESS] = {"madt.ioapic.address", SEVERITY_ERROR, "APIC", "5.2.12.3",
				 "an OS sets up one controller twice, and the interrupts of the "
				 "second range never arrive"},
	[RULE_IOAPIC_BASE] = {"madt.ioapic.gsi", SEVERITY_ERROR, "APIC", "5.2.12.3",
			      "two pins have one number: an OS sets up one of them, and the other "
			      "one's interrupts never arrive"},
	[RULE_IOAPIC_ZERO] = {"madt.ioapic.gsi0", SEVERITY_WARNING, "APIC", "5.2.12.3",
			      "the PC's own interrupts 0 to 15 reach no I/O APIC"},
	[RULE_IOSAPIC_MISSING] = {"madt.iosapic.missing", SEVERITY_WARNING, "APIC", "5.2.12.9",
				  "an OS that uses I/O SAPICs does without this controller"},
	[RULE_BUS] = {"madt.override.bus", SEVERITY_WARNING, "APIC", "5.2.12.5", other_irq},
	[RULE_SOURCE] = {"madt.override.source", SEVERITY_WARNING, "APIC", "5.2.12.5", other_irq},
	[RULE_TWICE] = {"madt.override.duplicate", SEVERITY_WARNING, "APIC", "5.2.12.5", other_irq},
	[RULE_SHARED] = {"madt.override.shared", SEVERITY_WARNING, "APIC", "5.2.12.5",
			 "two interrupts share a pin, perhaps with one's trigger mode and the "
			 "other's device"},
	[RULE_UNCOVERED] = {"madt.override.uncovered", SEVERITY_ERROR, "APIC", "5.2.12.5",
			    "no I/O APIC has the pin, so the interrupt never arrives"},
	[RULE_INTI_VALUE] = {"madt.inti.value", SEVERITY_WARNING, "APIC", "5.2.12.5",
			     "an OS guesses polarity or trigger mode; a wrong guess is a storm of "
			     "interrupts, or none"},
	[RULE_INTI_BITS] = {"madt.inti.reserved", SEVERITY_WARNING, "APIC", "5.2.12.5",
			    "a later specification may give these bits a meaning that was not "
			    "meant here"},
};

const struct rule_set lint_madt_irqs_rule_set = {"lint.madt.irqs", rules, ARRAY_SIZE(rules)};

struct irqs {
	const struct lint_madt *madt;
	struct lint_keys ids, addresses, bases, sapics; /* of I/O (S)APICs */
	struct lint_keys sources, pins;			/* of overrides of ISA */
	struct lint_key odd_bus, odd_source, odd_value, odd_bits;
	unsigned int bus_count, source_count, value_count, bits_count;
};

static void note(unsigned int *count, struct lint_key *first, uint64_t value, uint32_t offset)
{
	if ((*count)++ == 0)
		*first = (struct lint_key){.value = value, .offset = offset};
}

/* Where the MPS INTI flags of a type lie: table 5.26. 0 = it has none. */
static const uint8_t inti_offsets[] = {
	[MADT_OVERRIDE] = 8,	    [MADT_NMI_SOURCE] = 2, [MADT_LAPIC_NMI] = 3,
	[MADT_PLATFORM_SOURCE] = 2, [MADT_X2APIC_NMI] = 2,
};

static void look_at_inti(struct irqs *irqs, const struct subtable *entry)
{
	uint8_t at = entry->type < ARRAY_SIZE(inti_offsets) ? inti_offsets[entry->type] : 0;
	uint16_t flags;

	if (at == 0 || !span_u16(entry->bytes, at, &flags))
		return;
	/* Polarity and trigger mode have two bits each, of which 10b is reserved. */
	if ((flags & 3) == 2 || (flags >> 2 & 3) == 2)
		note(&irqs->value_count, &irqs->odd_value, flags, entry->offset);
	if (flags >> 4)
		note(&irqs->bits_count, &irqs->odd_bits, flags, entry->offset);
}

static void look_at_override(struct irqs *irqs, const struct subtable *entry)
{
	uint8_t bus = span_get8(entry->bytes, 2), source = span_get8(entry->bytes, 3);
	uint32_t gsi = span_get32(entry->bytes, 4);

	if (entry->bytes.size < 10)
		return;
	if (bus != 0)
		note(&irqs->bus_count, &irqs->odd_bus, bus, entry->offset);
	else if (source >= ISA_IRQS)
		note(&irqs->source_count, &irqs->odd_source, source, entry->offset);
	lint_keys_add(&irqs->sources, (uint64_t)bus << 8 | source, entry->offset, gsi);
	lint_keys_add(&irqs->pins, gsi, entry->offset, (uint32_t)bus << 8 | source);
}

static void look_at(struct irqs *irqs, const struct subtable *entry)
{
	struct span bytes = entry->bytes;

	look_at_inti(irqs, entry);
	if (entry->type == MADT_OVERRIDE) {
		look_at_override(irqs, entry);
	} else if (entry->type == MADT_IOAPIC && bytes.size >= 12) {
		lint_keys_add(&irqs->ids, span_get8(bytes, 2), entry->offset, 0);
		/* That it is 0 is told with the fields. */
		if (span_get32(bytes, 4) != 0)
			lint_keys_add(&irqs->addresses, span_get32(bytes, 4), entry->offset, 0);
		lint_keys_add(&irqs->bases, span_get32(bytes, 8), entry->offset, 0);
	} else if (entry->type == MADT_IOSAPIC && bytes.size >= 16) {
		lint_keys_add(&irqs->sapics, span_get8(bytes, 2), entry->offset, 0);
	}
}

static void tell_twins(const struct irqs *irqs, struct lint_twins twins, const struct rule *rule,
		       const char *what)
{
	if (twins.count > 0)
		rule_broken(irqs->madt->findings, rule, twins.again.offset,
			    "entries at offsets %u and %u both have %s 0x%llx; different ones are "
			    "wanted (%zu of this kind)",
			    twins.first.offset, twins.again.offset, what,
			    (unsigned long long)twins.again.value, twins.count);
}

static void tell_odd(const struct irqs *irqs, unsigned int count, const struct lint_key *first,
		     const struct rule *rule, const char *what, const char *wanted)
{
	if (count > 0)
		rule_broken(irqs->madt->findings, rule, first->offset,
			    "%u entries, the first at offset %u: %s 0x%llx; %s wanted", count,
			    first->offset, what, (unsigned long long)first->value, wanted);
}

static void judge_ioapics(struct irqs *irqs)
{
	struct lint_twins ids = lint_keys_twins(&irqs->ids, false);

	tell_twins(irqs, ids, &rules[RULE_IOAPIC_ID], "I/O APIC id");
	tell_twins(irqs, lint_keys_twins(&irqs->addresses, false), &rules[RULE_IOAPIC_ADDRESS],
		   "I/O APIC address");
	tell_twins(irqs, lint_keys_twins(&irqs->bases, false), &rules[RULE_IOAPIC_BASE],
		   "first GSI");
	if (irqs->bases.count > 0 && irqs->bases.items[0].value != 0)
		rule_broken(irqs->madt->findings, &rules[RULE_IOAPIC_ZERO],
			    irqs->bases.items[0].offset,
			    "the lowest first GSI of %zu I/O APICs is %llu; 0 is wanted",
			    irqs->bases.count, (unsigned long long)irqs->bases.items[0].value);
	tell_twins(irqs, lint_keys_twins(&irqs->sapics, false), &rules[RULE_IOAPIC_ID],
		   "I/O SAPIC id");
	if (irqs->sapics.count > 0 && irqs->sapics.count < irqs->ids.count)
		rule_broken(irqs->madt->findings, &rules[RULE_IOSAPIC_MISSING],
			    irqs->sapics.items[0].offset,
			    "%zu I/O SAPICs stand beside %zu I/O APICs; one for each is wanted",
			    irqs->sapics.count, irqs->ids.count);
}

/* A source that is not overridden comes in at the GSI of its own number, 5.2.12.5; the cascade of
   the second 8259 comes in nowhere. */
static void judge_shared(struct irqs *irqs)
{
	struct lint_twins pins = lint_keys_twins(&irqs->pins, true);

	tell_twins(irqs, pins, &rules[RULE_SHARED], "GSI");
	for (size_t i = 0; i < irqs->pins.count; i++) {
		const struct lint_key *pin = &irqs->pins.items[i];

		if (pin->value >= ISA_IRQS || pin->value == CASCADE || pin->value == pin->id ||
		    lint_keys_have(&irqs->sources, pin->value))
			continue;
		rule_broken(irqs->madt->findings, &rules[RULE_SHARED], pin->offset,
			    "entry at offset %u: source %u comes in at GSI %llu, as does source "
			    "%llu, which has no override",
			    pin->offset, pin->id, (unsigned long long)pin->value,
			    (unsigned long long)pin->value);
		return;
	}
}

/* How many pins an I/O APIC has is in its registers: so only what no number of pins can cover. */
static void judge_covered(struct irqs *irqs)
{
	uint64_t least, most;

	if (irqs->bases.count == 0)
		return;
	least = irqs->bases.items[0].value;
	most = irqs->bases.items[irqs->bases.count - 1].value + PINS_MAX - 1;
	for (size_t i = 0; i < irqs->pins.count; i++) {
		const struct lint_key *pin = &irqs->pins.items[i];

		if (pin->value >= least && pin->value <= most)
			continue;
		rule_broken(irqs->madt->findings, &rules[RULE_UNCOVERED], pin->offset,
			    "entry at offset %u: source %u comes in at GSI %llu; I/O APICs have "
			    "%llu to %llu at most",
			    pin->offset, pin->id, (unsigned long long)pin->value,
			    (unsigned long long)least, (unsigned long long)most);
		return;
	}
}

static void judge_overrides(struct irqs *irqs)
{
	tell_odd(irqs, irqs->bus_count, &irqs->odd_bus, &rules[RULE_BUS], "Bus", "0 (ISA) is");
	tell_odd(irqs, irqs->source_count, &irqs->odd_source, &rules[RULE_SOURCE], "Source",
		 "0 to 15 are");
	tell_twins(irqs, lint_keys_twins(&irqs->sources, false), &rules[RULE_TWICE],
		   "bus and source");
	judge_shared(irqs);
	judge_covered(irqs);
	tell_odd(irqs, irqs->value_count, &irqs->odd_value, &rules[RULE_INTI_VALUE],
		 "MPS INTI flags", "no polarity and no trigger mode of binary 10 is");
	tell_odd(irqs, irqs->bits_count, &irqs->odd_bits, &rules[RULE_INTI_BITS], "MPS INTI flags",
		 "0 from bit 4 on is");
}

static bool has_lapics(const struct lint_cpus *cpus)
{
	for (size_t i = 0; i < cpus->count; i++)
		if (cpus->items[i].type == MADT_LAPIC || cpus->items[i].type == MADT_X2APIC)
			return true;
	return false;
}

/* 5.2.12, table 5.19. Arm's machines have nothing to say there. */
static void judge_header(const struct lint_madt *madt)
{
	uint32_t address = span_get32(madt->table, MADT_ADDRESS);
	uint32_t flags = span_get32(madt->table, MADT_FLAGS_AT);

	if (madt->revision > 7)
		rule_broken(madt->findings, &rules[RULE_REVISION], 8,
			    "Revision at offset 8 is %u; 1 to 7 are wanted", madt->revision);
	if (flags & ~(uint32_t)PCAT_COMPAT)
		rule_broken(madt->findings, &rules[RULE_HEADER_FLAGS], MADT_FLAGS_AT,
			    "Flags at offset 40 are 0x%x; 0 from bit 1 on is wanted", flags);
	if (!has_lapics(madt->cpus))
		return;
	if (address == 0)
		rule_broken(madt->findings, &rules[RULE_ADDRESS], MADT_ADDRESS,
			    "Local Interrupt Controller Address at offset 36 is 0");
	else if (address % PAGE_SIZE != 0)
		rule_broken(madt->findings, &rules[RULE_ALIGNMENT], MADT_ADDRESS,
			    "Local Interrupt Controller Address at offset 36 is 0x%x; a multiple "
			    "of 4096 is wanted",
			    address);
}

void lint_madt_irqs(const struct lint_madt *madt)
{
	static struct irqs irqs;
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	irqs.ids.count = irqs.addresses.count = irqs.bases.count = irqs.sapics.count = 0;
	irqs.sources.count = irqs.pins.count = 0;
	irqs.bus_count = irqs.source_count = irqs.value_count = irqs.bits_count = 0;
	irqs.madt = madt;
	while (subtable_next(madt->table, &offset, &entry))
		look_at(&irqs, &entry);
	judge_header(madt);
	judge_ioapics(&irqs);
	judge_overrides(&irqs);
}

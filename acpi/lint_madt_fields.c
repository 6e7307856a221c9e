/* SPDX-License-Identifier: BSD-2-Clause */
/* Types, lengths and single fields of a MADT's entries: what one row of a table can say. */
#include "lint_madt.h"
#include "lint_fields.h"
#include "acpi.h"
#include "mem.h"

enum {
	RULE_TYPE,
	RULE_EARLY,
	RULE_SIZE,
	RULE_LONG,
	RULE_RESERVED,
	RULE_FLAGS,
	RULE_VERSION,
	RULE_ADDRESS,
	RULE_NUMBER,
	RULE_COUNT,
};

static const struct rule rules[] = {
	[RULE_TYPE] = {"madt.entry.type", SEVERITY_WARNING, "APIC", "5.2.12",
		       "an OS of a later specification may take the entry for something else"},
	[RULE_EARLY] = {"madt.entry.early", SEVERITY_NOTE, "APIC", "5.2.12", ""},
	[RULE_SIZE] = {"madt.entry.size", SEVERITY_ERROR, "APIC", "5.2.12",
		       "an OS reads the missing fields from the next entry, or leaves the entry "
		       "out"},
	[RULE_LONG] = {"madt.entry.long", SEVERITY_WARNING, "APIC", "5.2.12",
		       "a reader that wants the exact length gives up the table: memtest86+ then "
		       "runs on one core"},
	[RULE_RESERVED] = {"madt.reserved", SEVERITY_WARNING, "APIC", "5.2.12",
			   "a later specification may give these bytes a meaning that was not "
			   "meant here"},
	[RULE_FLAGS] = {"madt.flags.reserved", SEVERITY_WARNING, "APIC", "5.2.12",
			"a later specification may give these bits a meaning that was not meant "
			"here"},
	[RULE_VERSION] = {"madt.version", SEVERITY_WARNING, "APIC", "5.2.12",
			  "an OS that goes by the version does not use this controller"},
	[RULE_ADDRESS] = {"madt.address.zero", SEVERITY_ERROR, "APIC", "5.2.12",
			  "an OS leaves the controller out, as Linux does, or writes to memory in "
			  "its place: interrupts get lost"},
	[RULE_NUMBER] = {"madt.number", SEVERITY_WARNING, "APIC", "5.2.12",
			 "an OS that trusts the number sets up interrupts that the controller does "
			 "not have, or none"},
};

const struct rule_set lint_madt_fields_rule_set = {"lint.madt.fields", rules, ARRAY_SIZE(rules)};

/* What a type should look like. minimum is 0 where the reader of the MADT judges it. */
struct shape {
	uint8_t minimum, maximum;
	uint8_t revision; /* of the MADT that brought it */
};

static const struct shape shapes[MADT_TYPE_COUNT] = {
	[MADT_LAPIC] = {0, 8, 1},
	[MADT_IOAPIC] = {0, 12, 1},
	[MADT_OVERRIDE] = {0, 10, 1},
	[MADT_NMI_SOURCE] = {8, 8, 1},
	[MADT_LAPIC_NMI] = {0, 6, 1},
	/* ACPI 2.0 gave 16 and 20 for these two, and fields of 12 and 16 bytes. */
	[MADT_LAPIC_ADDRESS] = {0, 16, 1},
	[MADT_IOSAPIC] = {16, 20, 1},
	/* Ends with a text since ACPI 3.0. */
	[MADT_LSAPIC] = {12, 255, 1},
	[MADT_PLATFORM_SOURCE] = {16, 16, 1},
	[MADT_X2APIC] = {0, 16, 3},
	[MADT_X2APIC_NMI] = {0, 12, 3},
	/* 40 in ACPI 5.0, 76 in 5.1, 80 from 6.0, 82 from 6.5 on. */
	[MADT_GICC] = {40, 82, 3},
	[MADT_GICD] = {24, 24, 3},
	[MADT_GIC_MSI] = {24, 24, 3},
	[MADT_GICR] = {16, 16, 3},
	[MADT_ITS] = {20, 20, 3},
	[MADT_WAKEUP] = {0, 16, 5},
	[MADT_CORE_PIC] = {15, 15, 6},
	[MADT_LIO_PIC] = {23, 23, 6},
	[MADT_HT_PIC] = {21, 21, 6},
	[MADT_EIO_PIC] = {13, 13, 6},
	[MADT_MSI_PIC] = {19, 19, 6},
	[MADT_BIO_PIC] = {17, 17, 6},
	/* The vector has one byte or two, depending on who read the specification. */
	[MADT_LPC_PIC] = {14, 15, 6},
	/* 20 bytes in ACPI 6.5's errata, the rest with 6.6. */
	[MADT_RINTC] = {20, 36, 6},
	[MADT_IMSIC] = {16, 16, 6},
	[MADT_APLIC] = {36, 36, 6},
	[MADT_PLIC] = {36, 36, 6},
};

struct field {
	uint8_t type;
	struct lint_field field;
};

/* clang-format off */
static const struct field fields[] = {
	/* Bit 1 is judged with the cores: its meaning depends on the revision. */
	{MADT_LAPIC, {4, 4, RULE_FLAGS, FIELD_BITS(~3ull), "Flags"}},
	{MADT_IOAPIC, {3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_IOAPIC, {4, 4, RULE_ADDRESS, FIELD_SET, "I/O APIC Address"}},
	{MADT_LAPIC_ADDRESS, {2, 2, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_LAPIC_ADDRESS, {4, 8, RULE_ADDRESS, FIELD_SET, "Local APIC Address"}},
	{MADT_IOSAPIC, {3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_IOSAPIC, {8, 8, RULE_ADDRESS, FIELD_SET, "I/O SAPIC Address"}},
	{MADT_LSAPIC, {5, 3, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_LSAPIC, {8, 4, RULE_FLAGS, FIELD_BITS(~1ull), "Flags"}},
	{MADT_PLATFORM_SOURCE, {4, 1, RULE_NUMBER, FIELD_BETWEEN(1, 3), "Interrupt Type"}},
	{MADT_PLATFORM_SOURCE, {12, 4, RULE_FLAGS, FIELD_BITS(~1ull), "Platform Interrupt Source Flags"}},
	{MADT_X2APIC, {2, 2, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_X2APIC, {8, 4, RULE_FLAGS, FIELD_BITS(~3ull), "Flags"}},
	{MADT_X2APIC_NMI, {9, 3, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GICC, {2, 2, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GICC, {12, 4, RULE_FLAGS, FIELD_BITS(~0xfull), "Flags"}},
	{MADT_GICC, {16, 4, RULE_VERSION, FIELD_BETWEEN(0, 1), "Parking Protocol Version"}},
	{MADT_GICC, {68, 8, RULE_RESERVED, FIELD_BITS(0xffffff00ff000000), "MPIDR"}},
	{MADT_GICC, {77, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GICD, {2, 2, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GICD, {8, 8, RULE_ADDRESS, FIELD_SET, "Physical Base Address"}},
	{MADT_GICD, {16, 4, RULE_RESERVED, FIELD_ZERO, "System Vector Base"}},
	{MADT_GICD, {20, 1, RULE_VERSION, FIELD_BETWEEN(0, 4), "GIC version"}},
	{MADT_GICD, {21, 3, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GIC_MSI, {2, 2, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_GIC_MSI, {8, 8, RULE_ADDRESS, FIELD_SET, "Physical Base Address"}},
	{MADT_GIC_MSI, {16, 4, RULE_FLAGS, FIELD_BITS(~1ull), "Flags"}},
	/* Bit 0 says "not coherent" from ACPI 6.6 on, here and in the ITS. */
	{MADT_GICR, {2, 2, RULE_RESERVED, FIELD_BITS(~1ull), "Reserved"}},
	{MADT_GICR, {4, 8, RULE_ADDRESS, FIELD_SET, "Discovery Range Base Address"}},
	{MADT_GICR, {12, 4, RULE_NUMBER, FIELD_SET, "Discovery Range Length"}},
	{MADT_ITS, {2, 2, RULE_RESERVED, FIELD_BITS(~1ull), "Reserved"}},
	{MADT_ITS, {8, 8, RULE_ADDRESS, FIELD_SET, "Physical Base Address"}},
	{MADT_ITS, {16, 4, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_CORE_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_CORE_PIC, {11, 4, RULE_FLAGS, FIELD_BITS(~1ull), "Flags"}},
	{MADT_LIO_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_HT_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_EIO_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_MSI_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_BIO_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_LPC_PIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_RINTC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_RINTC, {3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_RINTC, {4, 4, RULE_FLAGS, FIELD_BITS(~3ull), "Flags"}},
	{MADT_IMSIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_IMSIC, {3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved"}},
	{MADT_IMSIC, {4, 4, RULE_FLAGS, FIELD_ZERO, "Flags"}},
	{MADT_IMSIC, {8, 2, RULE_NUMBER, FIELD_BETWEEN(63, 2047), "Number of supervisor interrupt ids"}},
	/* 0 where there are no guests. */
	{MADT_IMSIC, {10, 2, RULE_NUMBER, FIELD_BETWEEN(0, 2047), "Number of guest interrupt ids"}},
	{MADT_IMSIC, {12, 1, RULE_NUMBER, FIELD_BETWEEN(0, 7), "Guest Index Bits"}},
	{MADT_IMSIC, {13, 1, RULE_NUMBER, FIELD_BETWEEN(0, 15), "Hart Index Bits"}},
	{MADT_IMSIC, {14, 1, RULE_NUMBER, FIELD_BETWEEN(0, 7), "Group Index Bits"}},
	{MADT_IMSIC, {15, 1, RULE_NUMBER, FIELD_BETWEEN(0, 55), "Group Index Shift"}},
	{MADT_APLIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_APLIC, {4, 4, RULE_FLAGS, FIELD_ZERO, "Flags"}},
	{MADT_APLIC, {18, 2, RULE_NUMBER, FIELD_BETWEEN(1, 1023), "Total External Interrupt Sources"}},
	{MADT_APLIC, {24, 8, RULE_ADDRESS, FIELD_SET, "APLIC Address"}},
	{MADT_APLIC, {32, 4, RULE_NUMBER, FIELD_SET, "APLIC Size"}},
	{MADT_PLIC, {2, 1, RULE_VERSION, FIELD_BETWEEN(1, 1), "Version"}},
	{MADT_PLIC, {12, 2, RULE_NUMBER, FIELD_BETWEEN(1, 1023), "Total External Interrupt Sources"}},
	{MADT_PLIC, {16, 4, RULE_FLAGS, FIELD_ZERO, "Flags"}},
	{MADT_PLIC, {20, 4, RULE_NUMBER, FIELD_SET, "PLIC Size"}},
	{MADT_PLIC, {24, 8, RULE_ADDRESS, FIELD_SET, "PLIC Address"}},
};
/* clang-format on */

/* How often something was wrong, and where and what it was first. */
struct count {
	unsigned int count;
	uint32_t offset;
	uint64_t value;
};

struct counts {
	struct count fields[ARRAY_SIZE(fields)];
	struct count sizes[MADT_TYPE_COUNT], longs[MADT_TYPE_COUNT], early[MADT_TYPE_COUNT];
	struct count types;
	size_t first_field[MADT_TYPE_COUNT];
};

static void count_up(struct count *count, uint32_t offset, uint64_t value)
{
	if (count->count++ > 0)
		return;
	count->offset = offset;
	count->value = value;
}

/* The rows of one type stand together. */
static void count_fields(const struct subtable *entry, struct counts *counts)
{
	uint64_t value;

	for (size_t i = counts->first_field[entry->type];
	     i < ARRAY_SIZE(fields) && fields[i].type == entry->type; i++)
		if (lint_field_odd(&fields[i].field, entry->bytes, &value))
			count_up(&counts->fields[i], entry->offset, value);
}

/* What stands in the entry of a core that is not there means nothing. */
static bool is_unused_cpu(const struct subtable *entry)
{
	struct lint_cpu cpu;

	return lint_read_cpu(entry, &cpu) && !cpu.enabled && !cpu.online_capable;
}

static void count_entry(const struct subtable *entry, uint8_t revision, struct counts *counts)
{
	const struct shape *shape = &shapes[entry->type];

	if (entry->bytes.size < shape->minimum)
		count_up(&counts->sizes[entry->type], entry->offset, entry->bytes.size);
	if (entry->bytes.size > shape->maximum)
		count_up(&counts->longs[entry->type], entry->offset, entry->bytes.size);
	if (revision < shape->revision)
		count_up(&counts->early[entry->type], entry->offset, revision);
	if (!is_unused_cpu(entry))
		count_fields(entry, counts);
}

static void tell_field(const struct lint_madt *madt, const struct field *field,
		       const struct count *count)
{
	char text[64];
	struct fmt wanted = FMT_OVER(text);

	lint_field_wanted(&field->field, &wanted);
	rule_broken(madt->findings, &rules[field->field.rule], count->offset,
		    "%u of type 0x%x (%s), first at offset %u: %s 0x%llx; %s is wanted",
		    count->count, field->type, madt_type_name(field->type), count->offset,
		    field->field.name, (unsigned long long)count->value, text);
}

static void tell_fields(const struct lint_madt *madt, const struct counts *counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (counts->fields[i].count > 0)
			tell_field(madt, &fields[i], &counts->fields[i]);
}

static void tell_sizes(const struct lint_madt *madt, const struct count *counts,
		       const struct rule *rule, const char *limit, bool least)
{
	for (unsigned int type = 0; type < MADT_TYPE_COUNT; type++)
		if (counts[type].count > 0)
			rule_broken(madt->findings, rule, counts[type].offset,
				    "%u of type 0x%x (%s), first at offset %u: length %llu; at "
				    "%s %u is wanted",
				    counts[type].count, type, madt_type_name((uint8_t)type),
				    counts[type].offset, (unsigned long long)counts[type].value,
				    limit, least ? shapes[type].minimum : shapes[type].maximum);
}

static void tell_types(const struct lint_madt *madt, const struct counts *counts)
{
	for (unsigned int type = 0; type < MADT_TYPE_COUNT; type++)
		if (counts->early[type].count > 0)
			rule_broken(madt->findings, &rules[RULE_EARLY], counts->early[type].offset,
				    "%u of type 0x%x (%s), first at offset %u, in a table of "
				    "revision %u; the type came with %u",
				    counts->early[type].count, type, madt_type_name((uint8_t)type),
				    counts->early[type].offset, madt->revision,
				    shapes[type].revision);
	if (counts->types.count > 0)
		rule_broken(madt->findings, &rules[RULE_TYPE], counts->types.offset,
			    "%u entries of reserved types, the first at offset %u, of type 0x%llx; "
			    "0 to 0x%x, or from 0x%x on, are wanted",
			    counts->types.count, counts->types.offset,
			    (unsigned long long)counts->types.value, MADT_TYPE_COUNT - 1,
			    MADT_OEM_FIRST);
}

void lint_madt_fields(const struct lint_madt *madt)
{
	static struct counts counts;
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	memset(&counts, 0, sizeof(counts));
	for (size_t i = ARRAY_SIZE(fields); i > 0; i--)
		counts.first_field[fields[i - 1].type] = i - 1;
	while (subtable_next(madt->table, &offset, &entry)) {
		if (entry.type < MADT_TYPE_COUNT)
			count_entry(&entry, madt->revision, &counts);
		else if (entry.type < MADT_OEM_FIRST)
			count_up(&counts.types, entry.offset, entry.type);
	}
	tell_types(madt, &counts);
	tell_sizes(madt, counts.sizes, &rules[RULE_SIZE], "least", true);
	tell_sizes(madt, counts.longs, &rules[RULE_LONG], "most", false);
	tell_fields(madt, &counts);
}

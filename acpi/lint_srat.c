/* SPDX-License-Identifier: BSD-2-Clause */
/* SRAT, each structure by itself; lint_srat_cross.c holds them against each other and the MADT. */
#include "lint.h"
#include "lint_srat.h"
#include "subtable.h"
#include "table.h"
#include "once.h"

enum { SRAT_ENTRIES = 48, SRAT_RESERVED_1 = 36 };

enum {
	RULE_END = TABLE_RULE_COUNT,
	RULE_RESERVED_1 = RULE_END + SUBTABLE_RULE_COUNT,
	RULE_SHORT,
	RULE_LONG,
	RULE_TYPE,
	RULE_FLAGS,
	RULE_SPECIFIC,
	RULE_RESERVED,
	RULE_HANDLE,
	RULE_HIGH,
	RULE_COUNT,
};

static const struct rule rules[] = {
	TABLE_RULES("srat", "SRAT", "5.2.16",
		    "an OS takes the machine for one node, and places memory without regard"),
	SUBTABLE_RULES(RULE_END, "srat", "SRAT", "5.2.16"),
	[RULE_RESERVED_1] = {"srat.reserved1", SEVERITY_WARNING, "SRAT", "5.2.16",
			     "an OS of the time of ACPI 2.0 refuses the table"},
	[RULE_SHORT] = {"srat.entry.short", SEVERITY_ERROR, "SRAT", "5.2.16",
			"the structure is lost, or an OS reads the next one's bytes as its fields"},
	[RULE_LONG] = {"srat.entry.long", SEVERITY_WARNING, "SRAT", "5.2.16",
		       "an OS that asks for the exact length loses the structure"},
	[RULE_TYPE] = {"srat.entry.type", SEVERITY_WARNING, "SRAT", "5.2.16",
		       "every OS passes the structure over"},
	[RULE_FLAGS] = {"srat.flags", SEVERITY_WARNING, "SRAT", "5.2.16",
			"a later edition may give these bits a meaning that was not meant"},
	[RULE_SPECIFIC] = {"srat.memory.specific", SEVERITY_NOTE, "SRAT", "ACPI 6.6, 5.2.16.2", ""},
	[RULE_RESERVED] = {"srat.reserved", SEVERITY_WARNING, "SRAT", "5.2.16",
			   "a later edition may give the field a meaning that was not meant"},
	[RULE_HANDLE] = {"srat.handle", SEVERITY_WARNING, "SRAT", "5.2.16.6",
			 "an OS cannot tell which device is meant"},
	[RULE_HIGH] = {"srat.domain.high", SEVERITY_NOTE, "SRAT", "5.2.16", ""},
};

const struct rule_set srat_rule_set = {"srat", rules, ARRAY_SIZE(rules)};

static const struct table_kind srat_kind = {
	.signature = "SRAT",
	.minimum = SRAT_ENTRIES,
	.rules = rules,
};

/* What a structure of a type has to look like, 5.2.16.1 to 5.2.16.8. */
struct shape {
	uint8_t size;
	uint32_t reserved_flags;
	uint8_t reserved, reserved_size; /* a field that must be zero; size 0 = there is none */
};

static const struct shape shapes[SRAT_TYPE_COUNT] = {
	[SRAT_LAPIC] = {16, ~1u, 0, 0},	 [SRAT_MEMORY] = {40, ~15u, 0, 0},
	[SRAT_X2APIC] = {24, ~1u, 2, 2}, [SRAT_GICC] = {18, ~1u, 0, 0},
	[SRAT_ITS] = {12, 0, 6, 2},	 [SRAT_INITIATOR] = {32, ~3u, 2, 1},
	[SRAT_PORT] = {32, ~3u, 2, 1},	 [SRAT_RINTC] = {20, ~1u, 2, 2},
};

struct judge {
	struct findings *findings;
	struct once onces[RULE_COUNT];
};

static bool judge_first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static void judge_size(struct judge *judge, const struct srat_entry *entry)
{
	uint8_t wanted = shapes[entry->type].size;

	if (entry->bytes.size < wanted && judge_first(judge, RULE_SHORT))
		rule_broken(judge->findings, &rules[RULE_SHORT], entry->offset,
			    "structure of type %u at offset %u: length %zu, %u is wanted",
			    entry->type, entry->offset, entry->bytes.size, wanted);
	if (entry->bytes.size > wanted && judge_first(judge, RULE_LONG))
		rule_broken(judge->findings, &rules[RULE_LONG], entry->offset,
			    "structure of type %u at offset %u: length %zu, %u is wanted",
			    entry->type, entry->offset, entry->bytes.size, wanted);
}

static void judge_flags(struct judge *judge, const struct srat_entry *entry)
{
	uint32_t reserved = entry->flags & shapes[entry->type].reserved_flags;

	if (reserved != 0 && judge_first(judge, RULE_FLAGS))
		rule_broken(judge->findings, &rules[RULE_FLAGS], entry->offset,
			    "structure of type %u at offset %u: flags 0x%x, of which 0x%x are "
			    "reserved and must be 0",
			    entry->type, entry->offset, entry->flags, reserved);
	if (entry->type == SRAT_MEMORY && (entry->flags & SRAT_MEMORY_SPECIFIC) &&
	    judge_first(judge, RULE_SPECIFIC))
		rule_broken(judge->findings, &rules[RULE_SPECIFIC], entry->offset,
			    "memory at offset %u: flags 0x%x; bit 3 is specific purpose from ACPI "
			    "6.6 on, and reserved before",
			    entry->offset, entry->flags);
}

static bool bytes_are_zero(struct span bytes, size_t offset, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (span_get8(bytes, offset + i) != 0)
			return false;
	return true;
}

static void judge_zeros(struct judge *judge, const struct srat_entry *entry, uint8_t offset,
			uint8_t size)
{
	if (!bytes_are_zero(entry->bytes, offset, size) && judge_first(judge, RULE_RESERVED))
		rule_broken(judge->findings, &rules[RULE_RESERVED], entry->offset + offset,
			    "structure of type %u at offset %u: %u reserved bytes at %u in it are "
			    "not all 0",
			    entry->type, entry->offset, size, offset);
}

/* 5.2.16.6: 16 bytes at offset 8, of which an ACPI handle uses 12 and a PCI handle 4. */
static void judge_handle(struct judge *judge, const struct srat_entry *entry)
{
	uint8_t kind = span_get8(entry->bytes, 3), used = kind == 0 ? 12 : 4;

	judge_zeros(judge, entry, 28, 4);
	if (kind <= 1)
		judge_zeros(judge, entry, (uint8_t)(8 + used), (uint8_t)(16 - used));
	else if (judge_first(judge, RULE_HANDLE))
		rule_broken(judge->findings, &rules[RULE_HANDLE], entry->offset + 3,
			    "structure of type %u at offset %u: device handle of type %u; 0 (ACPI) "
			    "or 1 (PCI) is wanted",
			    entry->type, entry->offset, kind);
}

/* The bytes of a domain that count from revision 2 on. */
static void judge_high(struct judge *judge, const struct srat_entry *entry)
{
	uint32_t high = entry->type == SRAT_LAPIC    ? span_get32(entry->bytes, 8) >> 8
			: entry->type == SRAT_MEMORY ? span_get32(entry->bytes, 2) >> 8
						     : 0;

	if (high != 0 && judge_first(judge, RULE_HIGH))
		rule_broken(judge->findings, &rules[RULE_HIGH], entry->offset,
			    "structure of type %u at offset %u: bits 31:8 of its domain are 0x%x, "
			    "in a table of revision 1 that has no such bits",
			    entry->type, entry->offset, high);
}

static void judge_entry(struct judge *judge, const struct srat_entry *entry, uint8_t revision)
{
	if (entry->type >= SRAT_TYPE_COUNT) {
		if (judge_first(judge, RULE_TYPE))
			rule_broken(judge->findings, &rules[RULE_TYPE], entry->offset,
				    "structure of type %u at offset %u; types 0 to 7 are known",
				    entry->type, entry->offset);
		return;
	}
	judge_size(judge, entry);
	if (!entry->known)
		return;
	judge_flags(judge, entry);
	judge_zeros(judge, entry, shapes[entry->type].reserved, shapes[entry->type].reserved_size);
	if (entry->type == SRAT_INITIATOR || entry->type == SRAT_PORT)
		judge_handle(judge, entry);
	if (revision < 2)
		judge_high(judge, entry);
}

static void judge_header(struct judge *judge, struct span table)
{
	uint32_t reserved = span_get32(table, SRAT_RESERVED_1);

	if (reserved != 1)
		rule_broken(judge->findings, &rules[RULE_RESERVED_1], SRAT_RESERVED_1,
			    "reserved field at offset 36 is 0x%x; 1 is wanted", reserved);
}

void lint_srat(struct span table, const struct lint_cpus *cpus, struct findings *findings)
{
	struct judge judge = {.findings = findings};
	struct srat_entry entry;
	struct srat srat;

	if (table_open(table, &srat_kind, &table, findings) != STATUS_OK ||
	    srat_open(table, &srat) != STATUS_OK)
		return;
	judge_header(&judge, table);
	while (srat_next(&srat, &entry))
		judge_entry(&judge, &entry, srat.revision);
	subtable_explain_end(srat.table, srat.offset, &rules[RULE_END], findings);
	once_close(judge.onces, RULE_COUNT, findings);
	lint_srat_cpus(table, cpus, findings);
	lint_srat_memory(table, findings);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The extended table of the MPS (4.4), which tells an OS how buses hang together. */
#include "lint.h"
#include "mps_layout.h"
#include "tally.h"

enum {
	RULE_LENGTH,
	RULE_CHECKSUM,
	RULE_ENTRY,
	RULE_TYPE,
	RULE_SIZE,
	RULE_BUS,
	RULE_SPACE_TYPE,
	RULE_SPACE_EMPTY,
	RULE_PARENT,
	RULE_LOOP,
	RULE_RANGE,
	RULE_COUNT,
};

static const char bad_space[] = "an OS without ACPI gives devices addresses that do not reach them";
static const char unread[] = "an OS without ACPI loses the bus ranges that stand there";

static const struct rule rules[] = {
	[RULE_LENGTH] = {"mps.extended.length", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.2", unread},
	[RULE_CHECKSUM] = {"mps.extended.checksum", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.2",
			   unread},
	[RULE_ENTRY] = {"mps.extended.entry", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4",
			"readers that do not check never come to the table's end, or leave it"},
	[RULE_TYPE] = {"mps.extended.type", SEVERITY_NOTE, "PCMP", "MPS 1.4, 4.4", ""},
	[RULE_SIZE] = {"mps.extended.size", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4", unread},
	[RULE_BUS] = {"mps.extended.bus", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4", bad_space},
	[RULE_SPACE_TYPE] = {"mps.extended.space_type", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4.1",
			     bad_space},
	[RULE_SPACE_EMPTY] = {"mps.extended.space_empty", SEVERITY_WARNING, "PCMP",
			      "MPS 1.4, 4.4.1", bad_space},
	[RULE_PARENT] = {"mps.extended.parent", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4.2",
			 bad_space},
	[RULE_LOOP] = {"mps.extended.loop", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4.2",
		       "an OS without ACPI that looks for the top of the buses never finds it"},
	[RULE_RANGE] = {"mps.extended.range", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.4.3",
			bad_space},
};

const struct rule_set lint_mps_extended_rule_set = {"lint_mps_extended", rules, ARRAY_SIZE(rules)};

/* Of the rules that entries break. */
static const struct tally_words words[RULE_COUNT] = {
	[RULE_TYPE] = {"type", "128 to 130 are wanted"},
	[RULE_SIZE] = {"length", "20 for type 128, 8 for 129 and 130, is wanted"},
	[RULE_BUS] = {"bus", "one that the base table lists is wanted"},
	[RULE_SPACE_TYPE] = {"address type", "0 to 2 are wanted"},
	[RULE_SPACE_EMPTY] = {"no address at all for bus", "a length is wanted"},
	[RULE_PARENT] = {"parent bus", "one that the base table lists is wanted"},
	[RULE_LOOP] = {"bus is above itself, bus", "a way up to a top bus is wanted"},
	[RULE_RANGE] = {"predefined range list", "0 or 1 is wanted"},
};

enum { ENTRY_HEADER_SIZE = 2, SPACE_TYPE_LAST = 2, SUBTRACTIVE = 1, RANGE_LAST = 1 };
enum { IDS = UINT8_MAX + 1 };

struct judging {
	const bool *buses; /* that are listed, by id */
	struct findings *findings;
	uint16_t parents[IDS]; /* by bus: the parent's id plus 1, 0 = none */
	uint32_t offsets[IDS]; /* of the entry that says so */
	struct tally tallies[RULE_COUNT];
};

static void expect(struct judging *judging, bool good, int rule, uint32_t offset, uint32_t value)
{
	tally_expect(&judging->tallies[rule], good, offset, value);
}

/* 4.4.1 */
static void judge_space(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t bus = span_get8(entry->bytes, 2), type = span_get8(entry->bytes, 3);

	expect(judging, type <= SPACE_TYPE_LAST, RULE_SPACE_TYPE, entry->offset, type);
	expect(judging, span_get64(entry->bytes, 12) != 0, RULE_SPACE_EMPTY, entry->offset, bus);
}

/* 4.4.2: a bus that takes what nobody else does (subtractive decode) may name itself. */
static void judge_hierarchy(struct judging *judging, const struct mps_entry *entry)
{
	uint8_t bus = span_get8(entry->bytes, 2), parent = span_get8(entry->bytes, 4);

	expect(judging, judging->buses[parent], RULE_PARENT, entry->offset, parent);
	if (span_get8(entry->bytes, 3) & SUBTRACTIVE && parent == bus)
		return;
	judging->parents[bus] = (uint16_t)(parent + 1);
	judging->offsets[bus] = entry->offset;
}

/* 4.4.3 */
static void judge_compatibility(struct judging *judging, const struct mps_entry *entry)
{
	uint32_t range = span_get32(entry->bytes, 4);

	expect(judging, range <= RANGE_LAST, RULE_RANGE, entry->offset, range);
}

static void judge_entry(struct judging *judging, const struct mps_entry *entry)
{
	static void (*const judges[])(struct judging *, const struct mps_entry *) = {
		judge_space, judge_hierarchy, judge_compatibility};
	static const uint8_t sizes[] = {20, 8, 8};
	unsigned int kind = entry->type - (unsigned int)MPS_ADDRESS_SPACE;

	expect(judging, kind < ARRAY_SIZE(judges), RULE_TYPE, entry->offset, entry->type);
	if (kind >= ARRAY_SIZE(judges))
		return;
	expect(judging, entry->bytes.size == sizes[kind], RULE_SIZE, entry->offset,
	       (uint32_t)entry->bytes.size);
	if (entry->bytes.size < sizes[kind])
		return;
	uint8_t bus = span_get8(entry->bytes, 2);

	expect(judging, judging->buses[bus], RULE_BUS, entry->offset, bus);
	judges[kind](judging, entry);
}

/* From each bus up: as many steps as there are ids lead to the top, or nowhere. */
static void judge_loops(struct judging *judging)
{
	for (unsigned int bus = 0; bus < IDS; bus++) {
		unsigned int at = bus, steps = 0;

		for (; judging->parents[at] != 0 && steps < IDS; steps++)
			at = judging->parents[at] - 1u;
		expect(judging, steps < IDS, RULE_LOOP, judging->offsets[bus], bus);
	}
}

static void walk(struct judging *judging, struct span table, size_t offset)
{
	uint8_t length = 0;

	for (; offset < table.size; offset += length) {
		length = span_get8(table, offset + 1);
		if (length < ENTRY_HEADER_SIZE || !span_has(table, offset, length)) {
			rule_broken(judging->findings, &rules[RULE_ENTRY], (uint32_t)offset,
				    "entry of type %u at offset %zu: length %u; at least 2, and at "
				    "most the %zu bytes that are left, is wanted",
				    span_get8(table, offset), offset, length, table.size - offset);
			return;
		}
		struct mps_entry entry = {span_get8(table, offset), (uint32_t)offset,
					  span_part(table, offset, length)};

		judge_entry(judging, &entry);
	}
}

/* 4.2: the sum covers the extended entries and its own byte in the header. */
static void check_sum(struct span extended, uint8_t checksum, struct findings *findings)
{
	uint8_t sum = (uint8_t)(span_sum(extended) + checksum);

	if (sum != 0)
		rule_broken(findings, &rules[RULE_CHECKSUM], MPS_TABLE_EXTENDED_CHECKSUM,
			    "the %zu bytes of the extended table and the checksum 0x%02x at offset "
			    "42 sum up to 0x%02x, 0 is wanted",
			    extended.size, checksum, sum);
}

void lint_mps_extended(struct span table, const bool buses[UINT8_MAX + 1],
		       struct findings *findings)
{
	struct judging judging = {.buses = buses, .findings = findings};
	size_t first = span_get16(table, MPS_TABLE_LENGTH);
	uint16_t length = span_get16(table, MPS_TABLE_EXTENDED_LENGTH);
	struct span extended = span_part(table, first, length);

	if (length == 0)
		return;
	if (extended.size == 0) {
		rule_broken(findings, &rules[RULE_LENGTH], MPS_TABLE_EXTENDED_LENGTH,
			    "the extended table's length at offset 40 is %u, but behind the base "
			    "table are %zu bytes",
			    length, table.size - first);
		return;
	}
	check_sum(extended, span_get8(table, MPS_TABLE_EXTENDED_CHECKSUM), findings);
	walk(&judging, span_part(table, 0, first + length), first);
	judge_loops(&judging);
	tallies_tell(judging.tallies, words, rules, RULE_COUNT, findings);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with the generic timers' table, beyond what its reader says. */
#include "gtdt_layout.h"
#include "acpi.h"
#include "lint.h"
#include "lint_fields.h"
#include "once.h"
#include "table.h"

/* GICv3 (IHI 0069), 2.2.1: interrupts private to a core, and those of GICv3.1's extended range. */
enum { PPI_FIRST = 16, PPI_LAST = 31, EPPI_FIRST = 1056, EPPI_LAST = 1119 };
enum { FLAGS_DEFINED = 7, REVISION_LAST = 3, RESERVED_AT = 44 };

enum {
	RULE_NONE,
	RULE_PPI,
	RULE_TWICE,
	RULE_SECURE,
	RULE_EDGE,
	RULE_RESERVED,
	RULE_SIZE,
	RULE_TYPE,
	RULE_ADDRESS,
	RULE_FRAME,
	RULE_COUNT,
};

#define LATER "a later specification may give these bits a meaning that was not meant here"

static const struct rule rules[] = {
	[RULE_NONE] = {"gtdt.timer.none", SEVERITY_ERROR, "GTDT", "5.2.25",
		       "an OS below EL2 has no timer it may use, and does not boot"},
	[RULE_PPI] = {"gtdt.timer.ppi", SEVERITY_ERROR, "GTDT", "5.2.25",
		      "each core has its own timer: an OS cannot set a shared interrupt up for it, "
		      "and has no tick"},
	[RULE_TWICE] = {"gtdt.timer.twice", SEVERITY_ERROR, "GTDT", "5.2.25",
			"an OS, or its guest, takes one timer's interrupt for the other's"},
	[RULE_SECURE] = {"gtdt.timer.secure", SEVERITY_WARNING, "GTDT", "5.2.25",
			 "an OS and the secure world compete for one interrupt"},
	[RULE_EDGE] =
		{"gtdt.timer.edge", SEVERITY_WARNING, "GTDT", "5.2.25",
		 "the timer's output is a level: an OS that believes the flag can lose a tick, "
		 "or says that it was set up in another way"},
	[RULE_RESERVED] = {"gtdt.reserved", SEVERITY_WARNING, "GTDT", "5.2.25", LATER},
	[RULE_SIZE] = {"gtdt.size", SEVERITY_WARNING, "GTDT", "5.2.25",
		       "an OS that goes by the revision reads the missing fields from behind the "
		       "table"},
	[RULE_TYPE] = {"gtdt.platform.type", SEVERITY_NOTE, "GTDT", "5.2.25.1", ""},
	[RULE_ADDRESS] = {"gtdt.platform.address", SEVERITY_WARNING, "GTDT", "5.2.25.1",
			  "an OS maps what is no timer, or leaves it out"},
	[RULE_FRAME] =
		{"gtdt.frame.number", SEVERITY_WARNING, "GTDT", "5.2.25.1",
		 "an OS leaves out the block, as Linux does, or takes one frame for another"},
};

const struct rule_set lint_gtdt_rule_set = {"lint.gtdt", rules, ARRAY_SIZE(rules)};

static const char *const names[GTDT_TIMER_COUNT] = {
	[GTDT_EL1_SECURE] = "secure EL1",	  [GTDT_EL1] = "EL1",
	[GTDT_VIRTUAL_EL1] = "virtual EL1",	  [GTDT_EL2] = "EL2",
	[GTDT_VIRTUAL_EL2_TIMER] = "virtual EL2",
};

struct judge {
	struct span table;
	struct findings *findings;
	struct once onces[RULE_COUNT];
};

static bool first(struct judge *judge, unsigned int rule)
{
	return once_first(&judge->onces[rule], judge->findings);
}

static bool is_private(uint32_t gsiv)
{
	return (gsiv >= PPI_FIRST && gsiv <= PPI_LAST) || (gsiv >= EPPI_FIRST && gsiv <= EPPI_LAST);
}

static void judge_timer(struct judge *judge, enum gtdt_timer timer)
{
	uint32_t gsiv = gtdt_timer_gsiv(judge->table, timer);
	uint32_t flags = gtdt_timer_flags(judge->table, timer);

	if (gsiv == 0)
		return;
	if (!is_private(gsiv) && first(judge, RULE_PPI))
		rule_broken(
			judge->findings, &rules[RULE_PPI], GTDT_TIMERS,
			"the %s timer has GSIV %u; one private to each core, 16 to 31 or 1056 to "
			"1119, is wanted",
			names[timer], gsiv);
	if ((flags & GTDT_EDGE) && first(judge, RULE_EDGE))
		rule_broken(
			judge->findings, &rules[RULE_EDGE], GTDT_TIMERS,
			"the %s timer, GSIV %u, has flags 0x%x: edge-triggered; level is wanted",
			names[timer], gsiv, flags);
	if ((flags & ~(uint32_t)FLAGS_DEFINED) && first(judge, RULE_RESERVED))
		rule_broken(judge->findings, &rules[RULE_RESERVED], GTDT_TIMERS,
			    "the %s timer, GSIV %u, has flags 0x%x; 0 in bits 0xfffffff8 is wanted",
			    names[timer], gsiv, flags);
}

/* Whoever has the secure timer has no other. */
static void judge_pair(struct judge *judge, enum gtdt_timer one, enum gtdt_timer other)
{
	unsigned int rule = one == GTDT_EL1_SECURE ? RULE_SECURE : RULE_TWICE;
	uint32_t gsiv = gtdt_timer_gsiv(judge->table, one);

	if (gsiv == 0 || gsiv != gtdt_timer_gsiv(judge->table, other) || !first(judge, rule))
		return;
	rule_broken(judge->findings, &rules[rule], GTDT_TIMERS,
		    "the %s timer and the %s timer both have GSIV %u; different ones are wanted",
		    names[one], names[other], gsiv);
}

static void judge_timers(struct judge *judge)
{
	for (unsigned int timer = 0; timer < GTDT_TIMER_COUNT; timer++) {
		judge_timer(judge, timer);
		for (unsigned int other = timer + 1; other < GTDT_TIMER_COUNT; other++)
			judge_pair(judge, timer, other);
	}
	if (gtdt_timer_gsiv(judge->table, GTDT_EL1) == 0 &&
	    gtdt_timer_gsiv(judge->table, GTDT_VIRTUAL_EL1) == 0)
		rule_broken(
			judge->findings, &rules[RULE_NONE], GTDT_TIMERS,
			"the GSIVs of the EL1 timer at offset 56 and of the virtual one at 64 are "
			"0; one at least is wanted");
}

/* Fields of a platform timer's structure; those of a frame are counted from its own start. */
static const struct lint_field block_fields[] = {
	{3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved of a block"},
	{4, 8, RULE_ADDRESS, FIELD_SET, "address of a block"},
};
static const struct lint_field watchdog_fields[] = {
	{3, 1, RULE_RESERVED, FIELD_ZERO, "Reserved of a watchdog"},
	{4, 8, RULE_ADDRESS, FIELD_SET, "address of a watchdog's refresh frame"},
	{12, 8, RULE_ADDRESS, FIELD_SET, "address of a watchdog's control frame"},
	{20, 4, RULE_ADDRESS, FIELD_SET, "GSIV of a watchdog"},
	{24, 4, RULE_RESERVED, FIELD_BITS(~7ull), "flags of a watchdog"},
};
static const struct lint_field frame_fields[] = {
	{0, 1, RULE_FRAME, FIELD_BETWEEN(0, 7), "number of a frame"},
	{1, 3, RULE_RESERVED, FIELD_ZERO, "Reserved of a frame"},
	{4, 8, RULE_ADDRESS, FIELD_SET, "address of a frame"},
	{20, 4, RULE_ADDRESS, FIELD_SET, "GSIV of a frame"},
	{24, 4, RULE_RESERVED, FIELD_BITS(~3ull), "flags of a frame"},
	{32, 4, RULE_RESERVED, FIELD_BITS(~3ull), "virtual flags of a frame"},
	{36, 4, RULE_RESERVED, FIELD_BITS(~3ull), "common flags of a frame"},
};

static void judge_fields(struct judge *judge, struct span bytes, uint32_t offset,
			 const struct lint_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char text[64];
		struct fmt wanted = FMT_OVER(text);
		uint64_t value;

		if (!lint_field_odd(&fields[i], bytes, &value) || !first(judge, fields[i].rule))
			continue;
		lint_field_wanted(&fields[i], &wanted);
		rule_broken(judge->findings, &rules[fields[i].rule], offset,
			    "structure at offset %u: %s is 0x%llx; %s is wanted", offset,
			    fields[i].name, (unsigned long long)value, text);
	}
}

static void judge_block(struct judge *judge, const struct gtdt_platform *block)
{
	unsigned int seen = 0; /* frame numbers, a bit each */

	judge_fields(judge, block->bytes, block->offset, block_fields, ARRAY_SIZE(block_fields));
	for (size_t i = 0; i < gtdt_frame_count(block); i++) {
		struct span frame = gtdt_frame_at(block, i);
		unsigned int bit = 1u << (span_get8(frame, 0) & 7);

		judge_fields(judge, frame, block->offset, frame_fields, ARRAY_SIZE(frame_fields));
		if ((seen & bit) && span_get8(frame, 0) < GTDT_FRAMES_MAX &&
		    first(judge, RULE_FRAME))
			rule_broken(judge->findings, &rules[RULE_FRAME], block->offset,
				    "block at offset %u has frame %u twice", block->offset,
				    span_get8(frame, 0));
		seen |= bit;
	}
}

static void judge_platform(struct judge *judge, const struct gtdt_platform *platform)
{
	if (platform->type == GTDT_BLOCK)
		judge_block(judge, platform);
	else if (platform->type == GTDT_WATCHDOG)
		judge_fields(judge, platform->bytes, platform->offset, watchdog_fields,
			     ARRAY_SIZE(watchdog_fields));
	else if (first(judge, RULE_TYPE))
		rule_broken(judge->findings, &rules[RULE_TYPE], platform->offset,
			    "platform timer at offset %u is of type %u; 0 (block) and 1 (watchdog) "
			    "are known",
			    platform->offset, platform->type);
}

/* ACPI 5.0 had flags where later ones have 4 reserved bytes. */
static void judge_header(struct judge *judge)
{
	static const uint16_t sizes[REVISION_LAST + 1] = {0, GTDT_SIZE_ACPI_5_0, GTDT_SIZE_ACPI_5_1,
							  GTDT_SIZE_ACPI_6_3};
	uint8_t revision = span_get8(judge->table, TABLE_REVISION);
	uint32_t reserved = span_get32(judge->table, RESERVED_AT);

	if (revision <= REVISION_LAST && judge->table.size < sizes[revision])
		rule_broken(judge->findings, &rules[RULE_SIZE], TABLE_LENGTH,
			    "%zu bytes in revision %u; %u are wanted", judge->table.size, revision,
			    sizes[revision]);
	if (revision > 1 && reserved != 0 && first(judge, RULE_RESERVED))
		rule_broken(judge->findings, &rules[RULE_RESERVED], RESERVED_AT,
			    "Reserved at offset 44 is 0x%x; 0 is wanted", reserved);
}

void lint_gtdt(struct span gtdt, struct findings *findings)
{
	struct judge judge = {.findings = findings};
	struct gtdt_platform platform;
	struct gtdt_walk walk;
	struct gtdt facts;

	if (gtdt_read(gtdt, &facts, findings) != STATUS_OK)
		return;
	judge.table = table_cut(gtdt);
	judge_header(&judge);
	judge_timers(&judge);
	walk = gtdt_walk_open(judge.table);
	while (gtdt_next(&walk, &platform))
		judge_platform(&judge, &platform);
	once_close(judge.onces, RULE_COUNT, findings);
}

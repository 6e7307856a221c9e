/* SPDX-License-Identifier: BSD-2-Clause */
#include "gtdt_layout.h"
#include "lint.h"
#include "once.h"
#include "table.h"

enum { BLOCK_ADDRESS = 4, BLOCK_COUNT = 12, BLOCK_FRAMES = 16 };
enum { FRAME_NUMBER = 0, FRAME_ADDRESS = 4, FRAME_COMMON_FLAGS = 36, FRAME_SECURE = 1 };
enum { PLATFORM_LENGTH = 1, PLATFORM_HEADER_SIZE = 4 };

enum { RULE_PLATFORM = TABLE_RULE_COUNT, RULE_FRAMES };

static const struct rule rules[] = {
	TABLE_RULES("gtdt", "GTDT", "5.2.25",
		    "an OS knows no timer's interrupt, and does not boot"),
	[RULE_PLATFORM] =
		{"gtdt.platform.length", SEVERITY_ERROR, "GTDT", "5.2.25.1",
		 "an OS reads behind the table, or has no timers in memory and no watchdog"},
	[RULE_FRAMES] =
		{"gtdt.block.frames", SEVERITY_WARNING, "GTDT", "5.2.25.1",
		 "an OS leaves out the whole block, as Linux does, or reads what is no timer"},
};

const struct rule_set gtdt_rule_set = {"gtdt", rules, ARRAY_SIZE(rules)};

static const struct table_kind gtdt_kind = {
	.signature = "GTDT",
	.minimum = GTDT_SIZE_ACPI_5_0,
	.rules = rules,
};

static size_t timer_offset(enum gtdt_timer timer)
{
	return timer == GTDT_VIRTUAL_EL2_TIMER ? GTDT_VIRTUAL_EL2 : GTDT_TIMERS + 8u * timer;
}

/* In a table that ends before the field of ACPI 6.3 something else may stand there. */
static uint32_t timer_field(struct span table, enum gtdt_timer timer, size_t offset)
{
	if (timer == GTDT_VIRTUAL_EL2_TIMER && span_get8(table, TABLE_REVISION) < 3)
		return 0;
	return span_get32(table, timer_offset(timer) + offset);
}

uint32_t gtdt_timer_gsiv(struct span table, enum gtdt_timer timer)
{
	return timer_field(table, timer, 0);
}

uint32_t gtdt_timer_flags(struct span table, enum gtdt_timer timer)
{
	return timer_field(table, timer, 4);
}

/* All ones say that there is none; so does 0, which shipped as well. */
static uint64_t address_at(struct span table, size_t offset)
{
	uint64_t address = span_get64(table, offset);

	return address != UINT64_MAX ? address : 0;
}

struct gtdt_walk gtdt_walk_open(struct span table)
{
	bool has_any = table.size >= GTDT_SIZE_ACPI_5_1;

	return (struct gtdt_walk){
		.table = table,
		.offset = span_get32(table, GTDT_PLATFORM_OFFSET),
		.left = has_any ? span_get32(table, GTDT_PLATFORM_COUNT) : 0,
	};
}

static size_t platform_size(uint8_t type)
{
	if (type == GTDT_BLOCK)
		return GTDT_BLOCK_SIZE;
	return type == GTDT_WATCHDOG ? GTDT_WATCHDOG_SIZE : PLATFORM_HEADER_SIZE;
}

bool gtdt_next(struct gtdt_walk *walk, struct gtdt_platform *ret_platform)
{
	uint8_t type = span_get8(walk->table, walk->offset);
	uint16_t length = span_get16(walk->table, walk->offset + PLATFORM_LENGTH);

	if (walk->left == 0 || walk->offset < TABLE_HEADER_SIZE || length < platform_size(type) ||
	    !span_has(walk->table, walk->offset, length))
		return false;
	*ret_platform = (struct gtdt_platform){
		.type = type,
		.offset = (uint32_t)walk->offset,
		.bytes = span_part(walk->table, walk->offset, length),
	};
	walk->offset += length;
	walk->left--;
	return true;
}

size_t gtdt_frame_count(const struct gtdt_platform *block)
{
	uint32_t promised = span_get32(block->bytes, BLOCK_COUNT);
	struct span rest = span_from(block->bytes, span_get32(block->bytes, BLOCK_FRAMES));
	size_t fit = rest.size / GTDT_FRAME_SIZE;

	return promised < fit ? promised : fit;
}

struct span gtdt_frame_at(const struct gtdt_platform *block, size_t number)
{
	struct span rest = span_from(block->bytes, span_get32(block->bytes, BLOCK_FRAMES));

	return span_part(rest, number * GTDT_FRAME_SIZE, GTDT_FRAME_SIZE);
}

static void read_frames(const struct gtdt_platform *block, struct gtdt *gtdt)
{
	size_t count = gtdt_frame_count(block);

	gtdt->block_address = span_get64(block->bytes, BLOCK_ADDRESS);
	for (size_t i = 0; i < count && i < GTDT_FRAMES_MAX; i++) {
		struct span frame = gtdt_frame_at(block, i);

		gtdt->frames[gtdt->frame_count++] = (struct gtdt_frame){
			.address = span_get64(frame, FRAME_ADDRESS),
			.number = span_get8(frame, FRAME_NUMBER),
			.secure = span_get32(frame, FRAME_COMMON_FLAGS) & FRAME_SECURE,
		};
	}
}

struct reading {
	struct gtdt *gtdt;
	struct findings *findings;
	struct once frames;
};

static void read_block(struct reading *reading, const struct gtdt_platform *block)
{
	uint32_t promised = span_get32(block->bytes, BLOCK_COUNT);
	size_t fit = gtdt_frame_count(block);

	if (reading->gtdt->block_count++ == 0)
		read_frames(block, reading->gtdt);
	if (promised <= GTDT_FRAMES_MAX && promised == fit)
		return;
	if (once_first(&reading->frames, reading->findings))
		rule_broken(
			reading->findings, &rules[RULE_FRAMES], block->offset,
			"block at offset %u: %u timers from byte %u of it on, and room for %zu; "
			"room for all, and at most 8, are wanted",
			block->offset, promised, span_get32(block->bytes, BLOCK_FRAMES), fit);
}

static void read_platform(struct span table, struct gtdt *gtdt, struct findings *findings)
{
	struct reading reading = {.gtdt = gtdt, .findings = findings};
	struct gtdt_walk walk = gtdt_walk_open(table);
	struct gtdt_platform platform;

	while (gtdt_next(&walk, &platform)) {
		if (platform.type == GTDT_BLOCK)
			read_block(&reading, &platform);
		gtdt->watchdog_count += platform.type == GTDT_WATCHDOG;
	}
	once_close(&reading.frames, 1, findings);
	if (walk.left > 0)
		rule_broken(findings, &rules[RULE_PLATFORM], GTDT_PLATFORM_COUNT,
			    "%u platform timers are promised, %u are not there: at offset %zu type "
			    "%u has length %u, the table %zu bytes",
			    span_get32(table, GTDT_PLATFORM_COUNT), walk.left, walk.offset,
			    span_get8(table, walk.offset),
			    span_get16(table, walk.offset + PLATFORM_LENGTH), table.size);
}

enum status gtdt_read(struct span table, struct gtdt *ret_gtdt, struct findings *findings)
{
	enum status status = table_open(table, &gtdt_kind, &table, findings);

	if (status != STATUS_OK)
		return status;
	*ret_gtdt = (struct gtdt){
		.present = true,
		.el1_secure = gtdt_timer_gsiv(table, GTDT_EL1_SECURE),
		.el1 = gtdt_timer_gsiv(table, GTDT_EL1),
		.virtual_el1 = gtdt_timer_gsiv(table, GTDT_VIRTUAL_EL1),
		.el2 = gtdt_timer_gsiv(table, GTDT_EL2),
		.virtual_el2 = gtdt_timer_gsiv(table, GTDT_VIRTUAL_EL2_TIMER),
		.el1_secure_flags = (uint8_t)gtdt_timer_flags(table, GTDT_EL1_SECURE),
		.el1_flags = (uint8_t)gtdt_timer_flags(table, GTDT_EL1),
		.virtual_el1_flags = (uint8_t)gtdt_timer_flags(table, GTDT_VIRTUAL_EL1),
		.el2_flags = (uint8_t)gtdt_timer_flags(table, GTDT_EL2),
		.virtual_el2_flags = (uint8_t)gtdt_timer_flags(table, GTDT_VIRTUAL_EL2_TIMER),
		.counter_address = address_at(table, GTDT_CONTROL_BASE),
		.read_address = address_at(table, GTDT_READ_BASE),
	};
	read_platform(table, ret_gtdt, findings);
	return STATUS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "numa.h"
#include "table.h"
#include "once.h"

/* 5.2.17 */
enum { SLIT_COUNT = 36, SLIT_MATRIX = 44, SLIT_COUNT_MAX = 0xffff };
enum { DISTANCE_LOCAL = 10, DISTANCE_NONE = 0xff };

enum {
	RULE_COUNT = TABLE_RULE_COUNT,
	RULE_MATRIX,
	RULE_TRAILING,
	RULE_EMPTY,
	RULE_DIAGONAL,
	RULE_RESERVED,
	RULE_LOCAL,
	RULE_ASYMMETRY,
	RULE_DOMAIN,
	SLIT_RULE_COUNT,
};

static const struct rule rules[] = {
	TABLE_RULES("slit", "SLIT", "5.2.17", "an OS takes all nodes to be equally far"),
	[RULE_COUNT] = {"slit.count", SEVERITY_ERROR, "SLIT", "5.2.17",
			"an OS that multiplies in 32 bits reads behind the table's end"},
	[RULE_MATRIX] = {"slit.matrix", SEVERITY_ERROR, "SLIT", "5.2.17",
			 "an OS reads distances behind the table's end"},
	[RULE_TRAILING] = {"slit.trailing", SEVERITY_ERROR, "SLIT", "5.2.17",
			   "one of Length and the number of localities is wrong: distances that "
			   "were meant are not read"},
	[RULE_EMPTY] = {"slit.empty", SEVERITY_WARNING, "SLIT", "5.2.17", "the table says nothing"},
	[RULE_DIAGONAL] = {"slit.diagonal", SEVERITY_ERROR, "SLIT", "5.2.17",
			   "Linux and others refuse the whole table, and all nodes look equally "
			   "far"},
	[RULE_RESERVED] = {"slit.reserved", SEVERITY_ERROR, "SLIT", "5.2.17",
			   "Linux and others refuse the whole table, and all nodes look equally "
			   "far"},
	[RULE_LOCAL] = {"slit.local", SEVERITY_ERROR, "SLIT", "5.2.17",
			"Linux refuses the whole table; others take a far node for the own one"},
	[RULE_ASYMMETRY] = {"slit.asymmetry", SEVERITY_NOTE, "SLIT", "5.2.17", ""},
	[RULE_DOMAIN] = {"slit.domain", SEVERITY_ERROR, "SLIT", "5.2.17",
			 "an OS has no distance to these nodes, and guesses"},
};

const struct rule_set slit_rule_set = {"slit", rules, ARRAY_SIZE(rules)};

static const struct table_kind slit_kind = {
	.signature = "SLIT",
	.minimum = SLIT_MATRIX,
	.rules = rules,
};

struct judge {
	struct findings *findings;
	struct once onces[SLIT_RULE_COUNT];
};

static void judge_say(struct judge *judge, unsigned int rule, const struct slit *slit,
		      uint32_t from, uint32_t to, const char *wanted)
{
	uint32_t offset = SLIT_MATRIX + from * slit->count + to;

	if (once_first(&judge->onces[rule], judge->findings))
		rule_broken(judge->findings, &rules[rule], offset,
			    "distance from %u to %u at offset %u is %u; %s", from, to, offset,
			    slit_distance(slit, from, to), wanted);
}

static void judge_distance(struct judge *judge, const struct slit *slit, uint32_t from, uint32_t to)
{
	uint8_t distance = slit_distance(slit, from, to);

	if (from == to) {
		if (distance != DISTANCE_LOCAL)
			judge_say(judge, RULE_DIAGONAL, slit, from, to, "10 is wanted");
	} else if (distance < DISTANCE_LOCAL) {
		judge_say(judge, RULE_RESERVED, slit, from, to, "values below 10 are reserved");
	} else if (distance == DISTANCE_LOCAL) {
		judge_say(judge, RULE_LOCAL, slit, from, to, "10 is the distance to oneself");
	} else if (from < to && distance != slit_distance(slit, to, from)) {
		judge_say(judge, RULE_ASYMMETRY, slit, from, to, "the way back has another");
	}
}

static void judge_distances(struct judge *judge, const struct slit *slit)
{
	for (uint32_t from = 0; from < slit->count; from++)
		for (uint32_t to = 0; to < slit->count; to++)
			judge_distance(judge, slit, from, to);
}

/* 5.2.17: a domain's number is its place in the matrix. */
static void judge_domains(struct judge *judge, const struct slit *slit, struct span table)
{
	struct srat_entry entry;
	struct srat srat;

	if (srat_open(table, &srat) != STATUS_OK)
		return;
	while (srat_next(&srat, &entry))
		if (entry.known && entry.enabled && entry.domain >= slit->count &&
		    once_first(&judge->onces[RULE_DOMAIN], judge->findings))
			rule_broken(judge->findings, &rules[RULE_DOMAIN], SLIT_COUNT,
				    "%u localities; SRAT's structure of type %u at offset %u is in "
				    "domain %u",
				    slit->count, entry.type, entry.offset, entry.domain);
}

static bool judge_size(struct judge *judge, struct span table)
{
	uint64_t count = span_get64(table, SLIT_COUNT);
	uint64_t room = table.size - SLIT_MATRIX;

	if (count > SLIT_COUNT_MAX)
		rule_broken(judge->findings, &rules[RULE_COUNT], SLIT_COUNT,
			    "0x%llx localities; a table has room for 65535 at most",
			    (unsigned long long)count);
	else if (count * count > room)
		rule_broken(judge->findings, &rules[RULE_MATRIX], SLIT_COUNT,
			    "%llu localities need %llu distances; there are %llu bytes",
			    (unsigned long long)count, (unsigned long long)(count * count),
			    (unsigned long long)room);
	else if (count * count < room)
		rule_broken(judge->findings, &rules[RULE_TRAILING],
			    (uint32_t)(SLIT_MATRIX + count * count),
			    "%llu bytes follow the %llu distances of %llu localities",
			    (unsigned long long)(room - count * count),
			    (unsigned long long)(count * count), (unsigned long long)count);
	if (count == 0)
		rule_broken(judge->findings, &rules[RULE_EMPTY], SLIT_COUNT, "0 localities");
	return count <= SLIT_COUNT_MAX && count * count <= room;
}

void lint_slit(struct span table, struct span srat, struct findings *findings)
{
	struct judge judge = {.findings = findings};
	struct slit slit;

	if (table_open(table, &slit_kind, &table, findings) != STATUS_OK ||
	    !judge_size(&judge, table) || slit_read(table, &slit) != STATUS_OK)
		return;
	judge_distances(&judge, &slit);
	judge_domains(&judge, &slit, srat);
	once_close(judge.onces, SLIT_RULE_COUNT, findings);
}

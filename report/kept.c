/* SPDX-License-Identifier: BSD-2-Clause */
/* The result that survives: from records to one line. */
#include "kept.h"
#include "crc32.h"
#include "json.h"
#include "mem.h"
#include "record.h"

/* Escaped text of a string that has no byte to escape in practice, and of those of the user's and
   the firmware's making; what is cut has three dots more. */
enum { LIMIT_NAME = 40, LIMIT_TEXT = 64, LIMIT_WORDS = 160 };

/* ---- records in ---- */

#define TAKE(member, text) kept_copy(kept->member, sizeof(kept->member), text)

static void see_run(struct kept *kept, const struct record_run *run)
{
	TAKE(version, run->version);
	TAKE(arch, run->arch);
	TAKE(words, run->options ? run->options : "");
}

/* The first of each name: its other stats are variations. */
static void see_stat(struct kept *kept, const struct record_stat *stat)
{
	static const char *const names[KEPT_MEDIANS] = {
		[KEPT_IPI_RTT] = "ipi.rtt",
		[KEPT_CALL_SINGLE] = "call.single",
		[KEPT_CALL_ALL] = "call.all",
	};

	for (unsigned int i = 0; i < KEPT_MEDIANS; i++)
		if (names[i] && !kept->medians[i] && strcmp(stat->name, names[i]) == 0 &&
		    strcmp(stat->unit, "ns") == 0)
			kept->medians[i] = stat->stats.p50;
}

static void see_check(struct kept *kept, const struct record_check *check)
{
	kept->passed += check->verdict == VERDICT_PASS;
	kept->failed += check->verdict == VERDICT_FAIL;
	kept->skipped += check->verdict == VERDICT_SKIP;
	if (check->verdict == VERDICT_FAIL && !kept->check[0])
		TAKE(check, check->name);
}

static void see_fault(struct kept *kept, const struct record_fault *fault)
{
	if (!kept->fault[0])
		fmt_text(kept->fault, sizeof(kept->fault), "core %u: %.32s at 0x%llx", fault->cpu,
			 fault->name, (unsigned long long)(fault->pc - fault->image_base));
}

void kept_see(struct kept *kept, const struct record *record)
{
	switch (record->kind) {
	case RECORD_RUN:
		see_run(kept, &record->run);
		break;
	case RECORD_PROGRESS:
		TAKE(step, record->progress.step);
		break;
	case RECORD_BRINGUP:
		kept->listed = record->bringup.listed;
		kept->online = record->bringup.online;
		kept->medians[KEPT_BRINGUP] = record->bringup.total;
		break;
	case RECORD_STAT:
		see_stat(kept, &record->stat);
		break;
	case RECORD_CHECK:
		see_check(kept, &record->check);
		break;
	case RECORD_FAULT:
		see_fault(kept, &record->fault);
		break;
	default:
		break;
	}
}

/* ---- a line out ---- */

static void write_text(struct json *json, const char *key, const char *text, size_t limit)
{
	json->string_limit = limit;
	json_text(json, key, text);
}

static void write_medians(struct json *json, const struct kept *kept)
{
	json_number_or_null(json, "bringup_ns", kept->medians[KEPT_BRINGUP], 0);
	json_number_or_null(json, "ipi_rtt_ns", kept->medians[KEPT_IPI_RTT], 0);
	json_number_or_null(json, "call_single_ns", kept->medians[KEPT_CALL_SINGLE], 0);
	json_number_or_null(json, "call_all_ns", kept->medians[KEPT_CALL_ALL], 0);
}

static void write_members(struct json *json, const struct kept *kept)
{
	write_text(json, "muster", kept->version, LIMIT_NAME);
	json_number(json, "schema", KEPT_SCHEMA);
	write_text(json, "state", kept_state_name(kept->state), LIMIT_NAME);
	write_text(json, "step", kept->step, LIMIT_NAME);
	write_text(json, "result", kept->result, LIMIT_NAME);
	write_text(json, "text", kept->text, LIMIT_TEXT);
	write_text(json, "arch", kept->arch, LIMIT_NAME);
	write_text(json, "board", kept->board, LIMIT_TEXT);
	write_text(json, "words", kept->words, LIMIT_WORDS);
	json_number(json, "listed", kept->listed);
	json_number(json, "online", kept->online);
	json_number(json, "passed", kept->passed);
	json_number(json, "failed", kept->failed);
	json_number(json, "skipped", kept->skipped);
	write_text(json, "check", kept->check, LIMIT_NAME);
	write_text(json, "fault", kept->fault, LIMIT_TEXT);
	json_number(json, "elapsed_ms", kept->elapsed_ms);
	write_medians(json, kept);
}

size_t kept_write(const struct kept *kept, char *line, size_t size)
{
	struct fmt out = {.text = line, .size = size};
	struct json json = {.out = &out, .first = true};

	json_object(&json, NULL);
	write_members(&json, kept);
	/* The sum is of all before its own comma. */
	fmt_add(&out, ",\"crc32\":\"%08x\"", (unsigned int)crc32_add(0, line, out.length));
	json_object_end(&json);
	return out.length;
}

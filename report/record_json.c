/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_json.h"
#include "json.h"
#include "record_audit.h"
#include "record_delays.h"
#include "record_gaps.h"
#include "record_matrix.h"
#include "record_offset.h"
#include "record_serial.h"
#include "record_stat.h"
#include "record_topology.h"

enum { VERSION_SIZE = 24 };

static unsigned int at_most(unsigned int count, unsigned int limit)
{
	return count < limit ? count : limit;
}

/* Nothing has the id "none", so it reads as null. */
static void json_id(struct json *json, const char *key, hw_id id)
{
	json_number_or_null(json, key, id.value, HW_ID_NONE.value);
}

static void write_firmware(struct json *json, const struct record_run *run)
{
	char version[VERSION_SIZE];

	fmt_text(version, sizeof(version), "%u.%02u", run->uefi_revision >> 16,
		 run->uefi_revision & 0xFFFF);
	json_object(json, "firmware");
	json_text(json, "vendor", run->firmware_vendor);
	json_hex(json, "revision", run->firmware_revision);
	json_text(json, "uefi", version);
	json_object_end(json);
}

static void write_clock(struct json *json, const struct record_run *run)
{
	unsigned int count = at_most(run->source_count, CLOCK_SOURCES_MAX);

	json_object(json, "clock");
	json_text(json, "source", run->clock_source);
	json_number(json, "hz", run->clock_hz);
	json_bool(json, "invariant", run->clock_invariant);
	json_bool(json, "agrees", run->clock_agrees);
	json_text(json, "read", run->clock_read);
	json_text(json, "order", run->clock_order);
	json_object(json, "sources");
	for (unsigned int i = 0; i < count; i++)
		json_number_or_null(json, run->sources[i].name, run->sources[i].hz, 0);
	json_object_end(json);
	json_object(json, "apart_ppm");
	for (unsigned int i = 0; i < count; i++)
		if (run->sources[i].hz)
			json_signed(json, run->sources[i].name,
				    clock_apart_ppm(run->sources[i].hz, run->clock_hz));
	json_object_end(json);
	json_object_end(json);
}

static void write_run(struct json *json, const struct record *record)
{
	const struct record_run *run = &record->run;
	char schema[VERSION_SIZE];

	fmt_text(schema, sizeof(schema), "%d.%d", RECORD_SCHEMA_MAJOR, RECORD_SCHEMA_MINOR);
	json_text(json, "schema", schema);
	json_text(json, "version", run->version);
	json_text(json, "arch", run->arch);
	write_firmware(json, run);
	json_object(json, "cpu");
	json_text(json, "vendor", run->cpu_vendor);
	json_text(json, "brand", run->cpu_brand);
	json_hex(json, "signature", run->cpu_signature);
	json_object_end(json);
	json_text(json, "hypervisor", run->hypervisor);
	json_text(json, "board", run->board);
	json_text(json, "options", run->options);
	json_id(json, json->words->boot_id, run->boot_id);
	json_text(json, json->words->mode, run->irq_mode);
	if (run->exception_level)
		json_number(json, "el", run->exception_level);
	json_text(json, "list", run->list_source);
	json_text(json, "idle", run->idle);
	write_clock(json, run);
	json_number(json, "memory_bytes", run->memory_bytes);
	json_number(json, "memory_per_core", run->memory_per_core);
}

static void write_option(struct json *json, const struct record *record)
{
	json_text(json, "name", record->option.name);
	json_text(json, "value", record->option.value);
	json_text(json, "origin", record->option.origin);
}

static void write_progress(struct json *json, const struct record *record)
{
	json_text(json, "step", record->progress.step);
	json_text(json, "text", record->progress.text);
	json_number_or_null(json, "percent",
			    record->progress.has_percent ? record->progress.percent : UINT64_MAX,
			    UINT64_MAX);
}

static void write_entry(struct json *json, const struct record *record)
{
	const struct record_entry *entry = &record->entry;

	json_text(json, "table", entry->table);
	json_text(json, "name", entry->name);
	if (entry->text && entry->text[0])
		json_text(json, "text", entry->text);
	json_object(json, "fields");
	for (unsigned int i = 0; i < at_most(entry->field_count, ENTRY_FIELDS_MAX); i++)
		json_number(json, entry->fields[i].key, entry->fields[i].value);
	json_object_end(json);
}

static void write_bringup(struct json *json, const struct record *record)
{
	const struct record_bringup *bringup = &record->bringup;
	const struct {
		const char *key;
		unsigned int count;
	} counts[] = {
		{"listed", bringup->listed},
		{"enabled", bringup->enabled},
		{"online_capable", bringup->online_capable},
		{"disabled", bringup->disabled},
		{"started", bringup->started},
		{"online", bringup->online},
		{"failed", bringup->failed},
		{"held_back", bringup->held_back},
		{"second_starts", bringup->second_starts},
		{"retried", bringup->retried},
		{"strangers", bringup->strangers},
	};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		json_number(json, counts[i].key, counts[i].count);
	json_text(json, "mode", bringup->mode);
	json_text(json, "wake", bringup->wake);
	json_number(json, "total_ns", bringup->total);
}

static void write_census(struct json *json, const struct record *record)
{
	const struct census *census = &record->census;
	const struct {
		const char *key;
		int count;
	} counts[] = {
		{"madt_listed", census->madt_listed},	    {"madt_enabled", census->madt_enabled},
		{"mp_listed", census->mp_listed},	    {"mp_enabled", census->mp_enabled},
		{"cpuid_threads", census->cpuid_threads},   {"smbios_cores", census->smbios_cores},
		{"smbios_threads", census->smbios_threads}, {"answered", census->answered},
	};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		json_number_or_null(json, counts[i].key, (uint64_t)counts[i].count,
				    (uint64_t)CENSUS_UNKNOWN);
}

static void write_core(struct json *json, const struct record *record)
{
	const struct record_core *core = &record->core;

	json_number(json, "index", core->index);
	json_id(json, json->words->id, core->id);
	json_number(json, "uid", core->uid);
	json_text(json, "state", core->state);
	json_text(json, "stage", core->stage);
	json_text(json, "reason", core->reason);
	json_bool(json, "boot_core", core->boot_core);
	json_place(json, core->place);
	json_number(json, "attempts", core->attempts);
	json_object(json, "stamps");
	json_number_or_null(json, "reset_ns", core->sent.reset, 0);
	json_number_or_null(json, "start_ns", core->sent.start, 0);
	json_number_or_null(json, "seen_ns", core->sent.seen, 0);
	json_number_or_null(json, json->words->paging, core->own.paging, 0);
	json_number_or_null(json, "c_ns", core->own.c, 0);
	json_number_or_null(json, "online_ns", core->own.online, 0);
	json_object_end(json);
}

static void write_compare(struct json *json, const struct record *record)
{
	const struct record_compare *compare = &record->compare;

	json_text(json, "name", compare->name);
	json_text(json, "peer", compare->peer);
	json_text(json, "text", compare->text);
	json_number(json, "ours", compare->ours);
	json_number(json, "theirs", compare->theirs);
	json_tenths(json, "ratio", compare->ratio_tenths);
}

static void write_trace(struct json *json, const struct record_fault *fault, unsigned int count)
{
	json_array(json, "trace");
	for (unsigned int i = 0; i < at_most(count, FAULT_TRACE_MAX); i++)
		json_hex(json, NULL, fault->trace[i]);
	json_array_end(json);
}

static void write_fault(struct json *json, const struct record *record)
{
	const struct record_fault *fault = &record->fault;

	json_number_or_null(json, "cpu", fault->cpu, CPU_NONE);
	json_id(json, json->words->id, fault->id);
	json_number(json, "vector", fault->vector);
	json_text(json, "name", fault->name);
	json_text(json, "during", fault->during);
	json_hex(json, "error_code", fault->error_code);
	json_hex(json, "pc", fault->pc);
	json_hex(json, "sp", fault->sp);
	json_hex(json, "address", fault->address);
	json_hex(json, "image_base", fault->image_base);
	write_trace(json, fault, fault->trace_count);
}

static void write_stall(struct json *json, const struct record *record)
{
	const struct record_stall *stall = &record->stall;
	const struct record_fault *where = &stall->where;

	json_number(json, "waiter", stall->waiter);
	json_array(json, "waits_for");
	for (unsigned int i = 0; i < at_most(stall->chain_length, STALL_CHAIN_MAX); i++)
		json_number(json, NULL, stall->chain[i]);
	json_array_end(json);
	json_bool(json, "circle", stall->circle);
	json_number(json, "waited_ns", stall->waited);
	json_hex(json, "sent", stall->sent);
	json_hex(json, "running", stall->running);
	json_bool(json, "answers_nmi", stall->answers_nmi);
	json_hex(json, "pc", stall->answers_nmi ? where->pc : 0);
	json_hex(json, "sp", stall->answers_nmi ? where->sp : 0);
	json_hex(json, "image_base", where->image_base);
	write_trace(json, where, stall->answers_nmi ? where->trace_count : 0);
}

static void write_ipi(struct json *json, const struct record *record)
{
	json_text(json, "kind", record->ipi.kind);
	json_number(json, "sent", record->ipi.sent);
	json_number(json, "received", record->ipi.received);
}

static void write_finding(struct json *json, const struct record *record)
{
	const struct finding *finding = &record->finding;

	json_text(json, "rule", finding->rule);
	json_text(json, "severity", severity_name(finding->severity));
	json_text(json, "table", finding->table);
	json_number(json, "offset", finding->offset);
	json_text(json, "section", finding->section);
	json_text(json, "text", finding->text);
	json_text(json, "breaks", finding->breaks);
}

static void write_check(struct json *json, const struct record *record)
{
	json_text(json, "name", record->check.name);
	json_text(json, "verdict", verdict_name(record->check.verdict));
	json_text(json, "text", record->check.text);
}

static void write_nvram(struct json *json, const struct record *record)
{
	const struct record_nvram *nvram = &record->nvram;

	json_number(json, "writes", nvram->writes);
	json_number(json, "failed", nvram->failed);
	json_number(json, "bytes", nvram->bytes);
	json_number(json, "longest_ns", nvram->longest);
	json_number(json, "total_ns", nvram->total);
}

static void write_screen(struct json *json, const struct record *record)
{
	const struct record_screen *screen = &record->screen;
	bool drawn = screen->redraws != 0;

	json_text(json, "mode", screen->mode);
	json_text(json, "format", screen->format);
	json_number_or_null(json, "width", screen->width, 0);
	json_number_or_null(json, "height", screen->height, 0);
	json_number(json, "redraws", screen->redraws);
	json_number(json, "updates", screen->updates);
	json_number_or_null(json, "redraw_ns", drawn ? screen->redraw : UINT64_MAX, UINT64_MAX);
	json_number_or_null(json, "update_most_ns", drawn ? screen->update_most : UINT64_MAX,
			    UINT64_MAX);
}

static void write_end(struct json *json, const struct record *record)
{
	const struct record_end *end = &record->end;
	char sum[VERSION_SIZE];

	fmt_text(sum, sizeof(sum), "%08x", (unsigned int)end->crc32);
	json_text(json, "result", verdict_name(end->result));
	json_text(json, "text", end->text);
	json_number(json, "passed", end->passed);
	json_number(json, "failed", end->failed);
	json_number(json, "skipped", end->skipped);
	json_number(json, "records", end->records);
	json_text(json, "crc32", sum);
	json_number(json, "elapsed_ns", end->elapsed);
	if (!end->next)
		return;
	json_text(json, "next", end->next);
	json_text(json, "why", end->why);
	json_number(json, "pause_s", end->pause_s);
}

static const struct {
	const char *name;
	void (*write)(struct json *json, const struct record *record);
} kinds[RECORD_KINDS] = {
	[RECORD_RUN] = {"run", write_run},
	[RECORD_OPTION] = {"option", write_option},
	[RECORD_SERIAL] = {"serial", json_serial},
	[RECORD_PROGRESS] = {"progress", write_progress},
	[RECORD_ENTRY] = {"entry", write_entry},
	[RECORD_TOPOLOGY] = {"topology", json_topology},
	[RECORD_NODE] = {"node", json_node},
	[RECORD_REGISTER] = {"register", json_register},
	[RECORD_BRINGUP] = {"bringup", write_bringup},
	[RECORD_CENSUS] = {"census", write_census},
	[RECORD_CORE] = {"core", write_core},
	[RECORD_STAT] = {"stat", json_stat},
	[RECORD_HISTOGRAM] = {"histogram", json_histogram},
	[RECORD_SPREAD] = {"spread", json_spread},
	[RECORD_COMPARE] = {"compare", write_compare},
	[RECORD_DELAYS] = {"delays", json_delays},
	[RECORD_MATRIX] = {"matrix", json_matrix},
	[RECORD_MATRIX_ROW] = {"matrix_row", json_matrix_row},
	[RECORD_GAPS] = {"gaps", json_gaps},
	[RECORD_GAPS_CORE] = {"gaps_core", json_gaps_core},
	[RECORD_FAULT] = {"fault", write_fault},
	[RECORD_STALL] = {"stall", write_stall},
	[RECORD_IPI] = {"ipi", write_ipi},
	[RECORD_OFFSET] = {"offset", json_offset},
	[RECORD_OFFSETS] = {"offsets", json_offsets},
	[RECORD_FINDING] = {"finding", write_finding},
	[RECORD_CHECK] = {"check", write_check},
	[RECORD_NVRAM] = {"nvram", write_nvram},
	[RECORD_SCREEN] = {"screen", write_screen},
	[RECORD_END] = {"end", write_end},
};

static void write_record(struct json *json, const struct record *record)
{
	json_object(json, NULL);
	/* This one is never cut: readers find their lines by it. */
	fmt_add(json->out, "\"rec\":\"%s\"", kinds[record->kind].name);
	json->first = false;
	kinds[record->kind].write(json, record);
	json_object_end(json);
}

size_t record_json(const struct record *record, const struct record_words *words, char *line,
		   size_t size)
{
	size_t limit = size;

	/* Halving the limit spares the short strings: only the longest ones are cut. */
	for (;;) { /* deadline: the limit halves until it is 0 */
		struct fmt out = {.text = line, .size = size};
		struct json json = {
			.out = &out, .string_limit = limit, .first = true, .words = words};

		write_record(&json, record);
		if (!out.truncated || limit == 0)
			return out.length;
		limit /= 2;
	}
}

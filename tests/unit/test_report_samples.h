/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of report/ share: a sink that remembers, and records of every kind. */
#ifndef MUSTER_TEST_REPORT_SAMPLES_H
#define MUSTER_TEST_REPORT_SAMPLES_H

#include "report.h"
#include <stdlib.h>
#include <string.h>

/* A sink in memory. */
struct capture {
	char bytes[65536];
	size_t length;
	unsigned int writes;
};

static inline void capture_write(void *context, const char *bytes, size_t length)
{
	struct capture *capture = context;

	if (capture->length + length >= sizeof(capture->bytes))
		abort();
	memcpy(capture->bytes + capture->length, bytes, length);
	capture->length += length;
	capture->bytes[capture->length] = '\0';
	capture->writes++;
}

/* On the heap, so that ASan sees a byte written past report->line, its last member. */
static inline struct report *capture_open(struct capture *capture, enum output_format format)
{
	struct report *report = malloc(sizeof(*report));

	memset(report, 0xEE, sizeof(*report));
	report_open(report, &words_x86_64);
	capture->length = 0;
	capture->writes = 0;
	report_add_sink(report, &(struct sink){capture_write, capture, format});
	return report;
}

/* A usual record of each kind. */
static inline struct record sample_run(void)
{
	return (struct record){
		.kind = RECORD_RUN,
		.run = {.version = "0.1.0",
			.arch = "x86_64",
			.firmware_vendor = "EDK II",
			.firmware_revision = 0x10000,
			.uefi_revision = 0x00020046,
			.cpu_vendor = "GenuineIntel",
			.cpu_brand = "Some CPU",
			.cpu_signature = 0xF61,
			.hypervisor = "",
			.board = "Maker Machine",
			.options = "maxcpus=4",
			.boot_id = {2},
			.irq_mode = "xapic",
			.list_source = "madt",
			.idle = "halt",
			.clock_source = "pm_timer",
			.clock_hz = 2400000123,
			.clock_invariant = true,
			.clock_agrees = true,
			.clock_read = "lfence; rdtsc; lfence",
			.clock_order = "processor",
			.sources = {{"pm_timer", 2400000123, false},
				    {"hpet", 0, false},
				    {"stall", 2395200123, false}},
			.source_count = 3,
			.memory_bytes = 4718592,
			.memory_per_core = 40960},
	};
}

static inline struct record sample_bringup(unsigned int listed)
{
	return (struct record){.kind = RECORD_BRINGUP,
			       .bringup = {.mode = "parallel",
					   .wake = "sipi",
					   .listed = listed,
					   .enabled = listed,
					   .started = listed - 1,
					   .online = listed,
					   .total = 2310456}};
}

static inline struct record sample_core(cpu_index index)
{
	struct record record = {.kind = RECORD_CORE,
				.core = {.index = index,
					 .id = {index},
					 .uid = index,
					 .state = "online",
					 .stage = "online",
					 .reason = "",
					 .boot_core = index == 0}};

	if (index > 0) {
		record.core.attempts = 1;
		record.core.sent = (struct record_core_sent){1000, 2000, 812345};
		record.core.own = (struct record_core_own){300, 400, 45678};
	}
	return record;
}

static inline struct record sample_failed_core(cpu_index index)
{
	struct record record = sample_core(index);

	record.core.state = "failed";
	record.core.stage = "real-mode";
	record.core.reason = "no answer";
	record.core.attempts = 2;
	record.core.sent.seen = 0;
	record.core.own = (struct record_core_own){0, 0, 0};
	return record;
}

static inline struct record sample_stat(const char *name, const char *key, const char *value)
{
	return (struct record){
		.kind = RECORD_STAT,
		.stat = {.name = name,
			 .unit = "ns",
			 .text = "an IPI and its answer",
			 .cpus = 2,
			 .parameters = {{key, value}},
			 .parameter_count = key ? 1 : 0,
			 .stats = {.n = 1000,
				   .min = 812,
				   .p50 = 9999,
				   .p90 = 10000,
				   .p99 = 99999,
				   .p99_9 = 9999999,
				   .p99_99 = 10000000,
				   .max = 10000000,
				   .p50_low = 9990,
				   .p50_high = 10000},
			 .max_at = 123456789,
			 .bound = 250},
	};
}

static inline struct record sample_fault(void)
{
	return (struct record){
		.kind = RECORD_FAULT,
		.fault = {.cpu = 3,
			  .id = {6},
			  .vector = 14,
			  .name = "#PF page fault",
			  .during = "call.single",
			  .error_code = 2,
			  .pc = 0x6B01234,
			  .sp = 0x6C00FF0,
			  .address = 0xDEADBEEF000,
			  .image_base = 0x6B00000,
			  .trace = {0x6B01300, 0x123},
			  .trace_count = 2},
	};
}

/* Core 1 waits for core 3, which waits for core 2. */
static inline struct record sample_stall(void)
{
	return (struct record){.kind = RECORD_STALL,
			       .stall = {.waiter = 1,
					 .chain = {3, 2},
					 .chain_length = 2,
					 .waited = 5000001230,
					 .sent = 0x6B0DE20,
					 .running = 0x6B0DE80,
					 .answers_nmi = true,
					 .where = {.pc = 0x6B0DE91,
						   .sp = 0x7E2FE8,
						   .image_base = 0x6B00000,
						   .trace = {0x6B10A44, 0x123},
						   .trace_count = 2}}};
}

static inline struct record sample_finding(void)
{
	return (struct record){.kind = RECORD_FINDING,
			       .finding = {"madt.dup", SEVERITY_WARNING, "APIC", 0x54, "5.2.12.2",
					   "id 0x3 is listed twice", "a core starts twice"}};
}

/* The worst record of a kind: every text is the given one, every number the largest. */
static inline struct record worst_run(const char *text)
{
	struct record record = {.kind = RECORD_RUN};
	struct record_run *run = &record.run;

	run->version = run->arch = run->firmware_vendor = run->cpu_vendor = run->cpu_brand = text;
	run->hypervisor = run->options = run->irq_mode = run->list_source = run->idle =
		run->clock_source = run->clock_read = run->clock_order = text;
	run->firmware_revision = run->uefi_revision = run->cpu_signature = UINT32_MAX;
	run->boot_id.value = UINT64_MAX - 1;
	run->clock_hz = run->memory_bytes = run->memory_per_core = UINT64_MAX;
	run->source_count = CLOCK_SOURCES_MAX;
	for (unsigned int i = 0; i < CLOCK_SOURCES_MAX; i++)
		run->sources[i] = (struct clock_source_reading){text, UINT64_MAX, CLOCK_NOMINAL};
	return record;
}

static inline struct record worst_entry(const char *text)
{
	struct record record = {.kind = RECORD_ENTRY,
				.entry = {.table = text, .name = text, .field_count = UINT32_MAX}};

	for (unsigned int i = 0; i < ENTRY_FIELDS_MAX; i++)
		record.entry.fields[i] = (struct record_field){text, UINT64_MAX, i % 2};
	return record;
}

static inline struct record worst_stat(const char *text)
{
	const uint64_t max = UINT64_MAX;
	struct record record = {
		.kind = RECORD_STAT,
		.stat = {.name = text,
			 .unit = text,
			 .text = text,
			 .cpus = UINT32_MAX,
			 .parameter_count = UINT32_MAX,
			 .stats = {max, max, max, max, max, max, max, max, max, max},
			 .max_at = max,
			 .bound = max}};

	for (unsigned int i = 0; i < STAT_PARAMETERS_MAX; i++)
		record.stat.parameters[i] = (struct record_parameter){text, text};
	return record;
}

static inline struct record worst_histogram(const char *text)
{
	static struct record stat;
	struct record record = {
		.kind = RECORD_HISTOGRAM,
		.histogram = {&stat.stat, UINT32_MAX, UINT32_MAX, {0}, {0}, UINT32_MAX}};

	stat = worst_stat(text);
	for (unsigned int i = 0; i < HISTOGRAM_VALUES_MAX; i++)
		record.histogram.values[i] = record.histogram.counts[i] = UINT64_MAX;
	return record;
}

static inline struct record worst_spread(const char *text)
{
	struct record stat = worst_stat(text);

	return (struct record){.kind = RECORD_SPREAD, .spread = {stat.stat, UINT64_MAX - 1}};
}

static inline struct record worst_fault(const char *text)
{
	struct record record = {.kind = RECORD_FAULT, .fault = {.name = text, .during = text}};
	struct record_fault *fault = &record.fault;

	fault->cpu = fault->vector = fault->trace_count = UINT32_MAX - 1;
	fault->id.value = fault->error_code = fault->pc = fault->sp = UINT64_MAX - 1;
	fault->address = UINT64_MAX;
	for (unsigned int i = 0; i < FAULT_TRACE_MAX; i++)
		fault->trace[i] = UINT64_MAX;
	return record;
}

static inline struct record worst_stall(const char *text)
{
	const uint64_t max = UINT64_MAX;
	const unsigned int many = UINT32_MAX;

	return (struct record){.kind = RECORD_STALL,
			       .stall = {.waiter = many,
					 .chain = {many, many, many, many},
					 .chain_length = many,
					 .circle = true,
					 .waited = max,
					 .sent = max,
					 .running = max,
					 .answers_nmi = true,
					 .where = worst_fault(text).fault}};
}

static inline struct record worst_bringup(const char *text)
{
	const unsigned int max = UINT32_MAX;

	return (struct record){.kind = RECORD_BRINGUP,
			       .bringup = {text, text, max, max, max, max, max, max, max, max, max,
					   max, max, UINT64_MAX}};
}

static inline struct record worst_core(const char *text)
{
	const uint64_t max = UINT64_MAX;

	return (struct record){.kind = RECORD_CORE,
			       .core = {.index = UINT32_MAX,
					.id = {max - 1},
					.uid = UINT32_MAX,
					.state = text,
					.stage = text,
					.reason = text,
					.attempts = UINT32_MAX,
					.sent = {max, max, max},
					.own = {max, max, max}}};
}

static inline struct record worst_finding(const char *text)
{
	struct record record = {.kind = RECORD_FINDING,
				.finding = {.rule = text,
					    .severity = SEVERITY_WARNING,
					    .table = "\x01\"\\\xFF",
					    .offset = UINT32_MAX,
					    .section = text}};

	memcpy(record.finding.text, text, sizeof(record.finding.text) - 1);
	return record;
}

static inline struct record worst_node(const char *text)
{
	struct record record = {.kind = RECORD_NODE,
				.node = {.node = UINT32_MAX,
					 .domain = UINT32_MAX,
					 .cpus = text,
					 .memory_bytes = UINT64_MAX,
					 .distance_count = UINT32_MAX}};

	memset(record.node.distances, 0xFF, sizeof(record.node.distances));
	return record;
}

static inline struct record worst_register(const char *text)
{
	static struct audit_groups groups;

	groups = (struct audit_groups){.cores = UINT32_MAX, .count = UINT32_MAX};
	for (unsigned int i = 0; i < AUDIT_GROUPS_MAX; i++) {
		struct audit_group *group = &groups.items[i];

		*group = (struct audit_group){AUDIT_READ, UINT64_MAX, UINT32_MAX, ""};
		memset(group->ids, '8', sizeof(group->ids) - 1);
	}
	return (struct record){.kind = RECORD_REGISTER, .reg = {text, &groups}};
}

static inline struct record worst_delays(const char *text)
{
	const unsigned int many = UINT32_MAX;
	struct record record = {
		.kind = RECORD_DELAYS,
		.delays = {.name = text, .gap = text, .cores = many, .count = many}};

	for (size_t i = 0; i < DELAYS_MAX; i++)
		record.delays.trials[i] = (struct delay_trials){many, many, many, many};
	return record;
}

static inline struct record worst_gaps(void)
{
	const unsigned int many = UINT32_MAX;
	struct record record = {.kind = RECORD_GAPS,
				.gaps = {.cpus = many,
					 .windows = many,
					 .watched = UINT64_MAX,
					 .loop = UINT64_MAX,
					 .threshold = UINT64_MAX,
					 .bound = UINT64_MAX,
					 .alone = UINT64_MAX,
					 .several = UINT64_MAX,
					 .all = UINT64_MAX,
					 .unplaced = UINT64_MAX,
					 .worst_count = many,
					 .longest = UINT64_MAX,
					 .stolen = UINT64_MAX,
					 .longest_cpu = many,
					 .stolen_cpu = many,
					 .turns = true,
					 .counts_smi = true,
					 .smi_seen = many,
					 .smi_total = many}};

	for (unsigned int i = 0; i < GAPS_WORST; i++)
		record.gaps.worst[i] =
			(struct record_gaps_event){UINT64_MAX, UINT64_MAX, UINT64_MAX};
	return record;
}

static inline struct record worst_gaps_core(void)
{
	return (struct record){.kind = RECORD_GAPS_CORE,
			       .gaps_core = {UINT32_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
					     UINT64_MAX, UINT64_MAX, true, UINT32_MAX, UINT32_MAX}};
}

static inline struct record worst_matrix(const char *text)
{
	const unsigned int many = UINT32_MAX;
	static cpu_index order[] = {0};
	struct record record = {.kind = RECORD_MATRIX,
				.matrix = {.name = text,
					   .statistic = "p50",
					   .pass = many,
					   .unit = text,
					   .text = text,
					   .idle = text,
					   .order = order,
					   .cores = many,
					   .online = many,
					   .measured = UINT64_MAX,
					   .of = UINT64_MAX,
					   .samples_least = many,
					   .samples_most = many,
					   .largest = many,
					   .worst_count = many,
					   .both_ways = UINT64_MAX,
					   .apart_p50 = UINT64_MAX}};

	record.matrix.most =
		(struct record_pair){many, many, {UINT64_MAX}, {UINT64_MAX}, UINT64_MAX};
	for (unsigned int i = 0; i < MATRIX_WORST; i++)
		record.matrix.worst[i] = record.matrix.most;
	return record;
}

static inline struct record worst_matrix_row(const char *text)
{
	static uint32_t values[MATRIX_ROW_MOST];
	static struct record head;

	head = worst_matrix(text);
	head.matrix.cores = 16; /* as many as text shows */
	return (struct record){.kind = RECORD_MATRIX_ROW,
			       .matrix_row = {.head = &head.matrix,
					      .row = UINT32_MAX,
					      .column = UINT32_MAX,
					      .cpu = UINT32_MAX,
					      .values = values,
					      .count = UINT32_MAX}};
}

static inline struct record worst_offset(void)
{
	const uint64_t max = UINT64_MAX;
	const struct record_apart far = {{INT64_MIN, INT64_MAX, true}, INT64_MIN, max};

	return (struct record){
		.kind = RECORD_OFFSET,
		.offset = {"start", UINT32_MAX - 1, far, true, far},
	};
}

static inline struct record worst_offsets(const char *text)
{
	const uint64_t max = UINT64_MAX;
	const unsigned int many = UINT32_MAX - 1;
	const struct record_apart far = {{INT64_MIN, max, true}, INT64_MIN, max};

	return (struct record){
		.kind = RECORD_OFFSETS,
		.offsets = {text, many, many, many, many, far, max, many, many, far, true, many,
			    many, far, max},
	};
}

static inline struct record sample_worst(enum record_kind kind, const char *text)
{
	const uint64_t max = UINT64_MAX;
	const unsigned int many = UINT32_MAX;

	switch (kind) {
	case RECORD_RUN:
		return worst_run(text);
	case RECORD_OPTION:
		return (struct record){.kind = kind, .option = {text, text, text}};
	case RECORD_ENTRY:
		return worst_entry(text);
	case RECORD_TOPOLOGY:
		return (struct record){
			.kind = kind,
			.topology = {text, many, many, many, many, many, true, true, true}};
	case RECORD_NODE:
		return worst_node(text);
	case RECORD_BRINGUP:
		return worst_bringup(text);
	case RECORD_CORE:
		return worst_core(text);
	case RECORD_REGISTER:
		return worst_register(text);
	case RECORD_STAT:
		return worst_stat(text);
	case RECORD_HISTOGRAM:
		return worst_histogram(text);
	case RECORD_SPREAD:
		return worst_spread(text);
	case RECORD_FAULT:
		return worst_fault(text);
	case RECORD_STALL:
		return worst_stall(text);
	case RECORD_FINDING:
		return worst_finding(text);
	case RECORD_IPI:
		return (struct record){.kind = kind, .ipi = {text, max, max}};
	case RECORD_OFFSET:
		return worst_offset();
	case RECORD_OFFSETS:
		return worst_offsets(text);
	case RECORD_PROGRESS:
		return (struct record){.kind = kind, .progress = {text, text, true, many}};
	case RECORD_COMPARE:
		return (struct record){.kind = kind, .compare = {text, text, text, max, max, max}};
	case RECORD_DELAYS:
		return worst_delays(text);
	case RECORD_GAPS:
		return worst_gaps();
	case RECORD_GAPS_CORE:
		return worst_gaps_core();
	case RECORD_MATRIX:
		return worst_matrix(text);
	case RECORD_MATRIX_ROW:
		return worst_matrix_row(text);
	case RECORD_NVRAM:
		return (struct record){.kind = kind, .nvram = {many, many, max, max, max}};
	case RECORD_CHECK:
		return (struct record){.kind = kind, .check = {text, VERDICT_SKIP, text}};
	default:
		return (struct record){
			.kind = RECORD_END,
			.end = {VERDICT_FAIL, text, many, many, many, max, max, many}};
	}
}

/* Every byte that a string can hold, many times over, in memory of its exact size. */
static inline char *hostile_text(size_t size)
{
	char *text = malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		text[i] = (char)(i % 255 + 1);
	text[size] = '\0';
	return text;
}

#endif

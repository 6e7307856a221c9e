/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Muster reports: records. Code that measures or checks fills one and hands it to
 * report_emit(); how it looks (a JSON line, a line of text, pixels) is report/'s business.
 * docs/record-format.md is the contract with those who parse it: a field added there and here
 * raises the minor version, a changed meaning the major one.
 */
#ifndef MUSTER_RECORD_H
#define MUSTER_RECORD_H

#include "audit.h"
#include "census.h"
#include "clock_offset.h"
#include "clock_sources.h"
#include "console.h"
#include "delays.h"
#include "finding.h"
#include "gaps.h"
#include "kept.h"
#include "matrix.h"
#include "record_fault.h"
#include "record_screen.h"
#include "stats.h"
#include "topology.h"
#include "types.h"

enum { RECORD_SCHEMA_MAJOR = 1, RECORD_SCHEMA_MINOR = 5 };

enum record_kind {
	RECORD_RUN,	 /* first: what runs where */
	RECORD_OPTION,	 /* one for each word that holds, and who said it */
	RECORD_SERIAL,	 /* the port that the report goes to, and why that one */
	RECORD_PROGRESS, /* said before a step that may take long or hang */
	RECORD_ENTRY,	 /* a fact read from a table, as it stands there */
	RECORD_TOPOLOGY,
	RECORD_NODE,	 /* one for each, where there is an SRAT */
	RECORD_REGISTER, /* what the firmware left in one, on all cores */
	RECORD_BRINGUP,
	RECORD_CENSUS,
	RECORD_CORE,
	RECORD_STAT,
	RECORD_HISTOGRAM, /* behind the stat whose samples it holds, with hist=on */
	RECORD_SPREAD,	  /* how far passes differ, with passes= */
	RECORD_COMPARE,
	RECORD_DELAYS,
	RECORD_MATRIX, /* the head of its rows */
	RECORD_MATRIX_ROW,
	RECORD_GAPS,
	RECORD_GAPS_CORE, /* one for each core that watched */
	RECORD_FAULT,
	RECORD_STALL,
	RECORD_IPI,
	RECORD_OFFSET,	/* one core's clock against the boot core's */
	RECORD_OFFSETS, /* those of all */
	RECORD_FINDING,
	RECORD_CHECK,
	RECORD_NVRAM, /* what keeping the result came to */
	RECORD_SCREEN,
	RECORD_END, /* last */
	RECORD_KINDS,
	/* For the watcher alone: they hold pointers, and no sink writes or counts them. */
	RECORD_LIVE_CORE = RECORD_KINDS, /* a struct record_core, of which only the state holds */
	RECORD_LIVE_HIST,
	RECORD_LIVE_MATRIX,
	RECORD_LIVE_REDRAW,
};

struct record_run {
	const char *version;	     /* of muster: "0.1.0" */
	const char *arch;	     /* "x86_64" */
	const char *firmware_vendor; /* ASCII, of the EFI system table */
	uint32_t firmware_revision;
	uint32_t uefi_revision; /* 0x00020046 = 2.70 */
	const char *cpu_vendor, *cpu_brand;
	uint32_t cpu_signature; /* CPUID 1 EAX; MIDR_EL1 */
	const char *hypervisor; /* its signature, or "" */
	const char *board;	/* the machine's maker and name, and its board's; or "" */
	const char *options;	/* the words as given */
	hw_id boot_id;
	const char *irq_mode;	      /* "xapic", "x2apic"; "gicv2", "gicv3" */
	unsigned int exception_level; /* of the run, on Arm; 0: there are none */
	const char *list_source;      /* of the list of cores: "madt", "mps", "mp-services",
					 "device-tree" */
	const char *idle;
	const char *clock_source; /* the source that clock_hz was taken from */
	uint64_t clock_hz;
	bool clock_invariant;
	bool clock_agrees;		      /* the sources lie within 1 % */
	const char *clock_read, *clock_order; /* struct clock's */
	struct clock_source_reading sources[CLOCK_SOURCES_MAX];
	unsigned int source_count;
	uint64_t memory_bytes; /* that muster reserved */
	uint64_t memory_per_core;
};

struct record_option {
	const char *name;   /* "maxcpus" */
	const char *value;  /* as it was said; "" of a plain word */
	const char *origin; /* "command line" */
};

struct record_progress {
	const char *step; /* one word: "exit-boot-services" */
	const char *text; /* "leaving the firmware" */
	bool has_percent;
	unsigned int percent; /* of the benchmarks' budget that is behind it */
};

enum { ENTRY_FIELDS_MAX = 8 };

struct record_field {
	const char *key;
	uint64_t value;
	bool hex; /* how text shows it; JSON always has the plain number */
};

struct record_entry {
	const char *table; /* "APIC", "FACP" */
	const char *name;  /* "io_apic", "interrupt_override", "pm_timer" */
	struct record_field fields[ENTRY_FIELDS_MAX];
	unsigned int field_count;
	const char *text; /* the name in the specification; NULL or "" = none */
};

/* Units with an enabled core. */
struct record_topology {
	const char *source; /* of the ids' parts: "cpuid 0x1f" */
	unsigned int packages, dies, cores, threads;
	unsigned int nodes;
	bool has_nodes, has_distances; /* there is an SRAT, a SLIT */
	bool hybrid;
	bool nodes_by_tree; /* no SRAT, nor SLIT: a device tree tells as much */
};

enum { NODE_CPUS_SIZE = 256 };

struct record_node {
	uint32_t node, domain;
	const char *cpus; /* "0-3,8" */
	uint64_t memory_bytes;
	uint8_t distances[TOPOLOGY_NODES_MAX]; /* to each node */
	unsigned int distance_count;
};

struct record_register {
	const char *name; /* by struct audit_terms */
	const struct audit_groups *groups;
};

/* listed = online + failed + held_back + disabled + online_capable, online includes the boot core
 */
struct record_bringup {
	const char *mode;     /* "parallel" */
	const char *wake;     /* "sipi", "mailbox", "psci-hvc" */
	unsigned int listed;  /* cores in the tables, each once */
	unsigned int enabled; /* of those, usable now */
	unsigned int online_capable, disabled;
	unsigned int started; /* told to start, boot core not included */
	unsigned int online;  /* boot core included */
	unsigned int failed;
	unsigned int held_back;	    /* enabled, but not started because an option said so */
	unsigned int second_starts; /* cores that were sent a second start-up IPI */
	unsigned int retried;	    /* cores that needed the full retry */
	unsigned int strangers;	    /* cores that woke and are in no table */
	nanoseconds total;	    /* first reset to last core seen online */
};

/* Boot core's clock, since the first reset; 0 = did not happen. */
struct record_core_sent {
	nanoseconds reset, start, seen;
};

/* The core's own clock, since its first instruction; 0 = did not happen. */
struct record_core_own {
	nanoseconds paging, c, online;
};

struct record_core {
	cpu_index index;
	hw_id id;
	uint32_t uid;
	const char *state;  /* "online", "failed", "held-back", "offline" */
	const char *stage;  /* last reached: "none", "real-mode", ..., "online" */
	const char *reason; /* why it is not online; "" otherwise */
	bool boot_core;
	unsigned int attempts; /* start-up sequences sent */
	struct record_core_sent sent;
	struct record_core_own own;
	const struct topology_cpu *place; /* NULL: not known */
};

enum { STAT_PARAMETERS_MAX = 8 };

struct record_parameter {
	const char *key;
	const char *value;
};

struct record_stat {
	const char *name;  /* "call.single" */
	const char *unit;  /* "ns", or "ticks" where the clock cannot be trusted */
	const char *text;  /* what it is, in a few words, for people */
	unsigned int cpus; /* that took part */
	struct record_parameter parameters[STAT_PARAMETERS_MAX];
	unsigned int parameter_count;
	struct stats stats; /* in unit; the clock's own overhead is not subtracted */
	nanoseconds max_at; /* when the maximum was seen, since the door; 0: not known */
	uint64_t bound; /* in unit: each sample may be off by so much, to either side; 0: none */
};

enum { HISTOGRAM_VALUES_MAX = 24 };

/* One of the parts of a histogram. */
struct record_histogram {
	const struct record_stat *stat;
	unsigned int part, parts; /* part is from 1 on */
	uint64_t values[HISTOGRAM_VALUES_MAX], counts[HISTOGRAM_VALUES_MAX];
	unsigned int count;
};

/* Of a stat that was measured once in each pass, its medians. */
struct record_spread {
	struct record_stat stat; /* n passes; min, p50 and max of the medians */
	uint64_t permille;	 /* (max - min) / p50 */
};

struct record_compare {
	const char *name; /* ours: "call.all" */
	const char *peer; /* theirs: "mps.all" */
	const char *text;
	uint64_t ours, theirs; /* p50, in the same unit */
	uint64_t ratio_tenths; /* theirs / ours, times 10 */
};

/* A pair of cores and what was measured there. */
struct record_pair {
	cpu_index from, to;
	hw_id from_id, to_id;
	uint64_t value;
};

/* What was measured from each core to each: one number of each pair, and a few of all. */
struct record_matrix {
	const char *name;      /* "matrix.ipi" */
	const char *statistic; /* of each pair's samples: "p50", "min" */
	unsigned int pass;     /* of passes=, from 1 */
	const char *unit, *text;
	const char *idle;	/* NULL: how cores idle does not matter */
	const cpu_index *order; /* of rows and columns */
	unsigned int cores, online;
	uint64_t measured, of; /* pairs, each direction counted */
	unsigned int samples_least, samples_most;
	uint32_t common, largest; /* nine of ten cells are no larger, and none is */
	struct record_pair worst[MATRIX_WORST];
	unsigned int worst_count;
	/* pairs that were measured both ways: how many, how far the two differ, and where most */
	uint64_t both_ways, apart_p50;
	struct record_pair most;
};

/* Cells from one core. */
struct record_matrix_row {
	const struct record_matrix *head;
	unsigned int row, column; /* of the first cell */
	cpu_index cpu;
	const uint32_t *values; /* MATRIX_NONE where nothing was measured */
	unsigned int count;	/* MATRIX_ROW_MOST at most */
};

/* Delays between two things that wake a core, from the longest to the shortest. */
struct record_delays {
	const char *name;   /* "bringup.sweep" */
	const char *gap;    /* "reset-to-start", "start-to-start" */
	unsigned int cores; /* that were tried, each as often */
	struct delay_trials trials[DELAYS_MAX];
	unsigned int count;
};

/* Interrupts of one kind, of all cores together. */
struct record_ipi {
	const char *kind;
	uint64_t sent, received; /* fewer are received than sent when some were merged on the way */
};

/* One clock ahead of another, in both units; the bound is to either side. */
struct record_apart {
	struct clock_offset offset;
	int64_t ns;
	nanoseconds bound_ns;
};

struct record_offset {
	const char *when; /* "start", "end" */
	cpu_index cpu;
	struct record_apart apart;  /* against the boot core */
	bool again;		    /* it was measured before, then */
	struct record_apart change; /* since */
};

struct record_offsets {
	const char *when;
	unsigned int cores, measured; /* besides the boot core */
	unsigned int certain;	      /* of those, that cannot be 0 */
	cpu_index most_cpu;	      /* farthest from the boot core; CPU_NONE: none measured */
	struct record_apart most;
	nanoseconds widest_ns; /* the largest bound */
	cpu_index from, to;    /* the two that are farthest apart: to's clock is ahead of from's */
	struct record_apart pair;
	bool again;
	unsigned int moved; /* whose change cannot be 0 */
	cpu_index changed_cpu;
	struct record_apart change; /* the largest */
	nanoseconds elapsed;	    /* in between */
};

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP };

struct record_check {
	const char *name; /* "bringup.books" */
	enum verdict verdict;
	const char *text; /* one sentence with the values seen */
};

/* report_emit() fills records, crc32, and what report_next() was told. */
struct record_end {
	enum verdict result; /* FAIL when a check failed */
	const char *text;    /* why the run ended early, or "" */
	unsigned int passed, failed, skipped;
	nanoseconds elapsed; /* since the door */
	uint64_t records;    /* before this one */
	uint32_t crc32;	     /* of all JSON lines before this one, each with one '\n' */
	const char *next;    /* what happens then: "reset"; NULL = nobody has said */
	const char *why;     /* that */
	unsigned int pause_s;
};

struct record {
	enum record_kind kind;
	union {
		struct record_run run;
		struct record_option option;
		struct record_serial serial;
		struct record_progress progress;
		struct record_entry entry;
		struct record_topology topology;
		struct record_node node;
		struct record_register reg;
		struct record_bringup bringup;
		struct census census;
		struct record_core core;
		struct record_stat stat;
		struct record_histogram histogram;
		struct record_spread spread;
		struct record_compare compare;
		struct record_delays delays;
		struct record_matrix matrix;
		struct record_matrix_row matrix_row;
		struct record_gaps gaps;
		struct record_gaps_core gaps_core;
		struct record_fault fault;
		struct record_stall stall;
		struct record_ipi ipi;
		struct record_offset offset;
		struct record_offsets offsets;
		struct finding finding;
		struct record_check check;
		struct record_nvram nvram;
		struct record_screen screen;
		struct record_end end;
		struct record_live_hist live_hist;
		struct record_live_matrix live_matrix;
		struct record_live_redraw live_redraw;
	};
};

const char *verdict_name(enum verdict verdict); /* "pass", "fail", "skip" */

#endif

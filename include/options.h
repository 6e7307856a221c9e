/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of Muster's command line, as on a kernel command line. */
#ifndef MUSTER_OPTIONS_H
#define MUSTER_OPTIONS_H

#include "span.h"
#include "status.h"
#include "types.h"

enum idle_kind { IDLE_HALT, IDLE_POLL, IDLE_MWAIT, IDLE_HALTPOLL, IDLE_SUSPEND, IDLE_COUNT };
enum el_choice { EL_AUTO, EL_1, EL_2 }; /* exception levels of Arm */
enum x2apic_choice { X2APIC_AUTO, X2APIC_ON, X2APIC_OFF };
enum output_format { FORMAT_TEXT = 1, FORMAT_JSON = 2, FORMAT_BOTH = 3 }; /* bits */
enum exit_kind {
	EXIT_AUTO,
	EXIT_RESET,
	EXIT_SHUTDOWN,
	EXIT_HALT,
	EXIT_DEBUGEXIT,
	EXIT_BOOTNEXT, /* a reset, and the boot entry that started us once more */
};

enum screen_choice {
	SCREEN_AUTO, /* drawn, where the screen is large enough */
	SCREEN_TEXT,
	SCREEN_OFF,
	SCREEN_SIZE, /* as auto, in a mode of that size */
};

enum bringup_mode { BRINGUP_PARALLEL, BRINGUP_SERIAL, BRINGUP_BROADCAST };

/* How interrupts to others are sent. */
enum ipi_choice {
	IPI_CHOICE_AUTO,     /* one to each by its id; a shorthand where that reaches the same */
	IPI_CHOICE_PHYSICAL, /* never a shorthand */
	IPI_CHOICE_FLAT,
	IPI_CHOICE_CLUSTER,
	IPI_CHOICE_TREE, /* physical; calls to many are passed on from core to core */
};

/* Where the serial port is that the report goes to. */
enum serial_choice {
	SERIAL_AUTO,
	SERIAL_OFF,
	SERIAL_AT_PORT,	    /* a 16550 in I/O ports */
	SERIAL_AT_MEMORY,   /* one whose registers are bytes in memory */
	SERIAL_AT_MEMORY32, /* 32 bits each */
	SERIAL_AT_PL011,
	SERIAL_AT_PCI,
};

struct serial_wish {
	enum serial_choice choice;
	uint64_t address; /* of the registers */
	uint16_t segment; /* or of a function on the PCI bus */
	uint8_t bus, slot, function;
	uint32_t speed; /* in bit/s; 0: as it is set */
};

/* A fault to cause on purpose, to see that it is survived and reported. */
enum fault_kind {
	FAULT_NONE,
	FAULT_UD,    /* an undefined instruction */
	FAULT_GP,    /* a general protection fault */
	FAULT_PF,    /* a read of an unmapped page */
	FAULT_DE,    /* a division by zero */
	FAULT_STACK, /* a stack that runs into its guard page */
	FAULT_DF,    /* a fault that cannot be delivered: a double fault */
	FAULT_HANG,  /* a callback that never returns */
	/* these are survived by the core itself */
	FAULT_NMI,	/* an NMI that nobody here sent */
	FAULT_VECTOR,	/* an interrupt with a vector that nobody uses */
	FAULT_SPURIOUS, /* one with the spurious vector */
	FAULT_STORM,	/* the core's timer, as fast as it can, at such a vector */
};

/* What to do. All but the run go back to the firmware. */
enum action { ACTION_RUN, ACTION_HELP, ACTION_LIST, ACTION_INFO, ACTION_LINT, ACTION_COLLECT };

struct options {
	enum action action;
	bool page_break; /* -b: its output stops at each screen */
	bool cfg;	 /* words are read from files, too */
	bool nosmp;	 /* boot core only */
	bool noht;	 /* one thread of each core */
	unsigned int
		maxcpus; /* start at most so many (the others are held back), boot core included */
	unsigned int nr_cpus; /* know at most so many (the others are not possible), boot core
				 included */
	bool acpi;	      /* read the ACPI tables (acpi=off: as if there were none) */
	bool force_madt;      /* acpismp=force: use a MADT that would be passed over */
	enum idle_kind idle;
	enum x2apic_choice x2apic;
	enum el_choice el;
	enum output_format format;
	enum exit_kind exit;
	enum screen_choice screen;
	uint32_t screen_width, screen_height; /* of SCREEN_SIZE */
	uint32_t pause_s;		      /* before it; 0: none, or PAUSE_AUTO */
	struct serial_wish serial;
	uint32_t iterations; /* samples per benchmark, 0 = each benchmark's own number */
	bool mps;	     /* time the firmware's MP Services (mps=off leaves them alone) */
	enum fault_kind fault;
	cpu_index fault_cpu; /* CPU_NONE: the last core online */
	bool fault_all;	     /* all others at once */
	enum bringup_mode bringup;
	enum ipi_choice ipi;
	char fail[24];	    /* the hotplug state that fails on a core as it comes up; "" = none */
	cpu_index fail_cpu; /* CPU_NONE: the last core */
	uint32_t soak_s;    /* a random load for so long; 0 = none */
	uint32_t seed;	    /* of that load */
	char only[96];	    /* comma-separated patterns of the benchmarks to run; "" = all */
	char skip[96];	    /* and of those not to run; "" = none */
	uint32_t budget_s;  /* that all benchmarks together may take */
	uint32_t passes;    /* so often all benchmarks are run, one round after the other */
	bool matrix;	    /* measure pairs of cores */
	bool nvram;	    /* keep the result in a variable of the firmware's */
	bool hist;	    /* report each stat's histogram */
};

#define PAUSE_AUTO UINT32_MAX

enum {
	SOAK_MAX_S = 7 * 24 * 3600,
	BUDGET_MAX_S = 24 * 3600,
	PASSES_MAX = 1000,
	PAUSE_MAX_S = 3600,
	SERIAL_SPEED_MIN = 300,
	SERIAL_SPEED_MAX = 4000000,
	OPTION_ITERATIONS_MAX = 1000000,
	SCREEN_SIDE_MAX = 16384,
	OPTION_ERROR_SIZE = 208,
	OPTION_ROWS_MAX = 64,
	OPTION_VALUE_SIZE = 96,
	OPTIONS_FILE_MAX = 4096, /* bytes */
};

/* Where a word was said. A later place holds against an earlier one. */
enum option_origin {
	ORIGIN_DEFAULT,	    /* nowhere */
	ORIGIN_FILE,	    /* \EFI\muster\muster.cfg */
	ORIGIN_FILE_BESIDE, /* muster.cfg in the program's folder */
	ORIGIN_LOAD_OPTIONS,
	ORIGIN_COMMAND_LINE, /* of a shell */
};

struct option_said {
	enum option_origin origin;
	char value[OPTION_VALUE_SIZE]; /* as it was said; "" of a plain word */
};

/* The options, and who said so. */
struct option_set {
	struct options options;
	struct option_said said[OPTION_ROWS_MAX]; /* by options_help()'s number */
};

/* What holds when no word is given. */
void options_default(struct options *options);

/*
 * Reads blank-separated words into *ret_options, which starts from the defaults; of a word given
 * twice the last one holds. On STATUS_INVALID *ret_options is untouched and error holds one
 * sentence that names the word and what would be right, for example:
 *   unknown word 'maxcpu=2' (did you mean 'maxcpus='?); 'help' lists the words
 *   'maxcpus=0': a number from 1 to 2048 is wanted
 */
enum status options_parse(const char *words, struct options *ret_options,
			  char error[OPTION_ERROR_SIZE]);

/* The same in steps: first the defaults, then the words of one place after the other, in the order
   of enum option_origin. When one is refused the set is of no use any more. */
void options_open(struct option_set *set);
enum status options_add(struct option_set *set, const char *words, enum option_origin origin,
			char error[OPTION_ERROR_SIZE]);

/*
 * A file's words: one or more a line, which ends in LF or CRLF; from a '#' where a word could begin
 * to the line's end is a comment. ASCII, or UTF-16 that begins with a byte order mark, low byte
 * first; comments may hold anything. The sentence of a refusal says where:
 *   muster.cfg beside the image, line 3: 'maxcpus=0': a number from 1 to 2048 is wanted
 */
enum status options_add_file(struct option_set *set, struct span file, enum option_origin origin,
			     char error[OPTION_ERROR_SIZE]);

const char *option_origin_name(enum option_origin origin); /* "command line", ... */

/* The words a user can say, one line each with its meaning: name, values, text; returns NULL past
   the last. The help page, README and the parser all come from this one table. */
struct option_help {
	const char *word;   /* "maxcpus=" */
	const char *values; /* "N", "halt|poll|mwait", "" for a plain word */
	const char *text;   /* one line */
};
const struct option_help *options_help(size_t number);

const char *idle_name(enum idle_kind kind);   /* "halt", "poll", "mwait", ... */
const char *fault_name(enum fault_kind kind); /* "ud", ... */
const char *options_com_name(uint64_t port);  /* "com1", NULL for others */
const char *exit_name(enum exit_kind kind);   /* "auto", "reset", ... */

#endif

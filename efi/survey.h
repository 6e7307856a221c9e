/* SPDX-License-Identifier: BSD-2-Clause */
/* What efi/main.c gathers before the door, step by step. */
#ifndef MUSTER_SURVEY_H
#define MUSTER_SURVEY_H

#include "acpi.h"
#include "console.h"
#include "firmware.h"
#include "kept.h"
#include "smbios.h"
#include "uart_layout.h"

enum { SURVEY_FINDINGS_MAX = 512, SURVEY_FINDINGS_FEW = 16, SURVEY_WORDS_MAX = 512 };

struct survey {
	struct firmware *firmware;
	ticks began;
	struct machine machine;
	struct report report;
	struct firmware_names names;
	char words[SURVEY_WORDS_MAX]; /* of the shell, or the load options */
	struct option_set said;	      /* and of files */

	/* low memory, taken before anything else eats it */
	phys_addr low;
	size_t low_pages;

	const char *list_source; /* of the list of cores: "madt", "mps", "mp-services",
				    "device-tree" */
	/* NULL: they are the SRAT's, and the PPTT's where the architecture's ids do not tell. */
	void (*add_nodes)(struct topology *topology);
	void (*add_places)(struct topology *topology);
	struct acpi_tables tables;
	unsigned int other_tables; /* that were judged: a device tree */
	struct madt madt;
	struct fadt fadt;
	struct psci psci;
	struct gtdt gtdt;
	struct hpet hpet;
	struct spcr spcr;
	struct finding few_findings[SURVEY_FINDINGS_FEW];
	struct findings findings;

	struct kept kept; /* of this run */
	struct serial_port serial;
	struct serial_line serial_line;
	char serial_place[PCI_PLACE_SIZE]; /* as serial= would name it */
	const char *serial_why;
	uint16_t boot_entry; /* that led here; known where exit=bootnext needs it */
	struct text_screen screen;
	struct clock_source_reading readings[CLOCK_SOURCES_MAX];
	unsigned int reading_count;
	bool mps_hangs; /* the firmware's MP Services are still at a call that we gave up */
};

/* words.c: the options, by all that was said. STATUS_INVALID: error is a sentence. */
enum status survey_words(struct survey *survey, char error[OPTION_ERROR_SIZE]);

/* tables.c: all memory, one to one. */
extern const struct acpi_memory survey_physical;

/* tables.c: the ACPI tables and what they hold. NULL, or a sentence that says why the cores cannot
   be known. */
const char *survey_tables(struct survey *survey);

/* tables.c: the DSDT, which nobody has checked; empty where there is none. */
struct span survey_dsdt(const struct survey *survey);

/* Who else than the MADT knows the cores on this architecture, the one to be believed first. The
   last has no name. */
struct list_source {
	const char *source, *name; /* in records; in sentences */
	bool (*read)(struct survey *survey);
	bool is_table; /* written for an OS, as the MADT is */
	bool is_equal; /* tells what ACPI would have told, so that an OS needs no more */
};
extern const struct list_source survey_list_sources[];

/* list.c: the list of cores, by the MADT or one of those. NULL, or a sentence that says why there
   is none. */
const char *survey_list(struct survey *survey);

/* True if survey->madt is the MADT's, not filled in by another list. */
bool survey_by_madt(const struct survey *survey);

/* mp.c: the cores by the firmware's MP Services, for a machine without a MADT. False: none there.
 */
bool survey_cores_by_mp_services(struct survey *survey);

/* mps.c: the cores by the MP tables from before ACPI, into survey->madt. False: none that can be
   used, and survey->madt holds nothing. */
bool survey_cores_by_mps(struct survey *survey);

/* mps.c: puts the MP tables that UEFI names among those for the lint, unless they are there. An OS
   with ACPI never looks for others. */
void survey_mps_tables(struct survey *survey);

/* smbios.c: sockets, cores and threads by SMBIOS. NULL: no table, or no processor in it. It is read
   once. */
const struct smbios *survey_smbios(struct survey *survey);

/* The machine and its board, by the same; it is kept in survey->kept. "": nobody says. */
const char *survey_board(struct survey *survey);

/* census.c: what each witness says of the cores, and where they differ. */
void survey_census(struct survey *survey);

/* mp.c: the firmware's processors by its MP Services; at most capacity of them. How many there are,
   0 where there is no such service. */
size_t survey_mp_processors(struct survey *survey, struct census_cpu *ret_cpus, size_t capacity);

/* audit.c: what the firmware left in each core's registers: a record for each, and findings. It
   runs on all cores by the firmware's MP Services; call it before any register is changed. */
void survey_audit(struct survey *survey);

/* cores.c: numbers the cores, chooses the mode of the interrupt controller. STATUS_NO_MEMORY. */
enum status survey_cores(struct survey *survey);

/* cores.c: which package, die, core and node they make. */
void survey_describe_topology(struct survey *survey);

/* cores.c: of which kind a core is, which only shows on the core itself. */
struct audit_core;
void survey_note_kind(const struct audit_core *core);

/* clock.c: the clock's rate by every source. STATUS_NOT_FOUND: nothing to measure it against. */
enum status survey_clock(struct survey *survey);

/* serial.c: finds the serial port, by serial= or by what the machine says. NULL, or a sentence that
   says why the one that is asked for cannot be had. */
const char *survey_serial(struct survey *survey);

/* boot_next.c: NULL, or why the end that is asked for cannot be had; and, right before the door,
   the entry that the firmware is to boot next. */
const char *survey_end(struct survey *survey);
void survey_boot_next(struct survey *survey);

/* pci.c: functions on the PCI bus that can be a serial port, in the order of the firmware's; how
   many, at most capacity. */
size_t survey_pci_uarts(struct survey *survey, struct pci_function *ret_functions, size_t capacity);

/* pci.c: lets a function answer at its addresses, or not. */
void survey_pci_decode(struct survey *survey, struct pci_place place, bool on);

/* output.c: finds the framebuffer, and opens the report on it and on the serial port. */
void survey_output(struct survey *survey);

/* The same for a program that returns: the text goes to the firmware's console, records go to the
   serial port where they are asked for. */
void survey_output_console(struct survey *survey);

/* screen.c: finds the framebuffer, and opens the report on it as screen= says; the serial port is
   known by then. */
void survey_screen(struct survey *survey);

/* describe.c: the first records: the run, the tables' entries, the findings. */
void survey_describe(struct survey *survey);
void survey_describe_cores(struct survey *survey); /* each listed core, as it is planned */
void survey_describe_run(struct survey *survey);   /* the run and its serial port alone */

/* mp_time.c: times the firmware's own MP Services, the peer that every UEFI program has. */
void survey_mp_services(struct survey *survey);

/* help.c: the words that a user can say; all benchmarks, or those that only= and skip= leave. */
void help_words(struct firmware *firmware);
void help_benchmarks(struct firmware *firmware, const struct options *options);

/* nvram.c: the word collect: how the last run ended, into a file; the variable is removed. */
EFI_STATUS survey_collect(struct survey *survey);

/* The same on the way to a run; a run that crashed becomes a finding. */
void survey_collect_first(struct survey *survey);

/* Whether a result can be kept; then machine.set_variable and machine.runtime are set, and report
   must be opened before survey_nvram_mark() says in the variable that a run has begun. */
void survey_nvram(struct survey *survey);
void survey_nvram_mark(struct survey *survey);

/* memory.c: low memory; and the arena with all that is used after the door. */
void survey_low_memory(struct survey *survey);
enum status survey_memory(struct survey *survey);

#endif

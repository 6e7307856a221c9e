/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile firmware: a UEFI program that breaks the machine as its words say, and starts muster.efi,
 * which it carries within, on what is left:
 *
 *     hostile.efi break=NAME,NAME... WORD...      the other words are for Muster
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "mem.h"
#include <efi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE_BYTES = 4096, LOW_END = 0x100000 };
#define BELOW_4G 0xFFFFFFFFull

/* Breaks are made in this order, however they are named. */
enum phase {
	PHASE_TABLES,  /* before the checksums are made right */
	PHASE_SUMS,    /* after that, before the tables are installed */
	PHASE_MACHINE, /* after that */
	PHASE_COUNT,
};

struct breakage {
	const char *name;
	enum phase phase;
	void (*make)(void);
};

/* Rows by file; each ends with a row without a name. */
extern const struct breakage madt_breaks[], root_breaks[], service_breaks[], storm_breaks[],
	variable_breaks[];

/* All of them that this architecture has, and NULL: breaks.c. */
extern const struct breakage *const all_breaks[];

/* main.c */
extern EFI_HANDLE the_image;
extern EFI_SYSTEM_TABLE *the_system;
extern EFI_BOOT_SERVICES *the_boot;

/* start.c: muster.efi with these words; returns only when it does. */
EFI_STATUS start_muster(const CHAR16 *words);

/* Says why on the console, and gives the machine up: a test must see that its break was not made.
 */
void give_up(const char *why) __attribute__((noreturn));

/* Pages at or below most, zeroed; never fails: gives up. */
void *pages_take(EFI_MEMORY_TYPE type, size_t count, uint64_t most);

#endif

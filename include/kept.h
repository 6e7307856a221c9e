/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The result that survives a run: one JSON line in a UEFI variable. It is filled from the records
 * that pass, written at a few steps of the run, and read at the next start. docs/results.md is the
 * contract with those who read it.
 */
#ifndef MUSTER_KEPT_H
#define MUSTER_KEPT_H

#include "status.h"
#include "types.h"

enum {
	KEPT_MAX = 1024, /* bytes in the variable: flash is small, and wears */
	KEPT_SCHEMA = 1,
	KEPT_ERROR_SIZE = 120,
	KEPT_TEXT_SIZE = 400,
	KEPT_BOARD_SIZE = 72,
};

/* The variable's name in UTF-16, and its vendor GUID as UEFI lays it out (2.10, appendix A). */
extern const uint16_t kept_name[7];
struct kept_guid {
	uint32_t a;
	uint16_t b, c;
	uint8_t d[8];
};
extern const struct kept_guid kept_guid;

/* Of the variable: non-volatile, boot services, runtime (UEFI 2.10, 8.2.1). */
enum { KEPT_ATTRIBUTES = 7 };

enum kept_state {
	KEPT_IN_PROGRESS, /* a marker: who finds it knows that the run did not come to its end */
	KEPT_DONE,
	KEPT_CRASHED,
	KEPT_STATES,
};

/* Medians that are kept, where they were measured, and the time of the one bring-up; 0: not. */
enum kept_median { KEPT_BRINGUP, KEPT_IPI_RTT, KEPT_CALL_SINGLE, KEPT_CALL_ALL, KEPT_MEDIANS };

struct kept {
	enum kept_state state;
	char version[16], arch[12]; /* of Muster */
	char step[24];		    /* the last that began */
	char result[8];		    /* "pass", "fail", "skip"; "" before the end */
	char text[64];		    /* why the run ended early, or "" */
	char board[KEPT_BOARD_SIZE];
	char words[160];	 /* for Muster, as they were given */
	char check[40];		 /* the first that failed, or "" */
	char fault[64];		 /* the first exception, or "" */
	uint32_t listed, online; /* cores */
	uint32_t passed, failed, skipped;
	uint64_t elapsed_ms; /* since the firmware was left */
	nanoseconds medians[KEPT_MEDIANS];
};

/* Writes of the variable that keeps the result, behind the door. */
struct record_nvram {
	unsigned int writes, failed;
	size_t bytes; /* of the last */
	nanoseconds longest, total;
};

/* Takes from a record what is to be kept. */
struct record;
void kept_see(struct kept *kept, const struct record *record);

/* Copies text, cut to the size; what is cut ends in "...". */
void kept_copy(char *target, size_t size, const char *text);

/* The line, without a line end, NUL-terminated; returns its length, which is below KEPT_MAX
   whatever the strings hold: each has a limit of its own. size is KEPT_MAX at least. */
size_t kept_write(const struct kept *kept, char *line, size_t size);

/* Reads such a line. STATUS_INVALID: it is none, it was cut, or its sum is wrong; error says which,
   and *ret_kept is untouched. Members that are not known are passed over. */
enum status kept_read(const char *line, size_t length, struct kept *ret_kept,
		      char error[KEPT_ERROR_SIZE]);

/* What a marker that was found says: nobody came back to change it. */
void kept_judge(struct kept *kept);

/* In a sentence, for people: "crashed at step 'measure', ...". */
void kept_tell(const struct kept *kept, char text[KEPT_TEXT_SIZE]);

/* What the firmware answered when it was to write the variable, in words. */
const char *kept_status_words(uint64_t efi_status);

const char *kept_state_name(enum kept_state state); /* "in-progress", "done", "crashed" */

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the records call by another name on each architecture (docs/record-format.md). */
#ifndef MUSTER_RECORD_WORDS_H
#define MUSTER_RECORD_WORDS_H

struct record_words {
	/* members of JSON objects */
	const char *id, *ids, *boot_id; /* hardware ids: "apic_id", "apic_ids", "boot_apic_id" */
	const char *mode;		/* of the interrupt controller: "apic_mode" */
	const char *paging;		/* the stamp of that stage: "long_ns" */
	/* in text */
	const char *id_text; /* "id" */
};

extern const struct record_words words_x86_64, words_aarch64;

#endif

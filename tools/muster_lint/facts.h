/* SPDX-License-Identifier: BSD-2-Clause */
/* What the lint tool says of a table, whatever is wrong with it. Pure. */
#ifndef MUSTER_LINT_FACTS_H
#define MUSTER_LINT_FACTS_H

#include "span.h"

enum { FACTS_TYPES = 256 };

/* CPU entries of a MADT as listed, of every architecture, none merged. */
struct facts_cpus {
	size_t enabled, disabled; /* these two are all */
	size_t online_capable;	  /* of either */
	size_t lost;		  /* too many to be looked at */
};

struct facts {
	char signature[5]; /* "RSDP" for "RSD PTR " */
	size_t size;	   /* bytes there */
	size_t length;	   /* bytes that it says it has */
	unsigned int revision;
	struct span oem_id, oem_table_id; /* in the table, as they stand there; may be empty */
	bool has_checksum, checksum_ok;
	bool is_madt; /* and the rest holds something */
	struct facts_cpus cpus;
	size_t types[FACTS_TYPES]; /* its entries, by type */
};

/* Of a table that split_is_table(). Not reentrant. */
void facts_read(struct span table, struct facts *ret_facts);

#endif

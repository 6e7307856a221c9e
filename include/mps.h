/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Intel MultiProcessor Specification 1.4 (MPS): the list of cores from before ACPI. It is read
 * into a struct madt, so that the rest of Muster need not know which of the two spoke. Pure, as all
 * of acpi/: it ends on any bytes. Sections are those of the MPS.
 */
#ifndef MUSTER_MPS_H
#define MUSTER_MPS_H

#include "acpi.h"

enum {
	MPS_POINTER_SIZE = 16,
	MPS_CPUS_MAX = 256,   /* ids have 8 bits, and each is listed once: more never fit */
	MPS_IOAPIC_PINS = 24, /* of an 82093AA */
	MPS_OEM_SIZE = 8 + 1, /* OEM ID of the table's header, with a NUL */
	MPS_PRODUCT_SIZE = 12 + 1,
};

/* Where the structures are, and their bytes. */
struct mps_place {
	phys_addr pointer_address, table_address;
	struct span pointer; /* MPS_POINTER_SIZE bytes */
	struct span table;   /* base table and extended table; empty for a default configuration */
};

/* What a struct madt has no room for. */
struct mps {
	uint8_t revision;	       /* of the pointer: 1 = 1.1, 4 = 1.4 */
	uint8_t default_configuration; /* 1-7, and there is no table; 0 = there is one */
	bool imcr; /* PIC mode: the IMCR stands between 8259 and core (3.6.2.1) */
	unsigned int enabled, disabled;				   /* processor entries as listed */
	unsigned int buses, ioapics, interrupts, local_interrupts; /* entries as listed */
	hw_id boot_id; /* of the first enabled entry marked as boot core; HW_ID_NONE: none is */
	uint8_t boot_lapic_version;
	uint32_t boot_signature; /* CPUID 1 EAX of it, as the table says */
	char oem[MPS_OEM_SIZE], product[MPS_PRODUCT_SIZE]; /* printable ASCII, blanks cut */
};

/*
 * Looks for the floating pointer (4.1) at hint (0 = no hint; UEFI's configuration table), in the
 * first KiB of the EBDA, in the last KiB of base memory, and from 0xF0000 to 0xFFFFF, and follows
 * the first that is sound to its table. Broken pointers on the way are told in one finding.
 * STATUS_NOT_FOUND: no sound pointer; STATUS_INVALID: the table it leads to cannot be read.
 */
enum status mps_find(phys_addr hint, const struct acpi_memory *memory, struct mps_place *ret_place,
		     struct findings *findings);

/*
 * Reads pointer and table. ret_madt->cpus and ->cpu_capacity are the caller's (MPS_CPUS_MAX are
 * always enough; NULL and 0 to count only); all else of it is overwritten. A core's uid is its id.
 * Only I/O APICs that are usable and have an address are listed; their gsi_base is by position,
 * MPS_IOAPIC_PINS each, as the table does not tell the pins. ISA interrupts that are not on the pin
 * of their number become overrides. Duplicate ids, id 0xFF and the like are dropped with a finding;
 * an unknown entry type or an overrun ends the walk, and what came before stands.
 *
 * STATUS_INVALID: pointer or table breaks a rule that every reader relies on (length, signature,
 * checksum, revision, null pointer, no entries); STATUS_UNSUPPORTED: a default configuration that
 * the specification does not have; STATUS_NOT_FOUND: no enabled core; STATUS_NO_MEMORY: more cores
 * than cpu_capacity (cpu_capacity > 0), the list holds the first ones. A finding each.
 */
enum status mps_read_spans(struct span pointer, struct span table, struct mps *ret_mps,
			   struct madt *ret_madt, struct findings *findings);

#endif

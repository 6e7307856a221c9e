/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SMBIOS (DMTF DSP0134 3.7): how many sockets, cores and threads the firmware says there are; one
 * more witness for the census. Pure, as all of acpi/: it ends on any bytes. Sections are those of
 * DSP0134.
 */
#ifndef MUSTER_SMBIOS_H
#define MUSTER_SMBIOS_H

#include "acpi.h"

enum { SMBIOS_SOCKETS_MAX = 64, SMBIOS_DESIGNATION_SIZE = 32 };

/* 7.5.4, bits 2:0 of Status. */
enum smbios_cpu_status {
	SMBIOS_CPU_UNKNOWN = 0,
	SMBIOS_CPU_ENABLED = 1,
	SMBIOS_CPU_DISABLED_BY_USER = 2,
	SMBIOS_CPU_DISABLED_BY_FIRMWARE = 3,
	SMBIOS_CPU_IDLE = 4,
	SMBIOS_CPU_OTHER = 7,
};

/* 7.5: a type 4 structure of a central processor. Counts are 0 where the structure is too short to
   have them, or says that they are not known. */
struct smbios_socket {
	char designation[SMBIOS_DESIGNATION_SIZE]; /* printable ASCII, cut; "" = none */
	uint32_t offset;			   /* of the structure in the table */
	uint16_t handle;
	bool populated;
	enum smbios_cpu_status status;
	uint64_t processor_id; /* on x86: CPUID 1, EAX in the low half, EDX in the high one */
	uint16_t cores, cores_enabled, threads;
	uint16_t threads_enabled; /* since 3.6 */
};

struct smbios {
	/* 7.2, 7.3: of the first system and the first board; "" = none */
	char maker[SMBIOS_DESIGNATION_SIZE], product[SMBIOS_DESIGNATION_SIZE];
	char board[SMBIOS_DESIGNATION_SIZE];
	uint8_t major, minor;	 /* of the entry point */
	unsigned int structures; /* of any type, the end included */
	unsigned int sockets;	 /* of central processors, empty ones included */
	unsigned int populated;
	unsigned int in_use; /* populated, and not disabled by user or firmware */
	/* Sums over the sockets in use; 0 where one of these does not tell. */
	unsigned int cores, cores_enabled, threads, threads_enabled;
	struct smbios_socket items[SMBIOS_SOCKETS_MAX]; /* the first ones */
	unsigned int item_count;
};

/* What an entry point says. */
struct smbios_entry {
	uint8_t major, minor;
	phys_addr table;
	uint32_t table_size;	 /* 2.x: in bytes; 3.x: at most, the end is in the table */
	unsigned int structures; /* 2.x: how many; 3.x: 0 */
};

/* Reads a 2.x ("_SM_", 5.2.1) or 3.x ("_SM3_", 5.2.2) entry point. STATUS_INVALID: neither, or its
   length or checksum is wrong, or it has no table; a finding each. */
enum status smbios_read_entry(struct span bytes, struct smbios_entry *ret_entry,
			      struct findings *findings);

/* Walks the structures of a table. One that is too short for its header, runs past the table, or
   has strings without an end, ends the walk with a finding; what came before stands.
   STATUS_NOT_FOUND: no central processor among them. */
enum status smbios_read_table(struct span table, const struct smbios_entry *entry,
			      struct smbios *ret_smbios, struct findings *findings);

/* Both, from an entry point of either kind. STATUS_INVALID also where memory cannot be read. */
enum status smbios_read(phys_addr entry_point, const struct acpi_memory *memory,
			struct smbios *ret_smbios, struct findings *findings);

#endif

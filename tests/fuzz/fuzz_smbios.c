/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SMBIOS entry point is the first 32 bytes of the input, the table what follows. Checksums are
 * put right, unless the last of the 32 is '!': no fuzzer would get past them otherwise.
 */
#include <stdlib.h>
#include <string.h>

#include "smbios.h"

enum { ENTRY_SIZE = 32, FINDINGS = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void put_right(uint8_t *bytes, size_t checksum, size_t length)
{
	bytes[checksum] = (uint8_t)(bytes[checksum] - span_sum((struct span){bytes, length}));
}

static void check_socket(const struct smbios_socket *socket, struct span table)
{
	check(span_get8(table, socket->offset) == 4);
	check(memchr(socket->designation, '\0', SMBIOS_DESIGNATION_SIZE) != NULL);
	for (const char *c = socket->designation; *c; c++)
		check(*c >= ' ' && *c <= '~');
}

static void check_smbios(const struct smbios *smbios, struct span table)
{
	unsigned int in_use = 0, threads = 0;

	check(smbios->in_use <= smbios->populated && smbios->populated <= smbios->sockets &&
	      smbios->sockets <= smbios->structures);
	check(smbios->item_count == smbios->sockets || smbios->item_count == SMBIOS_SOCKETS_MAX);
	for (unsigned int i = 0; i < smbios->item_count; i++) {
		const struct smbios_socket *socket = &smbios->items[i];

		check_socket(socket, table);
		check(i == 0 || socket->offset > socket[-1].offset);
		if (!socket->populated || socket->status == SMBIOS_CPU_DISABLED_BY_USER ||
		    socket->status == SMBIOS_CPU_DISABLED_BY_FIRMWARE)
			continue;
		in_use++;
		threads += socket->threads;
	}
	if (smbios->item_count == smbios->sockets)
		check(smbios->in_use == in_use &&
		      (smbios->threads == threads || smbios->threads == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct smbios smbios;
	uint8_t copy[ENTRY_SIZE];
	struct finding items[FINDINGS];
	struct findings findings = {.items = items, .capacity = FINDINGS};
	struct smbios_entry entry = {.major = 3};
	enum status status;

	if (size < ENTRY_SIZE)
		return 0;
	memcpy(copy, bytes, ENTRY_SIZE);
	struct span point = {copy, ENTRY_SIZE}, table = {bytes + ENTRY_SIZE, size - ENTRY_SIZE};

	if (copy[ENTRY_SIZE - 1] != '!' && span_is(point, 0, "_SM3_")) {
		put_right(copy, 5, 24);
	} else if (copy[ENTRY_SIZE - 1] != '!') {
		put_right(copy + 16, 21 - 16, 15);
		put_right(copy, 4, 31);
	}
	status = smbios_read_entry(point, &entry, &findings);
	check(status == STATUS_OK ? entry.table.value != 0 && findings.count == 0
				  : findings.count == 1 && entry.major == 3);
	status = smbios_read_table(table, &entry, &smbios, &findings);
	check((status == STATUS_OK) == (smbios.sockets > 0));
	check(findings.lost == 0);
	check_smbios(&smbios, table);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The parsers of tables with fixed fields: FADT, HPET, SPCR. What they refuse stays untouched. And
   the search for a window of I/O ports in a DSDT. */
#include <stdlib.h>
#include <string.h>

#include "acpi.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_untouched(enum status status, const void *object, size_t size)
{
	const uint8_t *bytes = object;

	for (size_t i = 0; status != STATUS_OK && i < size; i++)
		if (bytes[i] != 0x5a)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span table = {bytes, size};
	struct finding items[8];
	struct findings findings = {.items = items, .capacity = 8};
	struct fadt fadt;
	struct hpet hpet;
	struct spcr spcr;
	uint64_t window;

	memset(&fadt, 0x5a, sizeof(fadt));
	memset(&hpet, 0x5a, sizeof(hpet));
	memset(&spcr, 0x5a, sizeof(spcr));
	check_untouched(fadt_read(table, &fadt, &findings), &fadt, sizeof(fadt));
	check_untouched(hpet_read(table, &hpet, &findings), &hpet, sizeof(hpet));
	check_untouched(spcr_read(table, &spcr, &findings), &spcr, sizeof(spcr));
	acpi_io_window(table, size ? bytes[0] : 0, &window);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "fmt.h"
#include "survey.h"

/* Static: its list of sockets is too large for the firmware's stack. */
static struct smbios smbios;

/* The 3.x entry point first: a table above 4 GiB, or of more than 64 KiB, has no other. */
static bool read(struct survey *s)
{
	static const EFI_GUID guids[] = {SMBIOS3_TABLE_GUID, SMBIOS_TABLE_GUID};

	for (size_t i = 0; i < ARRAY_SIZE(guids); i++) {
		phys_addr entry = firmware_table(s->firmware, &guids[i]);

		if (entry.value &&
		    smbios_read(entry, &survey_physical, &smbios, &s->findings) == STATUS_OK)
			return true;
	}
	return false;
}

const struct smbios *survey_smbios(struct survey *s)
{
	static bool asked, found;

	if (!asked)
		found = read(s);
	asked = true;
	return found ? &smbios : NULL;
}

/* Its names are there even if it lists no processor. */
const char *survey_board(struct survey *s)
{
	survey_smbios(s);
	fmt_text(s->kept.board, sizeof(s->kept.board), "%s%s%s%s%s", smbios.maker,
		 smbios.maker[0] && smbios.product[0] ? " " : "", smbios.product,
		 smbios.board[0] ? ", board " : "", smbios.board);
	return s->kept.board;
}

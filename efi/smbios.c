/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"

/* The 3.x entry point first: a table above 4 GiB, or of more than 64 KiB, has no other. */
bool survey_smbios(struct survey *s, struct smbios *ret_smbios)
{
	static const EFI_GUID guids[] = {SMBIOS3_TABLE_GUID, SMBIOS_TABLE_GUID};

	for (size_t i = 0; i < ARRAY_SIZE(guids); i++) {
		phys_addr entry = firmware_table(s->firmware, &guids[i]);

		if (entry.value &&
		    smbios_read(entry, &survey_physical, ret_smbios, &s->findings) == STATUS_OK)
			return true;
	}
	return false;
}

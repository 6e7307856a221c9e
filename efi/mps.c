/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "mps.h"

/* UEFI names the table where there is one (UEFI 2.10, 4.6.1.1); else low memory is searched, as an
   OS that was started by a BIOS does. */
bool survey_cores_by_mps(struct survey *s)
{
	static const EFI_GUID guid = MPS_TABLE_GUID;
	size_t pages = (MPS_CPUS_MAX * sizeof(struct madt_cpu) + PAGE_SIZE - 1) / PAGE_SIZE;
	phys_addr list = firmware_pages(s->firmware, pages, UINT64_MAX);
	struct mps mps;

	if (!list.value)
		return false;
	s->madt = (struct madt){.cpus = (struct madt_cpu *)(uintptr_t)list.value,
				.cpu_capacity = MPS_CPUS_MAX};
	if (mps_read(firmware_table(s->firmware, &guid), &survey_physical, &mps, &s->madt,
		     &s->findings) == STATUS_OK)
		return true;
	s->madt = (struct madt){.cpus = NULL};
	return false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "mp_services.h"

EFI_MP_SERVICES_PROTOCOL *mp_services_find(struct firmware *firmware, UINTN *ret_total,
					   UINTN *ret_enabled)
{
	EFI_GUID guid = EFI_MP_SERVICES_PROTOCOL_GUID;
	EFI_MP_SERVICES_PROTOCOL *mp = firmware_protocol(firmware, &guid);

	if (!mp || EFI_ERROR(mp->GetNumberOfProcessors(mp, ret_total, ret_enabled)))
		return NULL;
	return mp;
}

static struct madt_cpu cpu_of_info(const EFI_PROCESSOR_INFORMATION *info, UINTN number)
{
	bool enabled = info->StatusFlag & MP_IS_ENABLED;

	return (struct madt_cpu){.id = {info->ProcessorId},
				 .uid = (uint32_t)number,
				 .state = enabled ? MADT_CPU_ENABLED : MADT_CPU_DISABLED};
}

size_t survey_mp_processors(struct survey *s, struct census_cpu *ret_cpus, size_t capacity)
{
	UINTN total, enabled;
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services_find(s->firmware, &total, &enabled);
	size_t count = 0;

	for (UINTN i = 0; mp && i < total && count < capacity; i++) {
		EFI_PROCESSOR_INFORMATION info;

		if (EFI_ERROR(mp->GetProcessorInfo(mp, i, &info)))
			continue;
		ret_cpus[count++] = (struct census_cpu){
			.id = {info.ProcessorId},
			.usable = info.StatusFlag & MP_IS_ENABLED,
			.healthy = info.StatusFlag & MP_IS_HEALTHY,
			.boot_core = info.StatusFlag & MP_IS_BSP,
		};
	}
	return count;
}

bool survey_cores_by_mp_services(struct survey *s)
{
	UINTN total, enabled;
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services_find(s->firmware, &total, &enabled);
	phys_addr memory;

	if (!mp || total > CPUS_MAX)
		return false;
	memory = firmware_pages(s->firmware, total * sizeof(struct madt_cpu) / PAGE_SIZE + 1,
				UINT64_MAX);
	if (!memory.value)
		return false;
	s->madt = (struct madt){.cpus = (struct madt_cpu *)(uintptr_t)memory.value,
				.cpu_capacity = total,
				.pcat_compat = true};
	for (UINTN i = 0; i < total; i++) {
		EFI_PROCESSOR_INFORMATION info;

		if (!EFI_ERROR(mp->GetProcessorInfo(mp, i, &info)))
			s->madt.cpus[s->madt.cpu_count++] = cpu_of_info(&info, i);
	}
	return s->madt.cpu_count > 0;
}

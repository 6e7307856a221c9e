/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "bench.h"
#include "mp_services.h"
#include "stats.h"

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

enum { ROUNDS = 11, WARM_UP = 1, TIMEOUT_US = 5000000 };

/* What a core is asked to do: nothing, so that only the way there and back is measured. */
static void EFIAPI nothing(void *argument)
{
	(void)argument;
}

struct peer {
	const char *name, *text;
	EFI_STATUS (*call)(EFI_MP_SERVICES_PROTOCOL *mp, UINTN processor);
};

static EFI_STATUS call_this(EFI_MP_SERVICES_PROTOCOL *mp, UINTN processor)
{
	return mp->StartupThisAP(mp, nothing, processor, NULL, TIMEOUT_US, NULL, NULL);
}

static EFI_STATUS call_all(EFI_MP_SERVICES_PROTOCOL *mp, UINTN processor)
{
	(void)processor;
	return mp->StartupAllAPs(mp, nothing, FALSE, NULL, TIMEOUT_US, NULL, NULL);
}

static const struct peer this_ap = {"mps.this", "firmware's StartupThisAP, empty function",
				    call_this};
static const struct peer all_aps = {"mps.all", "firmware's StartupAllAPs, empty function",
				    call_all};

static void emit(struct survey *s, const struct peer *peer, UINTN cores, const struct stats *stats)
{
	struct record record = {.kind = RECORD_STAT,
				.stat = {.name = peer->name,
					 .unit = s->machine.clock.agrees ? "ns" : "ticks",
					 .text = peer->text,
					 .cpus = (unsigned int)cores,
					 .stats = *stats}};

	report_emit(&s->report, &record);
}

static const struct rule rule_failed = {"mps.failed", SEVERITY_WARNING, "", "PI 1.8, II-13.4",
					"firmware code that runs on other cores before the OS "
					"fails too; here there is no figure to "
					"compare with"};

/* The median, or 0 when a call failed: half a measurement is none. */
static uint64_t measure(struct survey *s, EFI_MP_SERVICES_PROTOCOL *mp, const struct peer *peer,
			UINTN processor, UINTN cores)
{
	const struct clock *clock = &s->machine.clock;
	uint64_t samples[ROUNDS];
	struct stats stats;

	if (!bench_wanted(&s->machine.options, peer->name))
		return 0;

	for (unsigned int i = 0; i < WARM_UP + ROUNDS; i++) {
		ticks start = arch_clock_read();
		EFI_STATUS status = peer->call(mp, processor);
		ticks span = arch_clock_read() - start;

		if (EFI_ERROR(status)) {
			rule_broken(&s->findings, &rule_failed, 0, "%s failed with status 0x%llx",
				    peer->name, (unsigned long long)status);
			return 0;
		}
		if (i >= WARM_UP)
			samples[i - WARM_UP] = clock->agrees ? clock_to_ns(clock, span) : span;
	}
	stats_compute(samples, ROUNDS, &stats);
	emit(s, peer, cores, &stats);
	return stats.p50;
}

/* The first processor that is not the one we run on. */
static UINTN other_processor(EFI_MP_SERVICES_PROTOCOL *mp)
{
	UINTN self = 0;

	mp->WhoAmI(mp, &self);
	return self == 0 ? 1 : 0;
}

void survey_mp_services(struct survey *s)
{
	UINTN total, enabled;
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services_find(s->firmware, &total, &enabled);

	if (!mp || !s->machine.options.mps || enabled < 2)
		return;
	report_progress(&s->report, "mp-services", "timing the firmware's own MP Services");
	s->machine.mps_this_p50 = measure(s, mp, &this_ap, other_processor(mp), 2);
	/* It runs on all that are enabled (PI 1.8, II-13.4), whatever the MADT lists. */
	s->machine.mps_all_p50 = measure(s, mp, &all_aps, 0, enabled);
	s->machine.mps_all_cores = (unsigned int)enabled;
}

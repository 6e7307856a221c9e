/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware that switches cores: Arm DEN 0022F, by the SMC Calling Convention (DEN
   0028). */
#include "core.h"
#include "acpi.h"

enum { /* 5.1: bit 30 says that arguments have 64 bits */
       FN_VERSION = 0x84000000,
       FN_CPU_SUSPEND = 0xC4000001,
       FN_CPU_OFF = 0x84000002,
       FN_CPU_ON = 0xC4000003,
       FN_AFFINITY_INFO = 0xC4000004,
       FN_SYSTEM_OFF = 0x84000008,
       FN_SYSTEM_RESET = 0x84000009,
       FN_FEATURES = 0x8400000A,
       VERSION_0_1 = 1,
       VERSION_0_2 = 2,
       VERSION_1_0 = 0x10000,
};

static struct psci_calls psci;

/* DEN 0028 2.6: x4 to x17 may be lost. SMC and HVC are told apart by the table alone. */
static int64_t call(uint32_t function, uint64_t a, uint64_t b, uint64_t c)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = a;
	register uint64_t x2 __asm__("x2") = b;
	register uint64_t x3 __asm__("x3") = c;

	if (psci.by_hvc)
		__asm__ volatile("hvc #0"
				 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
				 :
				 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
				   "x14", "x15", "x16", "x17", "memory");
	else
		__asm__ volatile("smc #0"
				 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
				 :
				 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
				   "x14", "x15", "x16", "x17", "memory");
	return (int64_t)x0;
}

/* A PSCI 0.1 has no numbers but those of its device tree, and no AFFINITY_INFO (5.1, 10.1). */
void psci_survey(struct machine *machine, const struct psci *told)
{
	struct psci_calls *calls = &machine->arch.psci;

	*calls = (struct psci_calls){.present = told->present, .by_hvc = told->by_hvc};
	if (!told->present)
		return;
	psci = *calls;
	if (told->cpu_on) {
		calls->version = VERSION_0_1;
		calls->cpu_suspend = told->cpu_suspend;
		calls->cpu_off = told->cpu_off;
		calls->cpu_on = told->cpu_on;
		return;
	}
	calls->version = (uint32_t)call(FN_VERSION, 0, 0, 0);
	calls->cpu_off = FN_CPU_OFF;
	calls->cpu_on = FN_CPU_ON;
	calls->affinity_info = FN_AFFINITY_INFO;
	calls->system_off = FN_SYSTEM_OFF;
	calls->system_reset = FN_SYSTEM_RESET;
	if (calls->version < VERSION_1_0 || (int32_t)call(FN_FEATURES, FN_CPU_SUSPEND, 0, 0) >= 0)
		calls->cpu_suspend = FN_CPU_SUSPEND;
}

void psci_open(const struct psci_calls *calls)
{
	psci = *calls;
}

int psci_cpu_on(uint64_t id, uint64_t entry, uint64_t context)
{
	return (int)call(psci.cpu_on, id, entry, context);
}

void psci_cpu_off(void)
{
	if (psci.cpu_off)
		call(psci.cpu_off, 0, 0, 0);
}

int psci_affinity_info(uint64_t id)
{
	return psci.affinity_info ? (int)call(psci.affinity_info, id, 0, 0) : PSCI_NOT_SUPPORTED;
}

void psci_system_off(void)
{
	if (psci.system_off)
		call(psci.system_off, 0, 0, 0);
}

void psci_system_reset(void)
{
	if (psci.system_reset)
		call(psci.system_reset, 0, 0, 0);
}

const char *psci_refusal(int result)
{
#define REFUSED(name) "the firmware refused CPU_ON: " #name
	static const char *const texts[] = {
		REFUSED(SUCCESS),	   REFUSED(NOT_SUPPORTED), REFUSED(INVALID_PARAMETERS),
		REFUSED(DENIED),	   REFUSED(ALREADY_ON),	   REFUSED(ON_PENDING),
		REFUSED(INTERNAL_FAILURE), REFUSED(NOT_PRESENT),   REFUSED(DISABLED),
		REFUSED(INVALID_ADDRESS),
	};

	if (result > 0 || result < PSCI_INVALID_ADDRESS)
		return "the firmware refused CPU_ON for a reason that has no name";
	return texts[-result];
#undef REFUSED
}

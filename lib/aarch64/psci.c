/* SPDX-License-Identifier: BSD-2-Clause */
#include "psci.h"
#include "acpi.h"

/* 5.1: bit 30 says that arguments have 64 bits. */
#define FN_VERSION	 0x84000000u
#define FN_CPU_SUSPEND	 0xC4000001u
#define FN_CPU_OFF	 0x84000002u
#define FN_CPU_ON	 0xC4000003u
#define FN_AFFINITY_INFO 0xC4000004u
#define FN_SYSTEM_OFF	 0x84000008u
#define FN_SYSTEM_RESET	 0x84000009u
#define FN_FEATURES	 0x8400000Au

enum { VERSION_0_1 = 1, VERSION_1_0 = 0x10000 };

/* A PSCI 0.1 has no numbers but those of its device tree, and no AFFINITY_INFO (10.1). */
void psci_choose(struct psci_calls *ret_calls, const struct psci *told, psci_conduit conduit)
{
	*ret_calls = (struct psci_calls){.conduit = NULL};
	if (!told->present)
		return;
	*ret_calls = (struct psci_calls){.conduit = conduit,
					 .version = VERSION_0_1,
					 .cpu_suspend = told->cpu_suspend,
					 .cpu_off = told->cpu_off,
					 .cpu_on = told->cpu_on};
	if (told->cpu_on)
		return;
	*ret_calls = (struct psci_calls){.conduit = conduit,
					 .version = (uint32_t)conduit(FN_VERSION, 0, 0, 0),
					 .cpu_suspend = FN_CPU_SUSPEND,
					 .cpu_off = FN_CPU_OFF,
					 .cpu_on = FN_CPU_ON,
					 .affinity_info = FN_AFFINITY_INFO,
					 .system_off = FN_SYSTEM_OFF,
					 .system_reset = FN_SYSTEM_RESET};
	if (ret_calls->version >= VERSION_1_0 && /* 5.1.14: who knows FEATURES tells of the rest */
	    (int32_t)conduit(FN_FEATURES, FN_CPU_SUSPEND, 0, 0) < 0)
		ret_calls->cpu_suspend = 0;
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

	if (result > PSCI_SUCCESS || result < PSCI_INVALID_ADDRESS)
		return "the firmware refused CPU_ON for a reason that has no name";
	return texts[-result];
#undef REFUSED
}

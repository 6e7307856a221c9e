/* SPDX-License-Identifier: BSD-2-Clause */
/* The Power State Coordination Interface, Arm DEN 0022F: which of its calls there are, and what
   they answer. */
#ifndef MUSTER_PSCI_H
#define MUSTER_PSCI_H

#include "types.h"

struct psci; /* acpi.h */

/* HVC or SMC, by the SMC Calling Convention (DEN 0028). */
typedef int64_t (*psci_conduit)(uint64_t function, uint64_t a, uint64_t b, uint64_t c);

/* A function's number is 0 where it is not there. */
struct psci_calls {
	psci_conduit conduit; /* NULL: there is no PSCI */
	uint32_t version;     /* 0xMMMMmmmm; 1 for 0.1, which does not say */
	uint32_t cpu_suspend, cpu_off, cpu_on, affinity_info, system_off, system_reset;
};

enum psci_result { /* 5.2.2 */
		   PSCI_SUCCESS = 0,
		   PSCI_NOT_SUPPORTED = -1,
		   PSCI_DENIED = -3,
		   PSCI_ALREADY_ON = -4,
		   PSCI_ON_PENDING = -5,
		   PSCI_INVALID_ADDRESS = -9,
};
enum psci_affinity { PSCI_ON, PSCI_OFF, PSCI_ON_UNDERWAY }; /* 5.1.4 */

/* told: by the tables. Asks for the version, and for what is optional. */
void psci_choose(struct psci_calls *ret_calls, const struct psci *told, psci_conduit conduit);

/* enum psci_result, or what the function answers; PSCI_NOT_SUPPORTED where it is not there. */
static inline int psci_call(const struct psci_calls *calls, uint32_t function, uint64_t a,
			    uint64_t b, uint64_t c)
{
	return function ? (int)calls->conduit(function, a, b, c) : PSCI_NOT_SUPPORTED;
}

/* How cores of an Arm machine are woken: the last two by an address that they look at. */
enum wake_by { WAKE_IMPOSSIBLE, WAKE_PSCI, WAKE_PARKED, WAKE_SPIN_TABLE };

/* "the firmware refused CPU_ON: DENIED". */
const char *psci_refusal(int result);

#endif

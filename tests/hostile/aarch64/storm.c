/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine that is left in uproar. */
#include "door.h"

enum { TIMER_ENABLE = 1 };

/* The virtual timer, whose interrupt the firmware has let through: it fires from now on. */
static EFI_STATUS storm(EFI_HANDLE image, UINTN key)
{
	EFI_STATUS status = door_leave(image, key);

	if (EFI_ERROR(status))
		return status;
	__asm__ volatile("msr daifset, #15\n\t"
			 "msr cntv_tval_el0, %0\n\t"
			 "msr cntv_ctl_el0, %1\n\t"
			 "isb"
			 :
			 : "r"(0ull), "r"((uint64_t)TIMER_ENABLE));
	return status;
}

static void interrupts(void)
{
	door_hook(storm);
}

const struct breakage storm_breaks[] = {
	{"interrupts", PHASE_MACHINE, interrupts},
	{0},
};

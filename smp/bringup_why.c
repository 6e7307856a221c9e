/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a core is not online, in words. */
#include "bringup.h"

const char *bringup_why_not_reset(enum status status)
{
	if (status == STATUS_BUSY)
		return "it runs on, and cannot be reset on this machine";
	return status == STATUS_UNSUPPORTED ? "its id cannot be reached in this APIC mode"
					    : "the interrupt controller did not take the reset";
}

const char *bringup_why_silent(enum wake_stage stage)
{
	static const char *const reasons[STAGE_COUNT] = {
		[STAGE_NONE] = "never answered",
		[STAGE_ENTRY] = "died between real mode and long mode",
		[STAGE_PAGING] = "died between long mode and C",
		[STAGE_C] = "died between C and online",
		[STAGE_ONLINE] = "died on its way to the online state",
	};

	return reasons[stage];
}

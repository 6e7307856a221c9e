/* SPDX-License-Identifier: BSD-2-Clause */
#include "hostile.h"

extern const struct breakage mps_breaks[], memory_breaks[], core_breaks[], mailbox_breaks[],
	serial_breaks[];

const struct breakage *const all_breaks[] = {
	madt_breaks,  root_breaks,    mps_breaks,      memory_breaks, core_breaks, service_breaks,
	storm_breaks, mailbox_breaks, variable_breaks, serial_breaks, NULL};

/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door to cores that are coroutines: nothing. */
#ifndef MUSTER_ARCH_MACHINE_H
#define MUSTER_ARCH_MACHINE_H

struct arch_machine {
	char nothing;
};

#endif

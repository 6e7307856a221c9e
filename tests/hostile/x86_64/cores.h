/* SPDX-License-Identifier: BSD-2-Clause */
/* The other cores, by the firmware's MP Services. */
#ifndef HOSTILE_CORES_H
#define HOSTILE_CORES_H

#include "hostile.h"

/* Those that are enabled, without the boot core. */
unsigned int core_count_others(void);

/* The APIC id of the firmware's processor; 0 is the boot core. */
uint8_t core_id(unsigned int number);

#endif

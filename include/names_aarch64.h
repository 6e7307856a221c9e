/* SPDX-License-Identifier: BSD-2-Clause */
/* What numbers in Arm's registers mean, in words. Arm ARM (DDI 0487), the registers' sections. */
#ifndef MUSTER_NAMES_AARCH64_H
#define MUSTER_NAMES_AARCH64_H

#include "types.h"

/* Of a MIDR_EL1; "" for one that is not known here. */
const char *midr_implementer(uint64_t midr);
const char *midr_part(uint64_t midr);

/* Of an ESR_EL1: its class, its class's name, and whether FAR_EL1 holds an address with it. */
unsigned int esr_class(uint64_t esr);
const char *esr_name(uint64_t esr);
bool esr_has_address(uint64_t esr);

#endif

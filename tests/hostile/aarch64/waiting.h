/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores that wait as firmware without PSCI lets them wait: each has a reserved page, the lower half
   of which is for an OS; shared by C and assembly. */
#ifndef HOSTILE_WAITING_H
#define HOSTILE_WAITING_H

/* The firmware's half of the page, struct waiting. */
#define WAITING		      2048
#define WAITING_NUMBER	      (WAITING + 8)
#define WAITING_DISTRIBUTOR   (WAITING + 16)
#define WAITING_INTERFACE     (WAITING + 24)
#define WAITING_REDISTRIBUTOR (WAITING + 32)
#define WAITING_READY	      (WAITING + 40)

/* The mailbox of the parking protocol; a spin-table's word is at 0. */
#define MAILBOX_ID	      0
#define MAILBOX_ADDRESS	      8

#ifndef __ASSEMBLER__

#include "hostile.h"

struct waiting {
	uint64_t id;	 /* affinity fields of MPIDR_EL1 */
	uint64_t number; /* that the mailbox calls it by */
	uint64_t distributor, interface, redistributor;
	uint32_t ready; /* it waits */
};

/* waiting_core.S: what a core runs that waits for an interrupt and looks into its mailbox, and one
   that looks at its word. */
extern const uint8_t waiting_begin[], waiting_parked[], waiting_spins[], waiting_end[];

/* A page for one more core. */
uint8_t *waiting_add(uint64_t id);

static inline struct waiting *waiting_of(uint8_t *page)
{
	return (struct waiting *)(page + WAITING);
}

/* When Muster leaves the firmware, all of them but the core that runs this wait at entry. */
void waiting_start(const uint8_t *entry);

#endif
#endif

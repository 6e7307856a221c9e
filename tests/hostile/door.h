/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's own ExitBootServices in the place of the firmware's. */
#ifndef HOSTILE_DOOR_H
#define HOSTILE_DOOR_H

#include "hostile.h"

typedef EFI_STATUS (*door_step)(EFI_HANDLE image, UINTN key);

/* What Muster calls from now on; one step at most. */
void door_hook(door_step step);

/* The firmware's own ExitBootServices. */
EFI_STATUS door_leave(EFI_HANDLE image, UINTN key);

/* After a change to the table of boot services. */
void services_sum(void);

#endif

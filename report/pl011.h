/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's UART, for serial.c: the PL011 and the SBSA Generic UART, which has a part of its registers
   in the same places. Line settings stay as the firmware left them. */
#ifndef MUSTER_REPORT_PL011_H
#define MUSTER_REPORT_PL011_H

#include "console.h"

/* True if something answers there that can be a PL011. */
bool pl011_probe(const struct serial_port *port);

bool pl011_has_room(const struct serial_port *port); /* the next byte may be written */
bool pl011_all_sent(const struct serial_port *port);
void pl011_put(const struct serial_port *port, uint8_t byte);

#endif

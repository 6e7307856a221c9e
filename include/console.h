/* SPDX-License-Identifier: BSD-2-Clause */
/* The two places where text can go without firmware: a serial port and a framebuffer. */
#ifndef MUSTER_CONSOLE_H
#define MUSTER_CONSOLE_H

#include "status.h"
#include "types.h"

/* A 16550-compatible UART in I/O ports or memory; Arm's PL011, or an SBSA Generic UART. */
enum serial_kind { SERIAL_NONE, SERIAL_16550_PORT, SERIAL_16550_MEMORY, SERIAL_PL011 };

struct serial_port {
	enum serial_kind kind;
	uint64_t address;
	unsigned int stride; /* bytes from one register of a 16550 to the next */
};

/* True if a UART answers there: a 16550's scratch and interrupt-enable registers hold what is
   written, a PL011's flags can be those of one. Line settings stay as the firmware left them. */
bool serial_probe(const struct serial_port *port);

/* For a port that nobody announced, after the probe: as it is after a reset (not 8 data bits, or a
   divisor of 0), the firmware never used it, and it is set to 115200 8N1; else it is left alone, as
   a PL011 always is. */
void serial_program(const struct serial_port *port);

/* A sink's write function; context is the port. Returns when all is on the line. A transmitter that
   stays full for 100,000 polls costs the byte, and after 16 bytes lost in a row the port is given
   up, so that a missing cable or a dead UART cannot hang the run. */
void serial_write(void *port, const char *bytes, size_t length);

/* Linear framebuffer, 32 bits a pixel. */
struct framebuffer {
	uint64_t address; /* 0 = none */
	uint32_t width, height;
	uint32_t stride;		 /* pixels from one line to the next */
	uint32_t foreground, background; /* pixel values */
	uint32_t red, green, blue;	 /* masks of the bits that a pixel has for each */
};

struct text_screen {
	struct framebuffer framebuffer;
	uint32_t columns, rows;
	uint32_t column, row;
	uint32_t scale; /* pixels of the screen for one of the font: 1, or more where it is dense */
};

/* STATUS_UNSUPPORTED when there is no framebuffer, or it is too small for 40 columns by 10 rows. */
enum status screen_open(struct text_screen *screen, const struct framebuffer *framebuffer);

/* A sink's write function; context is the screen. At the last row the screen scrolls by half. */
void screen_write(void *screen, const char *bytes, size_t length);

#endif

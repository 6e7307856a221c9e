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
	unsigned int width;  /* of one access to registers in memory, in bytes: 1 or 4 */
	uint32_t clock_hz;   /* that the divisor of a 16550 divides by 16; 0 = not known */
};

/* Of 16550s in ports, from the first PC on. */
enum { SERIAL_CLOCK_PC = 1843200, SERIAL_SPEED_UNSET = 115200 };

struct serial_line {
	uint32_t divisor; /* 0: there is none, or it cannot be read */
	uint32_t speed;	  /* in bit/s; 0: not known */
	bool by_us;	  /* else it is as the firmware left it */
};

/* A record: the port that the report goes to. */
struct record_serial {
	struct serial_port port; /* of kind SERIAL_NONE: there is none */
	struct serial_line line;
	const char *place; /* as serial= would name it */
	const char *why;   /* this one, or none */
};

/* True if a UART answers there: a 16550's scratch and interrupt-enable registers hold what is
   written, a PL011's flags can be those of one. Line settings stay as the firmware left them. */
bool serial_probe(const struct serial_port *port);

/*
 * After the probe. A port that the firmware has set up is left alone, unless a speed is wanted. One
 * as it is after a reset (not 8 data bits, or a divisor of 0) is set to 8N1 and the speed unset.
 * STATUS_UNSUPPORTED: the speed wanted cannot be set, as the clock is not known or gives no speed
 * within 3 % of it, or as the port is a PL011; then nothing is changed.
 */
enum status serial_set_up(const struct serial_port *port, uint32_t unset, uint32_t wanted,
			  struct serial_line *ret_line);

/*
 * A sink's write function; context is the port. Returns when all is on the line. What cannot be
 * sent costs at most five million polls of a register altogether, then the port is given up (its
 * kind is SERIAL_NONE), so that a missing cable or a dead UART cannot hang the run; one that is
 * gone, at once. A UART that holds its bytes back for want of CTS is told not to.
 */
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

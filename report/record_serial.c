/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_serial.h"
#include "record_text.h"

enum { HEAD_INDENT = 12 };

static const char *const kinds[] = {
	[SERIAL_NONE] = "none",
	[SERIAL_16550_PORT] = "16550",
	[SERIAL_16550_MEMORY] = "16550",
	[SERIAL_PL011] = "pl011",
};

void json_serial(struct json *json, const struct record *record)
{
	const struct record_serial *serial = &record->serial;
	const struct serial_port *port = &serial->port;

	json_text(json, "kind", kinds[port->kind]);
	json_text(json, "why", serial->why);
	if (port->kind == SERIAL_NONE)
		return;
	json_text(json, "place", serial->place);
	json_text(json, "space", port->kind == SERIAL_16550_PORT ? "io" : "memory");
	json_hex(json, "address", port->address);
	json_number(json, "stride", port->stride);
	json_number(json, "width", port->width);
	json_number_or_null(json, "clock_hz", port->clock_hz, 0);
	json_number_or_null(json, "divisor", serial->line.divisor, 0);
	json_number_or_null(json, "speed", serial->line.speed, 0);
	json_text(json, "set_by", serial->line.by_us ? "muster" : "firmware");
}

static void add_layout(struct text *text, const struct serial_port *port)
{
	text_add(text, "%s at %s 0x%llx", port->kind == SERIAL_PL011 ? "PL011" : kinds[port->kind],
		 port->kind == SERIAL_16550_PORT ? "port" : "memory",
		 (unsigned long long)port->address);
	if (port->kind != SERIAL_PL011 && (port->stride > 1 || port->width > 1))
		text_add(text, ", registers of %u bits, %u bytes apart", port->width * 8,
			 port->stride);
}

static void add_line(struct text *text, const struct serial_line *line)
{
	if (line->speed)
		text_add(text, ", %u bit/s", line->speed);
	else if (line->divisor)
		text_add(text, ", divisor %u", line->divisor);
	text_words(text, line->by_us ? ", set by muster" : " as the firmware set it");
}

void text_serial(struct text *text, struct report *report, const struct record *record)
{
	const struct record_serial *serial = &record->serial;

	(void)report;
	text_line(text, HEAD_INDENT);
	text_add(text, "%-*s", HEAD_INDENT, "serial");
	if (serial->port.kind == SERIAL_NONE) {
		text_words(text, "none: ");
	} else {
		text_words(text, serial->place);
		text_words(text, ", ");
		add_layout(text, &serial->port);
		add_line(text, &serial->line);
		text_words(text, ": ");
	}
	text_words(text, serial->why);
}

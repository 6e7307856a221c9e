/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"

/* Interface types of the SPCR, as the DBG2 table lists them (Microsoft, table 3). */
enum spcr_interface {
	SPCR_16550 = 0,
	SPCR_16450 = 1,
	SPCR_PL011 = 3,
	SPCR_SBSA_32BIT = 0xD,
	SPCR_SBSA = 0xE,
	SPCR_16550_GAS = 0x12,
};
enum { COM1 = 0x3F8, GAS_IO = 1, UART_REGISTERS = 8, PL011_SIZE = 0x1000 };

/* By the address space where it can be in either. */
static enum serial_kind serial_kind_of(const struct spcr *spcr)
{
	switch (spcr->interface_type) {
	case SPCR_16550:
	case SPCR_16450:
	case SPCR_16550_GAS:
		return spcr->address_space == GAS_IO ? SERIAL_16550_PORT : SERIAL_16550_MEMORY;
	case SPCR_PL011:
	case SPCR_SBSA_32BIT:
	case SPCR_SBSA:
		return spcr->address_space == GAS_IO ? SERIAL_NONE : SERIAL_PL011;
	default:
		return SERIAL_NONE;
	}
}

static struct serial_port serial_of_spcr(const struct spcr *spcr)
{
	unsigned int width = spcr->register_width / 8;

	if (!spcr->address)
		return (struct serial_port){SERIAL_NONE, 0, 0};
	return (struct serial_port){
		.kind = serial_kind_of(spcr),
		.address = spcr->address,
		.stride = width ? width : 1,
	};
}

/* Where there are no ports, nothing answers to the guess. */
static void find_serial(struct survey *s)
{
	s->serial = serial_of_spcr(&s->spcr);
	if (s->serial.kind == SERIAL_NONE || !serial_probe(&s->serial)) {
		s->serial = (struct serial_port){SERIAL_16550_PORT, COM1, 1};
		if (serial_probe(&s->serial))
			serial_program(&s->serial);
		else
			s->serial.kind = SERIAL_NONE;
	}
	if (s->serial.kind == SERIAL_16550_MEMORY)
		map_add(&s->machine.maps, s->serial.address, UART_REGISTERS * s->serial.stride,
			MAP_DEVICE);
	else if (s->serial.kind == SERIAL_PL011)
		map_add(&s->machine.maps, s->serial.address, PL011_SIZE, MAP_DEVICE);
}

void survey_output_console(struct survey *s)
{
	enum output_format format = s->machine.options.format;
	struct sink console = {firmware_write, s->firmware, FORMAT_TEXT};
	struct sink serial = {serial_write, &s->serial, FORMAT_JSON};

	report_open(&s->report, arch_words());
	s->machine.report = &s->report;
	if (format & FORMAT_TEXT)
		report_add_sink(&s->report, &console);
	find_serial(s);
	if ((format & FORMAT_JSON) && s->serial.kind != SERIAL_NONE)
		report_add_sink(&s->report, &serial);
}

void survey_output(struct survey *s)
{
	struct sink serial = {serial_write, &s->serial, s->machine.options.format};

	find_serial(s);
	report_open(&s->report, arch_words());
	s->report.brief = true;
	s->report.kept = &s->kept;
	if (s->serial.kind != SERIAL_NONE) {
		serial.write(serial.context, "\r\n",
			     2); /* the firmware may have left half a line */
		report_add_sink(&s->report, &serial);
	}
	survey_screen(s);
	if (!s->report.sink_count)
		firmware_print(s->firmware, "muster: neither a serial port nor a framebuffer: "
					    "the run goes on, but there is nothing to read");
	s->machine.report = &s->report;
	s->machine.serial = &s->serial;
}

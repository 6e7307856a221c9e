/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"

void survey_output_console(struct survey *s)
{
	enum output_format format = s->machine.options.format;
	struct sink console = {firmware_write, s->firmware, FORMAT_TEXT};
	struct sink serial = {serial_write, &s->serial, FORMAT_JSON};

	report_open(&s->report, arch_words());
	s->machine.report = &s->report;
	if (format & FORMAT_TEXT)
		report_add_sink(&s->report, &console);
	if ((format & FORMAT_JSON) && s->serial.kind != SERIAL_NONE)
		report_add_sink(&s->report, &serial);
}

void survey_output(struct survey *s)
{
	struct sink serial = {serial_write, &s->serial, s->machine.options.format};

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

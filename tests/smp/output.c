/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"
#include "scenario.h"

char output[OUTPUT_MOST];
static size_t output_length;

static void keep(void *context, const char *bytes, size_t length)
{
	(void)context;
	if (!expect(output_length + length < sizeof(output)))
		return;
	memcpy(output + output_length, bytes, length);
	output_length += length;
}

void output_listen(struct machine *machine)
{
	static const struct sink sink = {.write = keep, .format = FORMAT_JSON};

	report_add_sink(machine->report, &sink);
}

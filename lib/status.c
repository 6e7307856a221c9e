/* SPDX-License-Identifier: BSD-2-Clause */
#include "status.h"

static const char *const names[STATUS_COUNT] = {
	[STATUS_OK] = "ok",
	[STATUS_INVALID] = "invalid",
	[STATUS_TRUNCATED] = "truncated",
	[STATUS_NOT_FOUND] = "not found",
	[STATUS_UNSUPPORTED] = "unsupported",
	[STATUS_NO_MEMORY] = "no memory",
	[STATUS_TIMEOUT] = "time-out",
	[STATUS_OFFLINE] = "offline",
	[STATUS_BUSY] = "busy",
	[STATUS_FAULT] = "fault",
	[STATUS_INJECTED] = "told to fail",
};

const char *status_name(enum status status)
{
	unsigned int number = (unsigned int)status;

	return number < STATUS_COUNT && names[number] ? names[number] : "unknown status";
}

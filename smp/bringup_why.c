/* SPDX-License-Identifier: BSD-2-Clause */
/* The bring-up in words: its modes, and why a core is not online. */
#include "bringup.h"
#include "fmt.h"

const char *bringup_mode_name(enum bringup_mode mode)
{
	static const char *const names[] = {"parallel", "serial", "broadcast"};

	return (unsigned int)mode < ARRAY_SIZE(names) ? names[mode] : "unknown";
}

const char *bringup_why_not_reset(enum status status)
{
	if (status == STATUS_BUSY)
		return "it runs on, and cannot be reset on this machine";
	return status == STATUS_UNSUPPORTED ? arch_wake_way().unreachable
					    : "the interrupt controller did not take the reset";
}

const char *bringup_why_not_started(enum status status)
{
	struct wake_way way = arch_wake_way();

	return status == STATUS_UNSUPPORTED ? way.unreachable : way.not_started;
}

enum { STAGE_TEXT_SIZE = 16, REASON_SIZE = 48 };

/* A stage's name as words of a sentence. */
static const char *stage_words(enum wake_stage stage, char text[STAGE_TEXT_SIZE])
{
	if (stage == STAGE_C)
		return "C";
	fmt_text(text, STAGE_TEXT_SIZE, "%s", arch_stage_name(stage));
	for (char *letter = text; *letter; letter++)
		if (*letter == '-')
			*letter = ' ';
	return text;
}

/* One text for each stage, as cores keep theirs. */
const char *bringup_why_silent(enum wake_stage stage)
{
	static char reasons[STAGE_COUNT][REASON_SIZE];
	char from[STAGE_TEXT_SIZE], to[STAGE_TEXT_SIZE];

	if (stage == STAGE_NONE)
		return "never answered";
	if (stage >= STAGE_ONLINE)
		return "died on its way to the online state";
	fmt_text(reasons[stage], REASON_SIZE, "died between %s and %s", stage_words(stage, from),
		 stage_words((enum wake_stage)(stage + 1), to));
	return reasons[stage];
}

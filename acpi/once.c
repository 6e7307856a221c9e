/* SPDX-License-Identifier: BSD-2-Clause */
#include "once.h"
#include "fmt.h"
#include "mem.h"

bool once_first(struct once *once, const struct findings *findings)
{
	if (once->count++ > 0)
		return false;
	once->place = findings->count;
	return true;
}

static void finding_append_count(struct finding *finding, uint32_t more)
{
	struct fmt text = FMT_OVER(finding->text);

	text.length = strlen(finding->text);
	fmt_add(&text, "; and %u more", more);
}

void once_close(const struct once *onces, size_t count, struct findings *findings)
{
	for (size_t i = 0; i < count; i++)
		/* Where the list was full there is no finding to write to. */
		if (onces[i].count > 1 && onces[i].place < findings->count)
			finding_append_count(&findings->items[onces[i].place], onces[i].count - 1);
}

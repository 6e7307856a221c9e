/* SPDX-License-Identifier: BSD-2-Clause */
#include "tally.h"

void tally_expect(struct tally *tally, bool good, uint32_t offset, uint32_t value)
{
	if (good)
		return;
	if (tally->count++ > 0)
		return;
	tally->first = offset;
	tally->value = value;
}

void tallies_tell(const struct tally *tallies, const struct tally_words *words,
		  const struct rule *rules, size_t count, struct findings *findings)
{
	for (size_t i = 0; i < count; i++)
		if (tallies[i].count > 0)
			rule_broken(findings, &rules[i], tallies[i].first,
				    "%u of the entries, the first at offset %u: %s %u; %s",
				    tallies[i].count, tallies[i].first, words[i].what,
				    tallies[i].value, words[i].wanted);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "shares.h"

void shares_open(struct shares *shares, ticks now, ticks span, unsigned int count)
{
	*shares = (struct shares){.end = now + span, .all = count, .left = count};
}

void shares_begin(struct shares *shares, unsigned int count)
{
	shares->behind = shares->left > count ? shares->left - count : 0;
}

void shares_end(struct shares *shares)
{
	shares->left = shares->behind;
	shares->behind = 0;
}

ticks shares_deal(struct shares *shares, ticks now, unsigned int count)
{
	ticks time = shares->end > now ? shares->end - now : 0;
	unsigned int own = shares->left - shares->behind;
	unsigned int among = shares->behind + (own > count ? own : count);

	shares->left = among - count < shares->left ? among - count : shares->left;
	return among ? time / among * count + time % among * count / among : 0;
}

unsigned int shares_percent(const struct shares *shares)
{
	uint64_t done = shares->all - shares->left;

	return shares->all ? (unsigned int)(done * 100 / shares->all) : 100;
}

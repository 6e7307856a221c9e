/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_words.h"
#include "arch.h"

const struct record_words *arch_words(void)
{
	return &words_aarch64;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_words.h"

const struct record_words words_x86_64 = {
	.id = "apic_id",
	.ids = "apic_ids",
	.boot_id = "boot_apic_id",
	.mode = "apic_mode",
	.paging = "long_ns",
	.id_text = "id",
};

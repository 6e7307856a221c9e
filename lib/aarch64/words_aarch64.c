/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_words.h"

const struct record_words words_aarch64 = {
	.id = "mpidr",
	.ids = "mpidrs",
	.boot_id = "boot_mpidr",
	.mode = "gic_mode",
	.paging = "mmu_ns",
	.id_text = "MPIDR",
};

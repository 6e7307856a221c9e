/* SPDX-License-Identifier: BSD-2-Clause */
#include "hostile.h"

extern const struct breakage parking_breaks[], spin_table_breaks[];

const struct breakage *const all_breaks[] = {
	madt_breaks,	root_breaks,	   service_breaks,  storm_breaks,
	parking_breaks, spin_table_breaks, variable_breaks, NULL};

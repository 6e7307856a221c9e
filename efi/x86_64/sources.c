/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"

const struct list_source survey_list_sources[] = {
	{"mps", "MP tables", survey_cores_by_mps, true, false},
	{"mp-services", "firmware's MP Services", survey_cores_by_mp_services, false, false},
	{NULL, NULL, NULL, false, false},
};

/* SPDX-License-Identifier: BSD-2-Clause */
#include "devicetree.h"

const struct list_source survey_list_sources[] = {
	{"device-tree", "device tree", survey_cores_by_device_tree, true, true},
	{"mp-services", "firmware's MP Services", survey_cores_by_mp_services, false, false},
	{NULL, NULL, NULL, false, false},
};

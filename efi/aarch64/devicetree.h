/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MUSTER_EFI_DEVICETREE_H
#define MUSTER_EFI_DEVICETREE_H

#include "survey.h"

/* The cores, and all else that ACPI tables would have said, by the device tree that the firmware
   hands over as a configuration table. False: there is none, or no core in it can be used. */
bool survey_cores_by_device_tree(struct survey *survey);

#endif

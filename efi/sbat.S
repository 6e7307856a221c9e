/* SPDX-License-Identifier: BSD-2-Clause */
/* What shim wants to know of a program before it starts it, to refuse generations that have been
   revoked: lines of component, generation, vendor, package, version and where to ask. The
   generation grows when a hole is closed that let something unsigned run. */
#include "version.h"

	.section .sbat, "a", %progbits
	.ascii	"sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n"
	.ascii	"muster,1,Muster,muster,", MUSTER_VERSION, ",https://example.org/muster\n"

	.section .note.GNU-stack, "", %progbits

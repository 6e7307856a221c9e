/* SPDX-License-Identifier: BSD-2-Clause */
/* Included by the compiler before all else, for the image: every name is linked into it, so that no
   variable is looked up in a table of addresses. -fvisibility=hidden says so of definitions only.
 */
#pragma GCC visibility push(hidden)

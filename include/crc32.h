/* SPDX-License-Identifier: BSD-2-Clause */
/* CRC-32 as in IEEE 802.3, zlib and gzip (reflected polynomial 0xEDB88320). */
#ifndef MUSTER_CRC32_H
#define MUSTER_CRC32_H

#include "types.h"

/* Continues a sum over more bytes; start with 0. */
uint32_t crc32_add(uint32_t crc, const void *bytes, size_t length);

#endif

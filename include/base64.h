/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as text (RFC 4648, section 4). */
#ifndef MUSTER_BASE64_H
#define MUSTER_BASE64_H

#include "types.h"

#define BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)

/* Writes BASE64_LENGTH(length) characters and a NUL. */
void base64_write(const uint8_t *bytes, size_t length, char *text);

#endif

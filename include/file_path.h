/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths of files as firmware takes them: UTF-16, from a volume's root on, with backslashes. */
#ifndef MUSTER_FILE_PATH_H
#define MUSTER_FILE_PATH_H

#include "span.h"

enum { FILE_PATH_SIZE = 256 };

struct file_path {
	uint16_t text[FILE_PATH_SIZE]; /* NUL-terminated */
};

/* The path of ASCII text, as "\\EFI\\muster"; false: it is too long. */
bool file_path_of(const char *text, struct file_path *ret_path);

/* The path of a file in the folder of the one that a device path names by its file path nodes (UEFI
   2.10, 10.3.5.4). False: there is no such node, the device path is broken, or it is too long. */
bool file_path_beside(struct span device_path, const char *name, struct file_path *ret_path);

/* True if both are one file on a FAT volume, where A and a are the same. */
bool file_path_same(const struct file_path *a, const struct file_path *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files on the volume that this program was loaded from. All of it answers EFI_UNSUPPORTED where
 * there is none: loaded over a network, by QEMU's -kernel, from a shell's own memory. Nothing stays
 * open.
 */
#ifndef MUSTER_FILES_H
#define MUSTER_FILES_H

#include "file_path.h"
#include "firmware.h"

/* A whole file. EFI_NOT_FOUND: there is none; EFI_BUFFER_TOO_SMALL: it has more than capacity
   bytes; EFI_ACCESS_DENIED: it is a directory. */
EFI_STATUS files_read(struct firmware *firmware, const struct file_path *path, void *bytes,
		      size_t capacity, size_t *ret_size);

bool files_exist(struct firmware *firmware, const struct file_path *path);

/* A file that is not there yet, flushed to the medium. EFI_ACCESS_DENIED: it is there. What could
   not be written whole is removed again. */
EFI_STATUS files_write_new(struct firmware *firmware, const struct file_path *path,
			   const void *bytes, size_t size);

/* A directory, and those above it; good when it is there already. */
EFI_STATUS files_make_directory(struct firmware *firmware, const struct file_path *path);

/* The path of a file beside this program. False: where it is, nobody says. */
bool files_beside(struct firmware *firmware, const char *name, struct file_path *ret_path);

/* What went wrong, for a sentence: "the volume is write-protected". */
const char *files_words(EFI_STATUS status);

#endif

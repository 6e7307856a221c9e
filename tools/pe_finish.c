/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last touch on a PE image that objcopy made: says that it runs with data that cannot be
 * executed (NX_COMPAT), anywhere in memory (DYNAMIC_BASE), and clears the time stamp and check sum,
 * so that two builds give the same bytes. Refuses an image with a section that is both writable and
 * executable.
 *
 *     pe_finish FILE
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { /* PE/COFF specification 8.3, sections 3 and 4 */
       DOS_PE_OFFSET = 0x3C,
       COFF_SECTIONS = 6,
       COFF_TIME = 8,
       COFF_OPTIONAL_SIZE = 20,
       OPTIONAL = 24,
       OPTIONAL_CHECKSUM = OPTIONAL + 64,
       OPTIONAL_DLL_FLAGS = OPTIONAL + 70,
       SECTION_SIZE = 40,
       SECTION_FLAGS = 36,
       DLL_DYNAMIC_BASE = 0x0040,
       DLL_NX_COMPAT = 0x0100,
};
#define SECTION_EXECUTE 0x20000000u
#define SECTION_WRITE	0x80000000u

static uint8_t image[1 << 20];
static size_t image_size;

static void refuse(const char *what)
{
	fprintf(stderr, "pe_finish: %s\n", what);
	exit(1);
}

static uint8_t *at(size_t offset, size_t length)
{
	if (offset > image_size || length > image_size - offset)
		refuse("the image is cut short");
	return image + offset;
}

static uint32_t get(size_t offset, unsigned int bytes)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint32_t)at(offset, bytes)[i] << 8 * i;
	return value;
}

static void put(size_t offset, unsigned int bytes, uint32_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		at(offset, bytes)[i] = (uint8_t)(value >> 8 * i);
}

static void check_sections(size_t pe)
{
	size_t section = pe + OPTIONAL + get(pe + COFF_OPTIONAL_SIZE, 2);

	for (uint32_t i = 0; i < get(pe + COFF_SECTIONS, 2); i++, section += SECTION_SIZE) {
		uint32_t flags = get(section + SECTION_FLAGS, 4);

		if (flags & SECTION_WRITE && flags & SECTION_EXECUTE)
			refuse("a section is writable and executable");
	}
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r+b") : NULL;
	size_t pe;

	if (!file)
		refuse("usage: pe_finish FILE");
	image_size = fread(image, 1, sizeof(image), file);
	pe = get(DOS_PE_OFFSET, 4);
	check_sections(pe);
	put(pe + COFF_TIME, 4, 0);
	put(pe + OPTIONAL_CHECKSUM, 4, 0);
	put(pe + OPTIONAL_DLL_FLAGS, 2,
	    get(pe + OPTIONAL_DLL_FLAGS, 2) | DLL_DYNAMIC_BASE | DLL_NX_COMPAT);
	rewind(file);
	if (fwrite(image, 1, image_size, file) != image_size || fclose(file))
		refuse("cannot write");
	return 0;
}

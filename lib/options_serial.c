/* SPDX-License-Identifier: BSD-2-Clause */
/* serial=WHERE[,SPEED] */
#include "options_table.h"
#include "mem.h"

enum { PORT_MAX = 0xFFF8, SLOT_MAX = 31, FUNCTION_MAX = 7 };

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool word_hex(struct word word, uint64_t maximum, uint64_t *ret_number)
{
	uint64_t number = 0;

	for (size_t i = 0; i < word.length; i++) {
		int digit = hex_digit(word.text[i]);

		if (digit < 0 || number > maximum >> 4)
			return false;
		number = number << 4 | (uint64_t)digit;
	}
	*ret_number = number;
	return word.length > 0 && number <= maximum;
}

/* 0x in front, and not 0. */
static bool read_address(struct word word, uint64_t maximum, uint64_t *ret_address)
{
	struct word digits = {word.text + 2, word.length - 2};

	return word.length > 2 && word.text[0] == '0' && (word.text[1] | 0x20) == 'x' &&
	       word_hex(digits, maximum, ret_address) && *ret_address != 0;
}

/* Where every PC has had them. */
static const struct choice coms[] = {
	{"com1", 0x3F8}, {"com2", 0x2F8}, {"com3", 0x3E8}, {"com4", 0x2E8}, {NULL, 0}};

const char *options_com_name(uint64_t port)
{
	for (const struct choice *com = coms; com->name; com++)
		if (com->value == port)
			return com->name;
	return NULL;
}

static bool read_com(struct word word, struct serial_wish *wish)
{
	unsigned int port;

	if (!word_choice(word, coms, &port))
		return false;
	wish->choice = SERIAL_AT_PORT;
	wish->address = port;
	return true;
}

/* [SSSS:]BB:DD.F */
static bool read_place(struct word word, struct serial_wish *wish)
{
	struct word first, second, third, rest;
	uint64_t segment = 0, bus, slot, function;

	if (!word_split(word, ':', &first, &rest))
		return false;
	if (word_split(rest, ':', &second, &third)) {
		if (!word_hex(first, UINT16_MAX, &segment))
			return false;
		first = second;
		rest = third;
	}
	if (!word_split(rest, '.', &second, &third) || !word_hex(first, UINT8_MAX, &bus) ||
	    !word_hex(second, SLOT_MAX, &slot) || !word_hex(third, FUNCTION_MAX, &function))
		return false;
	wish->choice = SERIAL_AT_PCI;
	wish->segment = (uint16_t)segment;
	wish->bus = (uint8_t)bus;
	wish->slot = (uint8_t)slot;
	wish->function = (uint8_t)function;
	return true;
}

/* A kind, a colon, and where. */
static bool read_named(struct word word, struct serial_wish *wish)
{
	static const struct choice kinds[] = {{"mmio", SERIAL_AT_MEMORY},
					      {"mmio32", SERIAL_AT_MEMORY32},
					      {"pl011", SERIAL_AT_PL011},
					      {"pci", SERIAL_AT_PCI},
					      {NULL, 0}};
	struct word kind, where;
	unsigned int choice;

	if (!word_split(word, ':', &kind, &where) || !word_choice(kind, kinds, &choice))
		return false;
	if (choice == SERIAL_AT_PCI)
		return read_place(where, wish);
	wish->choice = (enum serial_choice)choice;
	return read_address(where, UINT64_MAX - UINT16_MAX, &wish->address);
}

static bool read_where(struct word word, struct serial_wish *wish)
{
	static const struct choice words[] = {
		{"auto", SERIAL_AUTO}, {"none", SERIAL_OFF}, {NULL, 0}};
	unsigned int choice;

	if (word_choice(word, words, &choice)) {
		wish->choice = (enum serial_choice)choice;
		return true;
	}
	if (read_com(word, wish) || read_named(word, wish))
		return true;
	wish->choice = SERIAL_AT_PORT;
	return read_address(word, PORT_MAX, &wish->address);
}

bool read_serial(struct options *options, struct word value)
{
	struct serial_wish wish = {.choice = SERIAL_AUTO};
	struct word where, speed;
	bool has_speed = word_split(value, ',', &where, &speed);

	if (!read_where(where, &wish))
		return false;
	if (has_speed && (wish.choice == SERIAL_OFF ||
			  !word_number(speed, SERIAL_SPEED_MIN, SERIAL_SPEED_MAX, &wish.speed)))
		return false;
	options->serial = wish;
	return true;
}

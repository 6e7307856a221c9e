/* SPDX-License-Identifier: BSD-2-Clause */
/* Serial ports on the PCI bus, by the protocol that the firmware has for each function (UEFI 2.10,
   14.4). */
#include "survey.h"

enum {
	CONFIG_WORDS = 16, /* the header, PCI Local Bus 3.0, 6.1 */
	CONFIG_ID = 0,
	CONFIG_CLASS = 2,
	CONFIG_HEADER_TYPE = 3,
	CONFIG_BARS = 4,
	HEADER_TYPE_SHIFT = 16,
	HEADER_TYPE_MASK = 0x7F,
	HEADER_TYPE_DEVICE = 0,
};

/* EFI_PCI_DEVICE_ENABLE without the right to be a bus master. */
enum { ANSWERS = EFI_PCI_IO_ATTRIBUTE_IO | EFI_PCI_IO_ATTRIBUTE_MEMORY };

static bool read_place(EFI_PCI_IO_PROTOCOL *io, struct pci_place *place)
{
	UINTN segment, bus, slot, function;

	if (EFI_ERROR(io->GetLocation(io, &segment, &bus, &slot, &function)))
		return false;
	*place = (struct pci_place){(uint16_t)segment, (uint8_t)bus, (uint8_t)slot,
				    (uint8_t)function};
	return true;
}

static bool read_function(EFI_PCI_IO_PROTOCOL *io, struct pci_function *ret_function)
{
	uint32_t words[CONFIG_WORDS];
	struct pci_function function;

	if (EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint32, 0, CONFIG_WORDS, words)) ||
	    (words[CONFIG_HEADER_TYPE] >> HEADER_TYPE_SHIFT & HEADER_TYPE_MASK) !=
		    HEADER_TYPE_DEVICE ||
	    !read_place(io, &function.place))
		return false;
	function.vendor = (uint16_t)words[CONFIG_ID];
	function.device = (uint16_t)(words[CONFIG_ID] >> 16);
	function.class_code = (uint8_t)(words[CONFIG_CLASS] >> 24);
	function.subclass = (uint8_t)(words[CONFIG_CLASS] >> 16);
	function.interface = (uint8_t)(words[CONFIG_CLASS] >> 8);
	for (unsigned int i = 0; i < PCI_BARS; i++)
		function.bars[i] = words[CONFIG_BARS + i];
	*ret_function = function;
	return true;
}

/* NULL past the last. */
static EFI_PCI_IO_PROTOCOL *io_of(struct survey *s, size_t number)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;

	return firmware_protocol_at(s->firmware, &guid, number);
}

size_t survey_pci_uarts(struct survey *s, struct pci_function *ret_functions, size_t capacity)
{
	EFI_PCI_IO_PROTOCOL *io;
	size_t count = 0;

	for (size_t i = 0; count < capacity && (io = io_of(s, i)) != NULL; i++)
		if (read_function(io, &ret_functions[count]) &&
		    uart_may_be_pci_class(&ret_functions[count]))
			count++;
	return count;
}

void survey_pci_decode(struct survey *s, struct pci_place wanted, bool on)
{
	EFI_PCI_IO_PROTOCOL *io;

	for (size_t i = 0; (io = io_of(s, i)) != NULL; i++) {
		struct pci_place place;
		UINT64 can = 0;

		if (!read_place(io, &place) || !pci_place_equal(place, wanted))
			continue;
		/* It refuses all where one of them cannot be. */
		io->Attributes(io, EfiPciIoAttributeOperationSupported, 0, &can);
		io->Attributes(io,
			       on ? EfiPciIoAttributeOperationEnable
				  : EfiPciIoAttributeOperationDisable,
			       can & ANSWERS, NULL);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "uart_layout.h"
#include "acpi.h"
#include "fmt.h"

/* Interface types of the SPCR, as the DBG2 table lists them (Microsoft, table 3). */
enum spcr_interface {
	SPCR_16550 = 0,
	SPCR_16450 = 1,
	SPCR_PL011 = 3,
	SPCR_NVIDIA_16550 = 5,
	SPCR_SBSA_32BIT = 0xD,
	SPCR_SBSA = 0xE,
	SPCR_16550_GAS = 0x12,
	SPCR_LPSS = 0x14,
};
enum { GAS_IO = 1, ACCESS_BYTE = 1, ACCESS_DWORD = 3, DWORD = 4 };
enum { UART_REGISTERS = 8, PL011_SIZE = 0x1000 };

/* PCI Local Bus 3.0, 6.2.5 and appendix D. */
enum { CLASS_COMMUNICATION = 7, SUBCLASS_SERIAL = 0, INTERFACE_16950 = 6 };
enum { CLASS_SIGNAL = 0x11, SUBCLASS_OTHER = 0x80 };
enum pci_bar { BAR_IO = 1 << 0, BAR_MEMORY_TYPE = 3 << 1, BAR_MEMORY_64 = 2 << 1 };
enum { BAR_IO_FLAGS = 0x3, BAR_MEMORY_FLAGS = 0xF };

struct layouts {
	struct serial_port *ports;
	size_t count;
};

/* Once each. */
static void add(struct layouts *layouts, struct serial_port port)
{
	for (size_t i = 0; i < layouts->count; i++)
		if (layouts->ports[i].kind == port.kind &&
		    layouts->ports[i].address == port.address &&
		    layouts->ports[i].stride == port.stride &&
		    layouts->ports[i].width == port.width)
			return;
	if (layouts->count < UART_LAYOUTS_MAX)
		layouts->ports[layouts->count++] = port;
}

static void add_memory(struct layouts *layouts, uint64_t address, unsigned int stride,
		       unsigned int width, uint32_t clock_hz)
{
	add(layouts, (struct serial_port){SERIAL_16550_MEMORY, address, stride, width, clock_hz});
}

static void add_port(struct layouts *layouts, uint64_t address, unsigned int stride,
		     uint32_t clock_hz)
{
	add(layouts, (struct serial_port){SERIAL_16550_PORT, address, stride, 1,
					  clock_hz ? clock_hz : SERIAL_CLOCK_PC});
}

/* By the register's width, as the words have it. Many say the access size instead, and Linux takes
   that for the distance of registers, so that others have come to mean it. */
static void add_16550(struct layouts *layouts, const struct spcr *spcr)
{
	unsigned int stride = spcr->register_width >= 8 ? spcr->register_width / 8 : 1;
	bool wide = spcr->access_size == ACCESS_DWORD ||
		    (spcr->access_size != ACCESS_BYTE && stride == DWORD);

	if (spcr->address_space == GAS_IO) {
		add_port(layouts, spcr->address, stride, spcr->clock_hz);
		add_port(layouts, spcr->address, 1, spcr->clock_hz);
		return;
	}
	add_memory(layouts, spcr->address, wide ? DWORD : stride, wide ? DWORD : 1, spcr->clock_hz);
	add_memory(layouts, spcr->address, DWORD, DWORD, spcr->clock_hz);
	add_memory(layouts, spcr->address, 1, 1, spcr->clock_hz);
}

size_t uart_layouts_of_spcr(const struct spcr *spcr, struct serial_port ret_ports[UART_LAYOUTS_MAX])
{
	struct layouts layouts = {ret_ports, 0};

	if (!spcr->address)
		return 0;
	switch (spcr->interface_type) {
	case SPCR_16550:
	case SPCR_16450:
	case SPCR_NVIDIA_16550:
	case SPCR_16550_GAS:
		add_16550(&layouts, spcr);
		break;
	case SPCR_LPSS: /* on a bus of 32 bits, whatever the GAS says */
		if (spcr->address_space != GAS_IO)
			add_memory(&layouts, spcr->address, DWORD, DWORD, spcr->clock_hz);
		break;
	case SPCR_PL011:
	case SPCR_SBSA_32BIT:
	case SPCR_SBSA:
		if (spcr->address_space != GAS_IO)
			add(&layouts,
			    (struct serial_port){SERIAL_PL011, spcr->address, DWORD, DWORD, 0});
		break;
	default:
		break;
	}
	return layouts.count;
}

void pci_place_text(char text[PCI_PLACE_SIZE], struct pci_place place)
{
	fmt_text(text, PCI_PLACE_SIZE, "pci:%04x:%02x:%02x.%x", place.segment, place.bus,
		 place.slot, place.function);
}

bool pci_place_equal(struct pci_place a, struct pci_place b)
{
	return a.segment == b.segment && a.bus == b.bus && a.slot == b.slot &&
	       a.function == b.function;
}

bool uart_is_pci_class(const struct pci_function *function)
{
	return function->class_code == CLASS_COMMUNICATION &&
	       function->subclass == SUBCLASS_SERIAL && function->interface <= INTERFACE_16950;
}

bool uart_may_be_pci_class(const struct pci_function *function)
{
	return function->class_code == CLASS_COMMUNICATION ||
	       (function->class_code == CLASS_SIGNAL && function->subclass == SUBCLASS_OTHER);
}

enum { ANY_DEVICE = 0xFFFF };

/* Registers that are not the first thing in their BAR, or not bytes, as Linux's 8250 drivers know
   them. */
static const struct {
	uint16_t vendor, device;
	bool in_memory;
	unsigned int offset, stride, width;
} oddities[] = {
	{0x8086, ANY_DEVICE, true, 0, DWORD, DWORD}, /* LPSS, Quark, Bay Trail */
	{0x14E4, 0x160A, true, 0, DWORD, 1},	     /* Broadcom's management controller */
	{0x1415, ANY_DEVICE, true, 0x1000, 1, 1},    /* Oxford's on PCI Express */
	{0x1C00, 0x3250, false, 0xC0, 1, 1},	     /* WCH CH382, CH384 */
	{0x1C00, 0x3253, false, 0xC0, 1, 1},	     {0x1C00, 0x3470, false, 0xC0, 1, 1},
};

static bool is_odd(size_t number, const struct pci_function *function, bool in_memory)
{
	return oddities[number].vendor == function->vendor &&
	       oddities[number].in_memory == in_memory &&
	       (oddities[number].device == function->device ||
		oddities[number].device == ANY_DEVICE);
}

static void add_bar(struct layouts *layouts, const struct pci_function *function, uint64_t address,
		    bool in_memory)
{
	for (size_t i = 0; i < ARRAY_SIZE(oddities); i++) {
		if (!is_odd(i, function, in_memory))
			continue;
		if (in_memory)
			add_memory(layouts, address + oddities[i].offset, oddities[i].stride,
				   oddities[i].width, 0);
		else
			add_port(layouts, address + oddities[i].offset, oddities[i].stride, 0);
		return;
	}
	if (!in_memory) {
		add_port(layouts, address, 1, 0);
		return;
	}
	add_memory(layouts, address, 1, 1, 0);
	add_memory(layouts, address, DWORD, DWORD, 0);
}

static bool is_port(uint32_t bar)
{
	return bar & BAR_IO;
}

static uint64_t bar_address(const struct pci_function *function, unsigned int bar)
{
	uint32_t low = function->bars[bar];
	uint64_t high = 0;

	if (is_port(low))
		return low & ~(uint32_t)BAR_IO_FLAGS;
	if ((low & BAR_MEMORY_TYPE) == BAR_MEMORY_64 && bar + 1 < PCI_BARS)
		high = function->bars[bar + 1];
	return (low & ~(uint32_t)BAR_MEMORY_FLAGS) | high << 32;
}

static bool is_64(uint32_t bar)
{
	return !is_port(bar) && (bar & BAR_MEMORY_TYPE) == BAR_MEMORY_64;
}

/* The first BAR of a kind is the first port's. Ports go first: what has both has them for drivers
   that know no more than a 16550, as we. */
static void add_first(struct layouts *layouts, const struct pci_function *function, bool in_memory)
{
	for (unsigned int bar = 0; bar < PCI_BARS; bar += is_64(function->bars[bar]) ? 2 : 1) {
		uint64_t address = bar_address(function, bar);

		/* Ports begin at 0 where they are not shared with a PC's devices. */
		if ((in_memory && address == 0) || is_port(function->bars[bar]) == in_memory)
			continue;
		add_bar(layouts, function, address, in_memory);
		return;
	}
}

size_t uart_layouts_of_pci(const struct pci_function *function,
			   struct serial_port ret_ports[UART_LAYOUTS_MAX])
{
	struct layouts layouts = {ret_ports, 0};

	add_first(&layouts, function, false);
	add_first(&layouts, function, true);
	return layouts.count;
}

struct serial_port uart_through_window(const struct serial_port *port, uint64_t window)
{
	struct serial_port through = *port;

	if (port->kind != SERIAL_16550_PORT)
		return through;
	through.kind = SERIAL_16550_MEMORY;
	through.address += window;
	return through;
}

uint64_t uart_memory_size(const struct serial_port *port)
{
	switch (port->kind) {
	case SERIAL_16550_MEMORY:
		return (uint64_t)UART_REGISTERS * port->stride;
	case SERIAL_PL011:
		return PL011_SIZE;
	default:
		return 0;
	}
}

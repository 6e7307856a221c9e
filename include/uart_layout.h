/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the registers of a UART lie, by a table or by what a PCI function says of itself. */
#ifndef MUSTER_UART_LAYOUT_H
#define MUSTER_UART_LAYOUT_H

#include "console.h"

struct spcr;

enum { UART_LAYOUTS_MAX = 4, PCI_BARS = 6, PCI_PLACE_SIZE = 24 };

struct pci_place {
	uint16_t segment;
	uint8_t bus, slot, function;
};

/* A function on the PCI bus, as its configuration space has it. */
struct pci_function {
	struct pci_place place;
	uint16_t vendor, device;
	uint8_t class_code, subclass, interface;
	uint32_t bars[PCI_BARS];
};

/* "pci:0000:00:1e.0" */
void pci_place_text(char text[PCI_PLACE_SIZE], struct pci_place place);
bool pci_place_equal(struct pci_place a, struct pci_place b);

/* A serial controller of the 16550's kind by its class, so that it may be tried without being
   named. */
bool uart_is_pci_class(const struct pci_function *function);

/* It may be one, if somebody says so: what Intel's chips call other communication, or signal
   processing. */
bool uart_may_be_pci_class(const struct pci_function *function);

/* How the registers may lie, the likeliest first: they are tried in turn. Returns how many. */
size_t uart_layouts_of_spcr(const struct spcr *spcr,
			    struct serial_port ret_ports[UART_LAYOUTS_MAX]);
size_t uart_layouts_of_pci(const struct pci_function *function,
			   struct serial_port ret_ports[UART_LAYOUTS_MAX]);

/* The same where I/O ports are memory, on a bus whose port 0 lies at the address. */
struct serial_port uart_through_window(const struct serial_port *port, uint64_t window);

/* Bytes of memory that its registers take; 0 for ports. */
uint64_t uart_memory_size(const struct serial_port *port);

#endif

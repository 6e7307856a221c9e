/* SPDX-License-Identifier: BSD-2-Clause */
/* Which serial port the report goes to: what serial= names; else what the SPCR or a device tree
   names, COM1, COM2, and what is on the PCI bus, the first that answers. */
#include "survey.h"
#include "fmt.h"

enum { COM1 = 0x3F8, COM2 = 0x2F8, PCI_UARTS_MAX = 16, SENTENCE_SIZE = 120 };

enum { RULE_TABLE, RULE_SPEED };

static const struct rule rules[] = {
	[RULE_TABLE] = {"serial.table", SEVERITY_NOTE, "", "", ""},
	[RULE_SPEED] = {"serial.speed", SEVERITY_WARNING, "", "",
			"the line runs at the speed that it had"},
};

static char sentence[SENTENCE_SIZE]; /* of a refusal */

/* As serial= would. */
static void name_port(struct survey *s, const struct serial_port *port)
{
	static const char *const kinds[] = {
		[SERIAL_16550_PORT] = "",
		[SERIAL_16550_MEMORY] = "mmio:",
		[SERIAL_PL011] = "pl011:",
	};
	bool wide = port->kind == SERIAL_16550_MEMORY && port->width == sizeof(uint32_t);
	const char *com = port->kind == SERIAL_16550_PORT ? options_com_name(port->address) : NULL;

	if (com)
		fmt_text(s->serial_place, sizeof(s->serial_place), "%s", com);
	else
		fmt_text(s->serial_place, sizeof(s->serial_place), "%s0x%llx",
			 wide ? "mmio32:" : kinds[port->kind], (unsigned long long)port->address);
}

/* One of the ways in which its registers may lie. */
static bool answers(struct survey *s, const struct serial_port *ports, size_t count,
		    const char *why)
{
	for (size_t i = 0; i < count; i++) {
		s->serial = ports[i];
		s->serial_why = why;
		if (serial_probe(&s->serial))
			return true;
	}
	s->serial.kind = SERIAL_NONE;
	return false;
}

/* Where the processor has no ports, the bridge may show them as memory. */
static struct serial_port seen(struct survey *s, const struct serial_port *port)
{
	uint64_t window;

	if (ARCH_HAS_PORTS || port->kind != SERIAL_16550_PORT ||
	    !acpi_io_window(survey_dsdt(s), port->address, &window))
		return *port;
	return uart_through_window(port, window);
}

static bool try_pci(struct survey *s, const struct pci_function *function, uint32_t clock_hz,
		    const char *why)
{
	struct serial_port ports[UART_LAYOUTS_MAX];
	size_t count = uart_layouts_of_pci(function, ports);

	for (size_t i = 0; i < count; i++) {
		ports[i] = seen(s, &ports[i]);
		if (clock_hz)
			ports[i].clock_hz = clock_hz;
	}
	pci_place_text(s->serial_place, function->place);
	survey_pci_decode(s, function->place, true);
	if (answers(s, ports, count, why))
		return true;
	survey_pci_decode(s, function->place, false);
	return false;
}

/* The one at a place, or all that are serial ports by their class. */
static bool by_pci(struct survey *s, const struct pci_place *place, uint32_t clock_hz,
		   const char *why)
{
	struct pci_function functions[PCI_UARTS_MAX];
	size_t count = survey_pci_uarts(s, functions, PCI_UARTS_MAX);

	for (size_t i = 0; i < count; i++)
		if ((place ? pci_place_equal(functions[i].place, *place)
			   : uart_is_pci_class(&functions[i])) &&
		    try_pci(s, &functions[i], clock_hz, why))
			return true;
	return false;
}

static bool by_port(struct survey *s, uint64_t address, const char *place, const char *why)
{
	struct serial_port port = {SERIAL_16550_PORT, address, 1, 1, SERIAL_CLOCK_PC};

	fmt_text(s->serial_place, sizeof(s->serial_place), "%s", place);
	return answers(s, &port, 1, why);
}

static bool by_table(struct survey *s)
{
	const struct spcr *spcr = &s->spcr;
	const struct pci_place place = {spcr->segment, spcr->bus, spcr->slot, spcr->function};
	const char *why = s->tables.spcr.size ? "the SPCR names it" : "the device tree names it";
	struct serial_port ports[UART_LAYOUTS_MAX];
	size_t count = uart_layouts_of_spcr(spcr, ports);

	if (answers(s, ports, count, why)) {
		name_port(s, &s->serial);
		return true;
	}
	if (spcr->is_pci && by_pci(s, &place, spcr->clock_hz, why))
		return true;
	if (spcr->address || spcr->is_pci)
		rule_broken(&s->findings, &rules[RULE_TABLE], 0,
			    "no UART answers where %s one: interface type 0x%x at 0x%llx",
			    s->tables.spcr.size ? "the SPCR names" : "the device tree names",
			    spcr->interface_type, (unsigned long long)spcr->address);
	return false;
}

static void by_itself(struct survey *s)
{
	if (by_table(s) ||
	    by_port(s, COM1, "com1", "the usual one, as no table names one that answers") ||
	    by_port(s, COM2, "com2", "no table names one that answers, and there is no COM1") ||
	    by_pci(s, NULL, 0, "no table names one that answers, and there is no COM1 or COM2"))
		return;
	s->serial_why = "no table names one that answers, nor is there COM1, COM2, or one on the "
			"PCI bus";
}

/* Memory keeps what is written to it, as a UART's registers do. */
static bool is_memory(struct survey *s, const struct serial_port *port)
{
	uint64_t size = uart_memory_size(port);

	return size && firmware_is_memory(s->firmware, port->address, size);
}

static const char by_word[] = "serial= names it";

static const char *by_address(struct survey *s, const struct serial_wish *wish)
{
	static const struct serial_port kinds[] = {
		[SERIAL_AT_PORT] = {SERIAL_16550_PORT, 0, 1, 1, SERIAL_CLOCK_PC},
		[SERIAL_AT_MEMORY] = {SERIAL_16550_MEMORY, 0, 1, 1, 0},
		[SERIAL_AT_MEMORY32] = {SERIAL_16550_MEMORY, 0, 4, 4, 0},
		[SERIAL_AT_PL011] = {SERIAL_PL011, 0, 4, 4, 0},
	};
	struct serial_port port = kinds[wish->choice];

	port.address = wish->address;
	if (s->spcr.address == wish->address && s->spcr.clock_hz)
		port.clock_hz = s->spcr.clock_hz;
	name_port(s, &port);
	if (!is_memory(s, &port) && answers(s, &port, 1, by_word))
		return NULL;
	if (is_memory(s, &port))
		fmt_text(sentence, sizeof(sentence), "serial=%s: memory is there, and no device",
			 s->serial_place);
	else
		fmt_text(sentence, sizeof(sentence), "serial=%s: no UART answers there",
			 s->serial_place);
	return sentence;
}

static const char *by_wish(struct survey *s, const struct serial_wish *wish)
{
	const struct pci_place place = {wish->segment, wish->bus, wish->slot, wish->function};

	if (wish->choice != SERIAL_AT_PCI)
		return by_address(s, wish);
	if (by_pci(s, &place, 0, by_word))
		return NULL;
	pci_place_text(s->serial_place, place);
	fmt_text(sentence, sizeof(sentence),
		 "serial=%s: no such function is a serial port that answers", s->serial_place);
	return sentence;
}

static void set_up(struct survey *s)
{
	uint32_t unset = s->spcr.speed ? s->spcr.speed : SERIAL_SPEED_UNSET;
	uint32_t wanted = s->machine.options.serial.speed;

	if (s->serial.kind == SERIAL_NONE)
		return;
	if (serial_set_up(&s->serial, unset, wanted, &s->serial_line) != STATUS_OK)
		rule_broken(&s->findings, &rules[RULE_SPEED], 0,
			    "%u bit/s cannot be set: the port's clock is not known, or gives no "
			    "speed near it",
			    wanted);
	if (uart_memory_size(&s->serial))
		map_add(&s->machine.maps, s->serial.address, uart_memory_size(&s->serial),
			MAP_DEVICE);
}

const char *survey_serial(struct survey *s)
{
	const struct serial_wish *wish = &s->machine.options.serial;
	const char *missing = NULL;

	s->serial = (struct serial_port){.kind = SERIAL_NONE};
	if (wish->choice == SERIAL_OFF)
		s->serial_why = "serial=none";
	else if (wish->choice == SERIAL_AUTO)
		by_itself(s);
	else
		missing = by_wish(s, wish);
	if (!missing)
		set_up(s);
	return missing;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Offsets in the page that the stand-in's cores run from, shared by C and assembly. */
#ifndef HOSTILE_MAILBOX_H
#define HOSTILE_MAILBOX_H

#define PAGE_CR3	16
#define PAGE_FAR	20
#define PAGE_GDT	26
#define PAGE_MAILBOX	32
#define PAGE_READY	40
#define PAGE_LONG_ENTRY 44
#define PAGE_GDT_ENTRY	46
#define PAGE_CODE	48

#define MAILBOX_COMMAND 0
#define MAILBOX_ID	4
#define MAILBOX_VECTOR	8

#define CODE64		0x08
#define HIDDEN_BIT	31 /* in the register of the APIC's id: 128 more */

#endif

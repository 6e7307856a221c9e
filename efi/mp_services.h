/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI_MP_SERVICES_PROTOCOL: Platform Initialization Specification 1.8, II-13.4. */
#ifndef MUSTER_MP_SERVICES_H
#define MUSTER_MP_SERVICES_H

#include "firmware.h"

#define EFI_MP_SERVICES_PROTOCOL_GUID                                                              \
	{                                                                                          \
		0x3fdda605, 0xa76e, 0x4f46,                                                        \
		{                                                                                  \
			0xad, 0x29, 0x12, 0xf4, 0x53, 0x1b, 0x3d, 0x08                             \
		}                                                                                  \
	}

typedef void(EFIAPI *EFI_AP_PROCEDURE)(void *argument);

enum mp_status_flag { MP_IS_BSP = 1 << 0, MP_IS_ENABLED = 1 << 1, MP_IS_HEALTHY = 1 << 2 };

/* The extended location behind it (PI 1.4) is written only when asked for. */
typedef struct {
	UINT64 ProcessorId; /* the APIC id */
	UINT32 StatusFlag;
	UINT32 Package, Core, Thread;
	UINT32 ExtendedInformation[6];
} EFI_PROCESSOR_INFORMATION;

typedef struct EFI_MP_SERVICES_PROTOCOL EFI_MP_SERVICES_PROTOCOL;
struct EFI_MP_SERVICES_PROTOCOL {
	EFI_STATUS(EFIAPI *GetNumberOfProcessors)
	(EFI_MP_SERVICES_PROTOCOL *this, UINTN *total, UINTN *enabled);
	EFI_STATUS(EFIAPI *GetProcessorInfo)
	(EFI_MP_SERVICES_PROTOCOL *this, UINTN processor, EFI_PROCESSOR_INFORMATION *info);
	EFI_STATUS(EFIAPI *StartupAllAPs)
	(EFI_MP_SERVICES_PROTOCOL *this, EFI_AP_PROCEDURE procedure, BOOLEAN single_thread,
	 EFI_EVENT wait_event, UINTN timeout_us, void *argument, UINTN **failed);
	EFI_STATUS(EFIAPI *StartupThisAP)
	(EFI_MP_SERVICES_PROTOCOL *this, EFI_AP_PROCEDURE procedure, UINTN processor,
	 EFI_EVENT wait_event, UINTN timeout_us, void *argument, BOOLEAN *finished);
	void *SwitchBSP, *EnableDisableAP;
	EFI_STATUS(EFIAPI *WhoAmI)(EFI_MP_SERVICES_PROTOCOL *this, UINTN *processor);
};

/* mp.c: the services, and how many processors they know; NULL where there are none. */
EFI_MP_SERVICES_PROTOCOL *mp_services_find(struct firmware *firmware, UINTN *ret_total,
					   UINTN *ret_enabled);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a function that can fail returns. */
#ifndef MUSTER_STATUS_H
#define MUSTER_STATUS_H

enum status {
	STATUS_OK,
	STATUS_INVALID,	    /* an argument or a table breaks its rules */
	STATUS_TRUNCATED,   /* a field or an entry runs past its table */
	STATUS_NOT_FOUND,   /* the thing asked for is not there */
	STATUS_UNSUPPORTED, /* there, but not for us */
	STATUS_NO_MEMORY,   /* a fixed capacity is used up */
	STATUS_TIMEOUT,	    /* a deadline passed */
	STATUS_OFFLINE,	    /* the core is not online */
	STATUS_BUSY,	    /* the object is still in use by an earlier call */
	STATUS_FAULT,	    /* the core took an exception on the way */
	STATUS_INJECTED,    /* it was told to fail */
	STATUS_COUNT,
};

/* The word for a status, for messages and records: "time-out", "not found", ... Never NULL. */
const char *status_name(enum status status);

#endif

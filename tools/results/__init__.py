# SPDX-License-Identifier: BSD-2-Clause
"""What Muster reported, on the host: read, shown, compared, and turned into other formats."""

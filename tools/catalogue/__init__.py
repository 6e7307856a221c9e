# SPDX-License-Identifier: BSD-2-Clause
"""The catalogue of messages: what the sources say, and what docs/messages/ says of it."""

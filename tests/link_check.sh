#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What the code after the door still needs from elsewhere.
#
#     link_check.sh DIR LD "GENERIC OBJECTS" "ALL AFTER-DOOR OBJECTS" [TRAMPOLINE.ELF]
#
# The generic part may need only the architecture's contract; all of it together may need nothing;
# and a trampoline that runs where it is copied to may hold no relocation.
set -eu
dir=$1 ld=$2 generic=$3 all=$4 trampoline=${5:-}
mkdir -p "$dir"
failed=0

undefined() { # objects: the names they need and do not have
    # shellcheck disable=SC2086
    $ld -r $1 -o "$dir/partial.o" --no-warn-rwx-segments
    nm -u "$dir/partial.o" | awk '{ print $2 }' | sort -u
}

check() { # what, names that should not be there
    if [ -n "$2" ]; then
        echo "link check: $1 needs: $(echo "$2" | tr '\n' ' ')"
        failed=1
    fi
}

check "the generic code after the door" \
    "$(undefined "$generic" | grep -vE '^(arch_|trampoline_|_GLOBAL_OFFSET_TABLE_$)' || true)"
check "all code after the door" "$(undefined "$all" | grep -vE '^_GLOBAL_OFFSET_TABLE_$' || true)"
[ -z "$trampoline" ] || check "the trampoline" "$(readelf -rW "$trampoline" | grep ' R_[A-Z0-9]*_' || true)"
[ "$failed" = 0 ] && echo "link check: nothing after the door needs the firmware"
exit "$failed"

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What muster.efi for Arm is compiled with on another machine, and cannot be installed there.
#
#     tools/setup_cross.sh FOLDER
#
# FOLDER/usr/include and FOLDER/usr/lib: gnu-efi (UEFI headers, and the code that relocates the
# program at its start) and libfdt (reads a device tree) of Debian's arm64. Installing gnu-efi:arm64
# would remove the one of this machine's architecture, so both are only unpacked.
set -euo pipefail

# shellcheck source=tools/setup_apt.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup_apt.sh"

architecture=arm64
packages=(gnu-efi libfdt-dev)
folder=${1:?usage: setup_cross.sh FOLDER}
ready=$folder/.ready-1
work=

die() {
    say "$*"
    [ -z "$work" ] || rm -rf "$work"
    exit 2
}

fetch_packages() {    # mirror
    open_mirror "$1" && unpack_packages "$work/root" "${packages[@]}"
}

main() {
    local mirror log
    [ ! -e "$ready" ] || return 0
    command -v apt-get >/dev/null || die "there is no apt-get to fetch ${packages[*]} of arm64 with"
    mirror=$(debian_mirror)
    [ "$mirror" ] || die "no Debian mirror among this system's package sources, to fetch" \
        "${packages[*]} of arm64 from"
    release=$(system_release)

    say "fetching gnu-efi (UEFI headers and start code) and libfdt (device trees) of arm64 into" \
        "$folder"
    rm -rf "$folder"
    work=$folder/work
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
    log=$work/log
    fetch_packages "$mirror" >"$log" 2>&1 ||
        die "${packages[*]} of arm64: $(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")"
    rm -rf "$work/root/usr/share"
    mv "$work/root/usr" "$folder/"
    rm -rf "$work"
    touch "$ready"
}

main

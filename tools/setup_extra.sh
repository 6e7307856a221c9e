#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# QEMU and UEFI firmware that are newer than the system's, for tests, from a newer Debian release.
#
#     tools/setup_extra.sh FOLDER
#
# FOLDER/qemu10/qemu-system-{x86_64,aarch64}, FOLDER/ovmf2025/*.fd and FOLDER/aavmf2025/*.fd. The
# packages come from the mirror that the system uses, with all their libraries and the C library's
# loader, and are only unpacked: the system stays as it is, and the release need not fit it. If they
# cannot be had, it says so and succeeds; the tests that want them are skipped.
set -euo pipefail

# shellcheck source=tools/setup_apt.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup_apt.sh"

release=trixie
architecture=amd64
packages=(qemu-system-x86 ovmf qemu-system-arm qemu-efi-aarch64)
folder=${1:?usage: setup_extra.sh FOLDER}
ready=$folder/.ready-2
work=

give_up() {
    say "no newer QEMU and OVMF, their tests will be skipped: $*"
    [ -z "$work" ] || rm -rf "$work"
    exit 0
}

fetch_packages() {    # mirror
    local names
    open_mirror "$1" || return
    names=$(with_dependencies "${packages[@]}") || return
    # shellcheck disable=SC2086 # a list of packages
    unpack_packages "$work/qemu10/root" $names
}

write_wrapper() {    # name: starts QEMU with the libraries it came with
    cat >"$work/qemu10/$1" <<WRAPPER
#!/bin/sh
root=\$(dirname "\$(readlink -f "\$0")")/root/usr
exec "\$root/lib64/ld-linux-x86-64.so.2" --library-path "\$root/lib/x86_64-linux-gnu" \\
    "\$root/bin/$1" -L "\$root/share/qemu" -L "\$root/share/seabios" \\
    -L "\$root/lib/ipxe/qemu" "\$@"
WRAPPER
    chmod +x "$work/qemu10/$1"
    "$work/qemu10/$1" --version
}

arrange() {
    local share=$work/qemu10/root/usr/share
    mkdir -p "$work/ovmf2025" "$work/aavmf2025"
    cp "$share"/OVMF/*.fd "$work/ovmf2025/" || return
    cp --sparse=always "$share"/AAVMF/*.fd "$work/aavmf2025/" || return
    rm -rf "$share"/{doc,man,locale,OVMF,ovmf,AAVMF,qemu-efi-aarch64}
    write_wrapper qemu-system-x86_64 && write_wrapper qemu-system-aarch64
}

main() {
    local mirror log
    [ ! -e "$ready" ] || return 0
    [ "$(uname -m)" = x86_64 ] || give_up "this machine is no x86_64"
    command -v apt-get >/dev/null || give_up "there is no apt-get"
    mirror=$(debian_mirror)
    [ "$mirror" ] || give_up "no Debian mirror among this system's package sources"

    say "fetching a newer QEMU and OVMF ($release) for tests into $folder (about 60 MB)"
    rm -rf "$folder"/{work,qemu10,ovmf2025,aavmf2025,.ready-*}
    work=$folder/work
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
    log=$work/log
    fetch_packages "$mirror" >"$log" 2>&1 ||
        give_up "$(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")"
    arrange >"$log" 2>&1 || give_up "$(tail -n1 "$log")"
    mv "$work"/{qemu10,ovmf2025,aavmf2025} "$folder/"
    rm -rf "$work"
    touch "$ready"
}

main

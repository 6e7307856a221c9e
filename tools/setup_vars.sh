#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# virt-fw-vars of a newer Debian release, which puts keys into the variables of OVMF, for tests.
#
#     tools/setup_vars.sh FOLDER
#
# FOLDER/virt-fw-vars. It is only unpacked, and wants the system's Python with its cryptography. If
# it cannot be had, it says so and succeeds; the tests that want it are skipped.
set -euo pipefail

# shellcheck source=tools/setup_apt.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup_apt.sh"

release=trixie
architecture=amd64
packages=(python3-virt-firmware python3-importlib-resources python3-pefile)
folder=${1:?usage: setup_vars.sh FOLDER}
work=

give_up() {
    say "no virt-fw-vars, its tests will be skipped: $*"
    [ -z "$work" ] || rm -rf "$folder"
    exit 0
}

fetch_packages() {    # mirror
    open_mirror "$1" && unpack_packages "$work/root" "${packages[@]}"
}

write_wrapper() {
    cat >"$folder/virt-fw-vars.new" <<'WRAPPER'
#!/bin/sh
PYTHONPATH=$(dirname "$(readlink -f "$0")")/python PYTHONDONTWRITEBYTECODE=1 \
    exec /usr/bin/python3 -m virt.firmware.vars "$@"
WRAPPER
    chmod +x "$folder/virt-fw-vars.new"
    "$folder/virt-fw-vars.new" --help
}

main() {
    local mirror log
    [ ! -e "$folder/virt-fw-vars" ] || return 0
    command -v apt-get >/dev/null || give_up "there is no apt-get"
    mirror=$(debian_mirror)
    [ "$mirror" ] || give_up "no Debian mirror among this system's package sources"

    say "fetching virt-fw-vars ($release) for tests into $folder"
    rm -rf "$folder"
    work=$folder/work
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
    log=$work/log
    fetch_packages "$mirror" >"$log" 2>&1 ||
        give_up "$(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")"
    mv "$work/root/usr/lib/python3/dist-packages" "$folder/python"
    write_wrapper >"$log" 2>&1 || give_up "$(tail -n1 "$log")"
    rm -rf "$work"
    mv "$folder/virt-fw-vars.new" "$folder/virt-fw-vars"
}

main

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A QEMU and an OVMF that are newer than the system's, for tests, from a newer Debian release.
#
#     tools/setup_extra.sh FOLDER
#
# FOLDER/qemu10/qemu-system-x86_64 and FOLDER/ovmf2025/*.fd. The packages come from the mirror that
# the system uses, with all their libraries and the C library's loader, and are only unpacked: the
# system stays as it is, and the release need not fit it. If they cannot be had, it says so and
# succeeds; the tests that want them are skipped.
set -euo pipefail

release=trixie
packages=(qemu-system-x86 ovmf)
folder=${1:?usage: setup_extra.sh FOLDER}
ready=$folder/.ready-1
work=

say() { echo "setup: $*" >&2; }
give_up() {
    say "no newer QEMU and OVMF, their tests will be skipped: $*"
    [ -z "$work" ] || rm -rf "$work"
    exit 0
}

debian_mirror() {    # the mirror of the release that is installed
    local codename
    grep -qx 'ID=debian' /etc/os-release || return 0
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # apt's variables, not ours
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Identifier: Packages' 2>/dev/null |
        awk -v r="$codename" '$2 == r && $3 == "main" && !seen++ { print $1 }'
}

# apt with its own sources and state, as if nothing were installed
apt_private() {
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" \
        -o Dir::Cache="$work/cache" -o APT::Architecture=amd64 -o APT::Architectures=amd64 \
        -o APT::Sandbox::User="$(id -un)" -o APT::Get::List-Cleanup=0 \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::Languages=none "$@"
}

fetch_packages() {    # mirror
    local key=/usr/share/keyrings/debian-archive-keyring.gpg signed='' names
    [ ! -e $key ] || signed="[signed-by=$key] "
    mkdir -p "$work"/{lists/partial,cache/archives/partial,debs}
    : >"$work/status"
    echo "deb $signed$1 $release main" >"$work/sources.list"
    apt_private apt-get update || return
    names=$(apt_private apt-get -s install --no-install-recommends "${packages[@]}" |
        awk '/^Inst /{ print $2 }') || return
    [ "$names" ] || return
    # shellcheck disable=SC2086 # a list of packages
    (cd "$work/debs" && apt_private apt-get download $names)
}

write_wrapper() {    # file: starts QEMU with the libraries it came with
    cat >"$1" <<'WRAPPER'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root/usr
exec "$root/lib64/ld-linux-x86-64.so.2" --library-path "$root/lib/x86_64-linux-gnu" \
    "$root/bin/qemu-system-x86_64" -L "$root/share/qemu" -L "$root/share/seabios" \
    -L "$root/lib/ipxe/qemu" "$@"
WRAPPER
    chmod +x "$1"
}

unpack() {
    local deb
    mkdir -p "$work/qemu10/root" "$work/ovmf2025"
    for deb in "$work"/debs/*.deb; do
        dpkg -x "$deb" "$work/qemu10/root" || return
    done
    cp "$work"/qemu10/root/usr/share/OVMF/*.fd "$work/ovmf2025/" || return
    rm -rf "$work/qemu10/root/usr/share/"{doc,man,locale,OVMF,ovmf}
    write_wrapper "$work/qemu10/qemu-system-x86_64"
    "$work/qemu10/qemu-system-x86_64" --version
}

main() {
    local mirror log
    [ ! -e "$ready" ] || return 0
    [ "$(uname -m)" = x86_64 ] || give_up "this machine is no x86_64"
    command -v apt-get >/dev/null || give_up "there is no apt-get"
    mirror=$(debian_mirror)
    [ "$mirror" ] || give_up "no Debian mirror among this system's package sources"

    say "fetching a newer QEMU and OVMF ($release) for tests into $folder (about 60 MB)"
    rm -rf "$folder"
    work=$folder/work
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
    log=$work/log
    fetch_packages "$mirror" >"$log" 2>&1 ||
        give_up "$(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")"
    unpack >"$log" 2>&1 || give_up "$(tail -n1 "$log")"
    mv "$work/qemu10" "$work/ovmf2025" "$folder/"
    rm -rf "$work"
    touch "$ready"
}

main

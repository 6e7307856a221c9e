#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Installs what is missing, with apt, and says what and why.
#
#     tools/setup.sh [GROUP...]        (default: build run)
#
# build   compiles muster.efi and the disk image
# run     boots it in QEMU with OVMF
# arm     compiles muster.efi for AArch64, and boots it in QEMU with AAVMF. What cannot be installed
#         beside this machine's own is unpacked under build/extra (tools/setup_cross.sh)
# bochs   boots it in Bochs
# gui     QEMU's window
# formats what run.sh --junit and --ktap, and tools/muster sweep, need
# html    what run.sh --html needs
# screens what `make screenshots` needs
# media   what `make stick` and `make iso` need
# sign    what `make sign` and `make keys` need
# test    what `make test` needs besides these
# lab     what tools/lab wants of this system; labgrid itself, with its coordinator, and LAVA's dispatcher
#         are unpacked under build/extra/lab (tools/setup_lab.sh), or their tests are skipped
# extra   a newer QEMU, OVMF and AAVMF, and virt-fw-vars, which puts keys into OVMF's variables,
#         unpacked under build/extra; the system is not changed. Without them (no Debian mirror, no
#         network) the tests that want them are skipped
#
# Nothing is asked, and nothing is fetched when nothing is missing. Without root and without a
# passwordless sudo it prints the command to run, and exits with 2.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${B:-build}    # as make's B
[[ $out == /* ]] || out=${here%/*}/$out
groups='build run arm bochs gui formats html screens media sign test lab extra'

# group | what shows that it is there: a command, or a path (pattern) | package | why
needs() {
    cat <<'TABLE'
build|gcc|gcc|compiles
build|make|make|builds
build|ld|binutils|links
build|/usr/include/stdio.h|libc6-dev|compiles the tools that the build uses
build|/usr/include/efi/efi.h|gnu-efi|UEFI headers and start code
build|mformat|mtools|makes disk images
build|/usr/share/consolefonts/Unifont-APL8x16.psf.gz|psf-unifont|the font on the screen
run|qemu-system-x86_64|qemu-system-x86|the virtual machine
run|/usr/share/OVMF/OVMF_VARS*.fd|ovmf|its UEFI firmware
run|mformat|mtools|makes disk images
arm|aarch64-linux-gnu-gcc|gcc-aarch64-linux-gnu|compiles for Arm
arm|aarch64-linux-gnu-ld|binutils-aarch64-linux-gnu|links for Arm
arm|qemu-system-aarch64|qemu-system-arm|the virtual Arm machine
arm|/usr/share/AAVMF/AAVMF_CODE*.fd|qemu-efi-aarch64|its UEFI firmware
bochs|bochs|bochs|the second virtual machine
bochs|/usr/lib/*/bochs/plugins/libbx_term_gui.so|bochs-term|Bochs without a window
bochs|/usr/share/vgabios/vgabios.bin|vgabios|Bochs's video BIOS
bochs|/usr/share/ovmf/OVMF.fd|ovmf|UEFI firmware
bochs|script|bsdutils|gives Bochs a terminal
gui|/usr/lib/*/qemu/ui-gtk.so|qemu-system-gui|QEMU's window
formats|/usr/bin/python3|python3|writes JUnit XML and KTAP
formats|/usr/lib/python3/dist-packages/yaml|python3-yaml|reads what tools/muster sweep is to run
html|/usr/lib/python3/dist-packages/matplotlib|python3-matplotlib|draws
screens|/usr/lib/python3/dist-packages/PIL|python3-pil|makes small pictures
media|mformat|mtools|makes disk images
media|/sbin/sfdisk|fdisk|makes partition tables
media|xorriso|xorriso|makes ISO images
sign|sbsign|sbsigntool|signs for Secure Boot
sign|openssl|openssl|makes keys
test|/usr/lib/python3/dist-packages/pefile.py|python3-pefile|reads the program's headers
test|/usr/lib/python3/dist-packages/cryptography|python3-cryptography|puts keys into firmware's variables
test|/usr/sbin/dnsmasq|dnsmasq-base|checks what docs/network.md has for it
test|/usr/include/cmocka.h|libcmocka-dev|unit tests
test|/usr/include/libfdt.h|libfdt-dev|reads device trees on this machine
test|dtc|device-tree-compiler|makes device trees for tests
test|clang|clang|the second compiler, fuzzers
test|/usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a|libclang-rt-dev|fuzzers
test|iasl|acpica-tools|ACPI tables for tests
test|/usr/bin/python3|python3|tests
test|/usr/lib/python3/dist-packages/pytest|python3-pytest|tests in virtual machines
test|/usr/lib/python3/dist-packages/xdist|python3-pytest-xdist|tests side by side
test|/usr/lib/python3/dist-packages/matplotlib|python3-matplotlib|draws
test|/usr/lib/python3/dist-packages/yaml|python3-yaml|reads what tools/muster sweep is to run
test|/usr/lib/python3/dist-packages/jsonschema|python3-jsonschema|checks the record format
test|/usr/lib/python3/dist-packages/matplotlib|python3-matplotlib|draws matrices
lab|/usr/bin/python3|python3|labgrid and LAVA
lab|/usr/lib/python3/dist-packages/pytest|python3-pytest|runs cases in a lab
lab|/usr/lib/python3/dist-packages/aiohttp|python3-aiohttp|LAVA
lab|/usr/lib/python3/dist-packages/attr|python3-attr|labgrid
lab|/usr/lib/python3/dist-packages/google/protobuf|python3-protobuf|labgrid's coordinator
lab|/usr/lib/python3/dist-packages/grpc|python3-grpcio|labgrid's coordinator
lab|/usr/lib/python3/dist-packages/jinja2|python3-jinja2|labgrid's and LAVA's templates
lab|/usr/lib/python3/dist-packages/pexpect|python3-pexpect|waits for what a machine says
lab|/usr/lib/python3/dist-packages/pyudev|python3-pyudev|finds what hangs at this host
lab|/usr/lib/python3/dist-packages/requests|python3-requests|switches sockets
lab|/usr/lib/python3/dist-packages/sentry_sdk|python3-sentry-sdk|LAVA
lab|/usr/lib/python3/dist-packages/serial|python3-serial|serial ports
lab|/usr/lib/python3/dist-packages/setproctitle|python3-setproctitle|LAVA
lab|/usr/lib/python3/dist-packages/voluptuous|python3-voluptuous|checks LAVA's jobs
lab|/usr/lib/python3/dist-packages/xmodem|python3-xmodem|labgrid
lab|/usr/lib/python3/dist-packages/yaml|python3-yaml|environments and jobs
TABLE
}

die() { echo "setup: $*" >&2; exit 2; }
say() { echo "setup: $*" >&2; }

usage() {
    sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "$0"
}

is_there() {    # a command's name, or a path that may be a pattern
    case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

missing_packages() {    # group... -> "package|why" lines
    local group probe package why
    while IFS='|' read -r group probe package why; do
        case " $* " in
        *" $group "*) is_there "$probe" || echo "$package|$why" ;;
        esac
    done < <(needs)
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_be_root() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

apt_install() {    # package...
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" </dev/null
}

install_packages() {    # package...: with the lists as they are, then with fresh ones
    local log
    log=$(mktemp)
    if apt_install "$@" >"$log" 2>&1; then
        rm -f "$log"
        return
    fi
    # A source that cannot be reached does not matter as long as the packages are found.
    as_root apt-get -q -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1 </dev/null || true
    if ! apt_install "$@" >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get could not install: $*"
    fi
    rm -f "$log"
}

system_groups() {    # group...: what the system's package manager provides
    local rows packages
    rows=$(missing_packages "$@")
    [ "$rows" ] || return 0
    packages=$(cut -d'|' -f1 <<<"$rows" | sort -u | tr '\n' ' ')
    command -v apt-get >/dev/null ||
        die "missing, and there is no apt-get to install it with: $packages"
    if ! can_be_root; then
        say "missing; please run:"
        echo "apt-get install --no-install-recommends ${packages% }" >&2
        exit 2
    fi
    say "installing $(sort -u <<<"$rows" | awk -F'|' '{ printf "%s%s (%s)", s, $1, $2; s = ", " }')"
    # shellcheck disable=SC2086 # a list of packages
    install_packages $packages
    rows=$(missing_packages "$@")
    [ -z "$rows" ] || die "installed, but still not found: $(tr '\n' ' ' <<<"$rows")"
}

main() {
    local group wanted=()
    for group in "$@"; do
        case $group in
        -h | --help) usage; exit 0 ;;
        esac
        [[ " $groups " == *" $group "* ]] || die "no group '$group' (there are: $groups)"
        wanted+=("$group")
    done
    [ "${#wanted[@]}" -gt 0 ] || wanted=(build run)

    mkdir -p "$out"
    exec 9>>"$out/setup.lock"
    flock 9    # one set-up at a time
    # Tests boot in all machines.
    [[ " ${wanted[*]} " != *" test "* ]] || wanted+=(build run arm bochs media sign)
    system_groups "${wanted[@]}"
    [[ " ${wanted[*]} " != *" arm "* ]] || [ "$(uname -m)" = aarch64 ] ||
        "$here/setup_cross.sh" "$out/extra/aarch64" 9>&- || exit
    [[ " ${wanted[*]} " != *" lab "* ]] || "$here/setup_lab.sh" "$out/extra/lab" 9>&-
    [[ " ${wanted[*]} " != *" extra "* ]] || {
        "$here/setup_extra.sh" "$out/extra" 9>&-
        "$here/setup_vars.sh" "$out/extra/virt-firmware" 9>&-
    }
}

main "$@"

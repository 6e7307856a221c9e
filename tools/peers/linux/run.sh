#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# How long Linux takes to bring its cores up and to call functions on them, under QEMU and UEFI.
#
#     tools/peers/linux/run.sh [OPTION...]
#
#   --arch A         x86_64 or aarch64                                              (x86_64)
#   --cpus N         cores                                                          (4)
#   --accel A        tcg (a host thread a core), tcg-single (one for all), or kvm   (tcg)
#   --icount         the clock counts instructions, one a nanosecond (with tcg-single)
#   --idle I         halt, poll, or on x86_64 haltpoll                              (halt)
#   --iterations N   samples a metric                                               (500)
#   --no-bench       only boot, and say how long the bring-up took
#   --runs N         boots, one after the other                                     (1)
#   --append S       more kernel parameters
#   --machine M, --cpu M, --memory M, --qemu PATH, --firmware PATH, --qemu-arg ARG
#                    as for the project's run.sh
#   --timeout S      give up after S seconds                                        (600)
#   --work FOLDER    where all that is fetched and built goes            (build/peers/linux)
#   --setup-only     fetch and build, boot nothing
#
# Fetches Debian's 6.12 cloud kernel, its headers and busybox with apt from the system's own package
# sources into FOLDER (the system stays as it is), builds the module ipibench, boots the kernel
# through the firmware, and prints a JSON object a line for each metric. Needs: QEMU and the firmware
# (./run.sh sets them up), make, gcc-12 or gcc-12-aarch64-linux-gnu, xz. Logs stay in FOLDER/logs.
set -euo pipefail
export LC_ALL=C

place=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
here=${place%/tools/peers/linux}    # as in the project's run.sh, for the parts that both have
out=${B:-build}                     # as make's B
[[ $out == /* ]] || out=$here/$out
# shellcheck source=tools/vm_options.sh
. "$here/tools/vm_options.sh"
# shellcheck source=tools/vm_qemu.sh
. "$here/tools/vm_qemu.sh"

arch=x86_64 cpus=4 accel=tcg icount='' idle=halt iterations=500 bench=1 runs=1 append=''
machine='' cpu='' memory='' qemu='' firmware='' qemu_args=() limit=600 work=$out/peers/linux
# Options of the project's run.sh that are not offered here
setup_only='' gic='' el2='' device_tree=''

die() { echo "linux/run.sh: $*" >&2; exit 2; }
usage() { sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; }

# ---- options ----

parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --icount) icount=1 ;;
        --no-bench) bench='' ;;
        --setup-only) setup_only=1 ;;
        -h | --help) usage; exit ;;
        --*) [ $# -ge 2 ] || die "$1 wants a value"; set_value "$1" "$2"; shift ;;
        *) die "unknown option '$1' (-h for help)" ;;
        esac
        shift
    done
}

set_value() {    # option value
    case $1 in
    --arch) arch=$2 ;;
    --cpus) cpus=$2 ;;
    --accel) accel=$2 ;;
    --idle) idle=$2 ;;
    --iterations) iterations=$2 ;;
    --runs) runs=$2 ;;
    --append) append=$2 ;;
    --machine) machine=$2 ;;
    --cpu) cpu=$2 ;;
    --memory) memory=$2 ;;
    --qemu) qemu=$2 ;;
    --firmware) firmware=$2 ;;
    --qemu-arg) qemu_args+=("$2") ;;
    --timeout) limit=$2 ;;
    --work) work=$2 ;;
    *) die "unknown option '$1' (-h for help)" ;;
    esac
}

# What differs between the two: all of it is here.
set_architecture() {
    case $arch in
    x86_64) debian=amd64 kernel_arch=x86 cross='' console=ttyS0
        idle_words=([poll]=idle=poll [haltpoll]=cpuidle_haltpoll.force=1) ;;
    aarch64) debian=arm64 kernel_arch=arm64 cross=aarch64-linux-gnu- console=ttyAMA0
        idle_words=([poll]=nohlt) ;;
    esac
    # The Arm counter ticks once a nanosecond, as -icount wants for whole instructions; QEMU takes 16.
    # Signing pointers as the architecture says costs QEMU far more than a processor: not measured.
    cpu=${cpu:-max$([ "$arch" != aarch64 ] || echo ,pauth-impdef=on,cntfrq=1000000000)}
    memory=${memory:-$((1024 + 8 * cpus))}
}

check_options() {
    want_one_of --arch "$arch" x86_64 aarch64
    want_one_of --accel "$accel" tcg tcg-single kvm
    want_one_of --idle "$idle" halt poll haltpoll
    want_number --cpus "$cpus" 1 2048
    [ -z "$icount" ] || [ "$accel" = tcg-single ] || die "--icount wants --accel tcg-single"
    [ "$idle" != haltpoll ] || [ "$arch" = x86_64 ] || die "--idle haltpoll: Linux has it on x86_64 alone"
    set_architecture
    qemu_check_options
    qemu_find_firmware
    if [ "$accel" = kvm ]; then accel_arg=kvm; else qemu_choose_accel; fi
}

# ---- set-up ----

# apt with its own state; the system's stays as it is
apt_private() {
    local tool=$1
    shift
    "$tool" -q -o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" \
        -o APT::Architectures::="$host" -o APT::Architectures::="$debian" \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none "$@"
}

depends_on() {    # package pattern: the first dependency of the package whose name fits
    apt_private apt-cache depends "$1:$debian" 2>/dev/null |
        sed -n "s/^ *|\{0,1\}Depends: <\{0,1\}\($2\)\(:[a-z0-9]*\)\{0,1\}>\{0,1\}$/\1/p" | head -n1
}

# The packages' names, into image, headers, common, kbuild. An older release has 6.12 beside its own.
resolve_packages() {
    local name
    for name in "6.12-cloud-$debian" "cloud-$debian"; do
        image=$(depends_on "linux-image-$name" "linux-image-6\.12\.[^:]*")
        [ -z "$image" ] || break
    done
    [ "$image" ] || die "the package sources have no 6.12 cloud kernel"
    headers=$(depends_on "linux-headers-$name" "linux-headers-[^:]*")
    common=$(depends_on "$headers" "linux-headers-[^:]*-common")
    kbuild=$(depends_on "$headers" "linux-kbuild-[^:]*")
    [[ $headers && $common && $kbuild ]] || die "the headers of $image cannot be had"
}

# The tools in the kbuild package run on the host, so that one is the host's.
fetch_kernel() {
    local image headers common kbuild deb
    [ ! -e "$folder/.ready" ] || return 0
    mkdir -p "$work"/apt/{lists/partial,cache/archives/partial}
    apt_private apt-get update >&2
    resolve_packages
    rm -rf "$folder"
    mkdir -p "$folder/debs"
    (cd "$folder/debs" && apt_private apt-get download "$image:$debian" "$headers:$debian" \
        "$common" "$kbuild" "busybox-static:$debian" >&2)
    for deb in "$folder"/debs/*.deb; do dpkg -x "$deb" "$folder/root"; done
    rm -r "$folder/debs"
    cp "$folder"/root/boot/vmlinuz-* "$folder/kernel"
    # The headers' Makefile includes the common ones by an absolute path.
    headers=$folder/root/usr/src/$headers
    echo "include $folder/root/usr/src/$common/Makefile" >"$headers/Makefile"
    ln -sfn "$headers" "$folder/headers"
    touch "$folder/.ready"
}

build_module() {
    local module=$folder/ipibench
    [ ! -e "$module/ipibench.ko" ] || [ -z "$(find "$place/ipibench" -newer "$module/ipibench.ko")" ] ||
        rm -rf "$module"
    [ ! -e "$module/ipibench.ko" ] || return 0
    mkdir -p "$module"
    cp "$place"/ipibench/* "$module"
    make -s -C "$folder/headers" M="$module" ARCH="$kernel_arch" CROSS_COMPILE="$cross" \
        CONFIG_DEBUG_INFO_BTF_MODULES= modules >&2
    "${cross}strip" -g "$module/ipibench.ko"
}

# One member of a cpio archive ("newc"): the host may have no cpio, and its busybox may be of another
# architecture.
cpio_member() {    # name mode [file]
    local size=0
    [ -z "${3:-}" ] || size=$(stat -c %s "$3")
    printf '070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s\0' \
        $((++inode)) "$2" 0 0 1 0 "$size" 0 0 0 0 $((${#1} + 1)) 0 "$1"
    pad $((110 + ${#1} + 1))
    [ -z "${3:-}" ] || cat "$3"
    pad "$size"
}

pad() {    # size: to the next multiple of 4
    head -c $((-$1 & 3)) /dev/zero
}

build_initramfs() {
    local inode=0 busybox=$folder/root/bin/busybox name
    [ -e "$busybox" ] || busybox=$folder/root/usr/bin/busybox
    {
        for name in bin proc sys dev; do cpio_member $name 0040755; done
        cpio_member bin/busybox 0100755 "$busybox"
        cpio_member init 0100755 "$place/init"
        cpio_member ipibench.ko 0100644 "$folder/ipibench/ipibench.ko"
        cpio_member TRAILER!!! 0
    } | gzip -1 >"$folder/initramfs.new"
    mv "$folder/initramfs.new" "$folder/initramfs"
}

# ---- one boot ----

linux_command() {    # kernel parameters; fills command
    local line
    command=("$qemu" -machine "$(qemu_arch_machine)" -accel "$accel_arg" -cpu "$cpu" -smp "$cpus"
        -m "$memory" -nodefaults -no-user-config -display none -monitor none -net none -no-reboot)
    while IFS= read -r line; do command+=("$line"); done < <(qemu_firmware_args)
    command+=(-kernel "$folder/kernel" -initrd "$folder/initramfs" -append "$1" -serial stdio)
    # shellcheck disable=SC2054 # commas within QEMU's arguments
    [ -z "$icount" ] || command+=(-icount shift=0,sleep=off)
    command+=("${qemu_args[@]}")
}

boot() {    # which run
    local log line began status=0 tag complete=false command work
    log=$logs/$arch-$accel${icount:+-icount}-$idle-$cpus-$1.log
    line="console=$console quiet panic=-1 log_buf_len=4M no_timer_check"
    [ "$idle" = halt ] || line+=" ${idle_words[$idle]}"
    [ "$cpus" -gt 1 ] && [ "$bench" ] && line+=" ipibench_args=iterations=$iterations${icount:+,hotplug=0}"
    work=$(mktemp -d "${TMPDIR:-/tmp}/muster-linux.XXXXXXXX")
    linux_command "$line $append"
    began=$(date +%s%N)
    timeout -k 5 "$limit" "${command[@]}" </dev/null >"$log" 2>&1 || status=$?
    began=$((($(date +%s%N) - began) / 1000000))
    rm -r "$work"
    tag="\"os\":\"linux\",\"arch\":\"$arch\",\"cpus\":$cpus,\"accel\":\"$accel${icount:+-icount}\",\"idle\":\"$idle\",\"run\":$1"
    tr -d '\r' <"$log" | sed -n "s/^IPIBENCH {/{$tag,/p"
    ! grep -aq '^=== end' "$log" || complete=true
    echo "{$tag,\"metric\":\"boot\",\"unit\":\"ms\",\"value\":$began,\"qemu_status\":$status,\"complete\":$complete}"
    [ $complete = true ] || die "the run did not reach its end: $log"
}

main() {
    local debian kernel_arch cross console host folder logs run
    local -A idle_words
    parse_options "$@"
    check_options
    host=$(dpkg --print-architecture)
    mkdir -p "$work/logs"
    work=$(cd "$work" && pwd)
    folder=$work/$arch logs=$work/logs
    (    # one set-up at a time
        flock 8
        fetch_kernel
        build_module
        build_initramfs
    ) 8>>"$work/setup.lock"
    [ -z "$setup_only" ] || return 0
    for ((run = 1; run <= runs; run++)); do boot "$run"; done
}

main "$@"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of run.sh, with its variables
# Bochs: a second opinion on what QEMU lets pass. It emulates every core in turn, exactly.

bochs_check_options() {
    local option
    machine=${machine:-pc} firmware=${firmware:-/usr/share/ovmf/OVMF.fd}
    [ "$machine" = pc ] || die "--machine $machine: Bochs only has pc"
    [ "$arch" = x86_64 ] || die "--arch $arch: Bochs only has x86_64"
    for option in numa:"$numa" gui:"$gui" screenshot:"$screenshot" gic:"$gic" el2:"$el2" \
        device-tree:"$device_tree" vars:"$vars" disk:"$disk" media:"$media" network:"$network"; do
        [ -z "${option#*:}" ] || die "--${option%%:*} is not for Bochs"
    done
    [ ${#qemu_args[@]} = 0 ] || die "--qemu-arg is not for Bochs"
    [ "$cpus" -le 254 ] || die "--cpus $cpus: Bochs has 254 at most"
    case $cpu in
    '' | skylake-x) cpu=corei7_skylake_x ;;
    core2) cpu=core2_penryn_t9600 ;;
    esac
}

bochs_limit() { echo $((120 + 30 * cpus > 900 ? 900 : 120 + 30 * cpus)); }

bochs_config() {
    local size count=$cpus
    size=$(stat -L -c %s "$firmware")
    [ -z "$topology" ] || count=${topology//,/:}
    cat <<CONFIG
config_interface: textconfig
display_library: term
cpu: model=$cpu, count=$count, ips=50000000, quantum=16, reset_on_triple_fault=0${strict_msrs:+, ignore_bad_msrs=0, msrs="$work/msrs"}
memory: guest=$memory, host=$((memory < 1024 ? memory : 1024))
romimage: file="$firmware", address=$(printf '0x%x' $((0x100000000 - size)))
pci: enabled=1, chipset=i440fx
clock: sync=none, time0=$(bochs_date)
ata0: enabled=1
ata0-master: type=disk, path="$work/muster.img", mode=volatile
boot: disk
panic: action=fatal
error: action=ignore
info: action=ignore
log: "$work/bochs.log"
CONFIG
    [ -z "$gop" ] || echo 'vgaromimage: file=/usr/share/vgabios/vgabios.bin'
    [ -z "$serial" ] || echo "com1: enabled=1, mode=file, dev=\"$work/serial\""
}

# The one that the firmware reads and Bochs does not know: MSR_PLATFORM_ID, 0 as good as any.
bochs_msrs() {
    echo "0x17 0 0 0 0 0 0 0"
}

# When the machine is turned on; the firmware's way depends on it.
bochs_date() { [ "$lockstep" ] && echo 1700000000 || echo utc; }

# What its debugger is told. When it goes on by itself, each core runs 5 instructions before the next
# one's turn, whatever quantum= says; so it is told to take single steps, more than any run has.
bochs_commands() {
    if [ "$lockstep" ]; then
        printf 's all 1000000000%.0s\n' {1..1000}
    else
        echo c
    fi
}

# Its text mode wants a terminal, and its debugger a command to begin.
bochs_start() {
    "$here/tools/image.sh" "$efi" "$work/muster.img" "${words[@]}" >&2 || die "no disk image"
    bochs_config >"$work/bochsrc"
    bochs_msrs >"$work/msrs"
    bochs_commands >"$work/commands"
    note "$cpus cores, Bochs, $cpu, $memory MiB, $firmware"
    # shellcheck disable=SC2016 # for the inner shell
    work=$work start script -qec 'echo $$ >"$work/bochs.pid"
        exec bochs -q -f "$work/bochsrc" -rc "$work/commands"' /dev/null \
        </dev/null >"$work/emulator.err" 2>&1
}

bochs_kill() {    # it has a session of its own
    [ ! -s "$work/bochs.pid" ] || kill -KILL "$(cat "$work/bochs.pid")" 2>/dev/null || true
}

bochs_watch() {
    [ -z "$crash" ] || return 0
    ! grep -qs 'exception with no resolution' "$work/bochs.log" ||
        crash="a triple fault"
}

bochs_finish() { :; }

bochs_explain() {
    grep -s '>>PANIC<<' "$work/bochs.log" >&2 || tail -n 5 "$work/emulator.err" >&2
    [ "$started" ] || [ -s "$work/serial" ] || die "Bochs could not start"
}

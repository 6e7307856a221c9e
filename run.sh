#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Sets this machine up, builds muster.efi, boots it in a virtual machine and shows its report.
#
#     ./run.sh [OPTION...] [-- WORD...]        words for muster: ./run.sh -- help
#
#   --arch A           x86_64 or aarch64                                                 (x86_64)
#   --cpus N           cores (4, or what --topology makes)
#   --topology S,C,T   sockets, cores a socket, threads a core
#   --numa N           NUMA nodes
#   --memory M         in MiB, or with a unit: 512, 2G (512 MiB and 4 MiB a core)
#   --accel A          auto, kvm, tcg (a host thread a core), tcg-single (one for all)   (auto)
#   --emulator E       qemu or bochs                                                     (qemu)
#   --machine M        q35 or pc; aarch64 has virt alone                                 (q35)
#   --gic N            aarch64: 2, 3, 4 or max, the interrupt controller's version       (3)
#   --el2              aarch64: with EL2, where the firmware then runs
#   --device-tree      aarch64: no ACPI tables, but a device tree
#   --cpu MODEL        QEMU's model (max); with Bochs skylake-x, ryzen, core2 or Bochs's own name
#   --lockstep         Bochs: all cores one instruction each in turn, so that times repeat exactly
#   --strict-msrs      Bochs: a register that it does not know faults, as on a real processor
#   --qemu PATH        another qemu-system-x86_64, or qemu-system-aarch64
#   --firmware PATH    another OVMF or AAVMF: a CODE file with its VARS beside it, or both in one file
#   --qemu-arg ARG     one more argument for QEMU; may be repeated
#   --efi PATH         another muster.efi than build/muster.efi
#   --vars FILE        keep the firmware's variables there, from one run to the next
#   --disk FILE        boot this disk image, which the guest may write to
#   --image            boot a disk image, as from a USB stick, instead of handing over the program
#   --media FILE       boot this stick, or CD where the name ends in .iso (words: its muster.cfg)
#   --network          boot the program by PXE, from a TFTP server
#   --gui              show the machine's screen in a window, until it is closed
#   --screenshot FILE  the screen at the end, as PNG (or PPM, by the name's end)
#   --no-gop           no graphics card
#   --no-serial        no serial port: no report, only a verdict
#   --timeout S        give up after S seconds (60 to 300, by cores; Bochs more)
#   --json FILE        the records alone, one JSON object a line, checked for completeness
#   --log FILE         all that came through the serial port
#   --junit FILE, --ktap FILE   the checks as JUnit XML, as KTAP; also of a run that did not end
#   --html FILE        the whole report as a page with drawings, which needs no other file
#   --keep             keep the temporary files, and say where
#   --no-setup, --no-build   take the tools, or muster.efi, as they are
#   -h, --help         this text
#
# Exit code: 0 pass, 1 a check failed, 2 usage or set-up, 3 the guest crashed, 4 it ended without
# its end record, 124 time-out. The report goes to stdout, all else to stderr.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# Installed, there is nothing to build, and no room beside it.
installed=1
[ ! -e "$here/Makefile" ] || installed=''
out=${B:-build}    # as make's B
[ -z "$installed" ] || out=${XDG_CACHE_HOME:-$HOME/.cache}/muster
[[ $out == /* ]] || out=$here/$out
# shellcheck source=tools/vm_options.sh
. "$here/tools/vm_options.sh"
# shellcheck source=tools/vm_report.sh
. "$here/tools/vm_report.sh"
# shellcheck source=tools/vm_qemu.sh
. "$here/tools/vm_qemu.sh"
# shellcheck source=tools/vm_bochs.sh
. "$here/tools/vm_bochs.sh"

readonly EXIT_USAGE=2 EXIT_CRASH=3 EXIT_NO_END=4 EXIT_TIMEOUT=124

arch=x86_64 gic='' el2='' device_tree='' built=''
cpus='' topology='' numa='' memory='' accel=auto emulator=qemu machine='' cpu='' gui='' image='' media='' network='' strict_msrs='' lockstep=''
qemu='' firmware='' vars='' disk='' qemu_args=() efi='' limit='' screenshot=''
json='' log='' junit='' ktap='' html='' keep='' setup=1 build=1 gop=1 serial=1 words=()

# What the run came to; tools/vm_*.sh fill these in.
work='' pid='' refused='' ended='' crash='' timed_out='' emulator_exit=''

note() { echo "run.sh: $*" >&2; }
die() { note "$*"; exit "$EXIT_USAGE"; }
usage() { sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; }

# ---- options ----

parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --arch | --cpus | --topology | --numa | --memory | --accel | --emulator | --machine | \
            --cpu | --gic | --qemu | --firmware | --vars | --disk | --qemu-arg | --efi | --screenshot | --timeout | \
            --json | --log | --junit | --ktap | --html | --media)
            [ $# -ge 2 ] || die "$1 wants a value (-h for help)"
            set_value "$1" "$2"
            shift
            ;;
        --image) image=1 ;;
        --network) network=1 ;;
        --el2) el2=1 ;;
        --device-tree) device_tree=1 ;;
        --strict-msrs) strict_msrs=1 ;;
        --lockstep) lockstep=1 ;;
        --gui) gui=1 ;;
        --no-gop) gop='' ;;
        --no-serial) serial='' ;;
        --keep) keep=1 ;;
        --no-setup) setup='' ;;
        --no-build) build='' ;;
        -h | --help) usage; exit 0 ;;
        --) shift; words=("$@"); return ;;
        --*=*) die "unknown option '$1': the value is a word of its own, ${1%%=*} ${1#*=} (-h for help)" ;;
        -*) die "unknown option '$1' (-h for help)" ;;
        *) die "'$1' is no option; words for muster come after -- (-h for help)" ;;
        esac
        shift
    done
}

set_value() {    # option value
    case $1 in
    --arch) arch=$2 ;;
    --gic) gic=$2 ;;
    --cpus) cpus=$2 ;;
    --topology) topology=$2 ;;
    --numa) numa=$2 ;;
    --memory) memory=$2 ;;
    --accel) accel=$2 ;;
    --emulator) emulator=$2 ;;
    --machine) machine=$2 ;;
    --cpu) cpu=$2 ;;
    --qemu) qemu=$2 ;;
    --firmware) firmware=$2 ;;
    --vars) vars=$2 ;;
    --disk) disk=$2 image=1 ;;
    --qemu-arg) qemu_args+=("$2") ;;
    --efi) efi=$2 build='' ;;
    --screenshot) screenshot=$2 ;;
    --timeout) limit=$2 ;;
    --json) json=$2 ;;
    --log) log=$2 ;;
    --junit) junit=$2 ;;
    --ktap) ktap=$2 ;;
    --html) html=$2 ;;
    --media) media=$2 build='' ;;
    esac
}

check_topology() {
    local product
    if [ "$topology" ]; then
        [[ $topology =~ ^([1-9][0-9]{0,3}),([1-9][0-9]{0,3}),([1-9][0-9]{0,3})$ ]] ||
            die "--topology '$topology': sockets,cores,threads are wanted, as in 2,4,2"
        product=$((BASH_REMATCH[1] * BASH_REMATCH[2] * BASH_REMATCH[3]))
        [ "${cpus:-$product}" = $product ] ||
            die "--topology $topology makes $product cores, but --cpus says $cpus"
        cpus=$product
    fi
    cpus=${cpus:-4}
    want_number --cpus "$cpus" 1 2048
    [ -z "$numa" ] || want_number --numa "$numa" 1 "$cpus"
}

check_memory() {    # in MiB from here on
    local mebi=$((512 + 4 * cpus))
    if [ "$memory" ]; then
        [[ $memory =~ ^([1-9][0-9]{0,6})([MmGg]?)$ ]] ||
            die "--memory '$memory': a number of MiB, or with M or G, is wanted"
        mebi=${BASH_REMATCH[1]}
        [[ ${BASH_REMATCH[2]} != [Gg] ]] || mebi=$((mebi * 1024))
    fi
    memory=$mebi
}

check_file() {    # option file: must be writable
    [ -z "$2" ] || : 2>/dev/null >"$2" || die "$1 '$2': cannot be written"
}

check_options() {
    check_topology
    check_memory
    want_one_of --emulator "$emulator" qemu bochs
    want_one_of --accel "$accel" auto kvm tcg tcg-single
    want_one_of --arch "$arch" x86_64 aarch64
    [ "$arch" = x86_64 ] && built=$out || built=$out/$arch
    [ -z "$installed" ] || setup='' build='' built=$here/$arch
    efi=${efi:-$built/muster.efi}
    [ "$emulator" = bochs ] || [ -z "$strict_msrs" ] || die "--strict-msrs is for Bochs"
    [ "$emulator" = bochs ] || [ -z "$lockstep" ] || die "--lockstep is for Bochs"
    "${emulator}_check_options"
    check_way
    [ -z "$limit" ] || want_number --timeout "$limit" 1 86400
    [ -z "$disk" ] || { [ -r "$disk" ] && [ -w "$disk" ]; } ||
        die "--disk '$disk': cannot be read and written"
    [ -z "$disk" ] || [ ${#words[@]} = 0 ] ||
        die "--disk takes no words: they are in the image (tools/image.sh)"
    [ -z "$firmware" ] || [ -r "$firmware" ] || die "--firmware '$firmware': cannot be read"
    check_records_file --json "$json"
    check_records_file --junit "$junit"
    check_records_file --ktap "$ktap"
    check_records_file --html "$html"
    check_file --log "$log"
    check_file --screenshot "$screenshot"
}

check_way() {    # how the guest comes to the program: one of them
    local ways=${image:+ --image}${media:+ --media}${network:+ --network}
    [[ $ways != ' '*' '* ]] || die "${ways# }: only one of them can be"
    [ -z "$media" ] || [ -r "$media" ] || die "--media '$media': cannot be read"
    [ -z "$media$network" ] || [ ${#words[@]} = 0 ] ||
        die "no words reach the program by$ways (a medium's are in its muster.cfg)"
}

check_records_file() {    # option file
    [ "$2" ] || return 0
    [ "$serial" ] || die "$1 wants a serial port, but --no-serial takes it away"
    [ "$(word_value format both)" != text ] || die "$1 wants records, but format=text gives none"
    check_file "$1" "$2"
}

# ---- words ----

word_value() {    # name default: the value that muster will take, of the last such word
    local word value=$2
    for word in "${words[@]}"; do
        [[ $word != "$1="* ]] || value=${word#*=}
    done
    echo "$value"
}

has_word() {    # name: with any value
    local word
    for word in "${words[@]}"; do
        [[ $word != "$1" && $word != "$1="* ]] || return 0
    done
    return 1
}

# Then there is no record.
says_only() { has_word help || has_word list || has_word collect || has_word -h || has_word '-?'; }

# The verdict stands in the end record, so there should be one. A disk image without words boots
# as the firmware boots it: there QEMU's exit code must do.
add_words() {
    local wanted=
    [ -z "$media$network" ] || return 0
    [ -z "$gui$screenshot" ] || wanted=exit=halt
    [ "$emulator" != bochs ] || wanted=exit=shutdown
    ! has_word format || show_json=1
    [ "$image" ] && [ ${#words[@]} = 0 ] && [ -z "$json$junit$ktap$html$wanted" ] && return
    says_only && return
    [ -z "$wanted" ] || has_word exit || words+=("$wanted")
    has_word format || words+=(format=both)
}

# ---- set-up ----

prepare() {
    local groups=(build run)
    [ "$arch" = x86_64 ] || groups=(build arm)
    [ "$emulator" = qemu ] || groups+=(bochs)
    [ -z "$gui" ] || groups+=(gui)
    [ -z "$junit$ktap" ] || groups+=(formats)
    [ -z "$html" ] || groups+=(html)
    [ -z "$setup" ] || "$here/tools/setup.sh" "${groups[@]}" >&2 || exit "$EXIT_USAGE"
    if [ "$build" ]; then
        mkdir -p "$out"
        # One build at a time; a make above this script must not lend us its job slots.
        MAKEFLAGS='' flock "$out/run.lock" make -s -C "$here" ARCH="$arch" all ${image:+image} >&2 ||
            die "the build failed"
    fi
    [ "$media" ] || [ -r "$efi" ] || die "there is no $efi (make builds it)"
}

make_work() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/muster.XXXXXXXX") || die "no room for temporary files"
    : >"$work/serial"
    mkfifo "$work/never"
    exec {never}<>"$work/never"    # to wait a moment without starting a process
}

pause() { read -rt "$1" -u "$never" || true; }

# ---- the run ----

# shellcheck disable=SC2317 # called by the emulators' parts
start() {    # command...: the emulator; timeout is there in case this script is killed
    timeout -k 5 $((limit + 60)) "$@" {never}<&- &
    pid=$!
}

is_running() {    # and not only waited for
    local state
    { read -r _ _ state _ <"/proc/$pid/stat"; } 2>/dev/null && [ "$state" != Z ]
}

stop() {
    local tries=0
    [ "$pid" ] || return 0
    kill -TERM "$pid" 2>/dev/null || true
    while is_running && [ $((tries++)) -lt 30 ]; do pause 0.1; done
    "${emulator}_kill"
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null && emulator_exit=0 || emulator_exit=$?
    pid=
}

# shellcheck disable=SC2317 # a trap
clean_up() {
    trap - EXIT
    trap '' INT TERM HUP
    stop
    [ -z "$work" ] || [ -z "$log" ] || cp "$work/serial" "$log"
    if [ "$keep" ] && [ "$work" ]; then
        note "temporary files are kept in $work"
    elif [ "$work" ]; then
        rm -rf "$work"
    fi
}

# The program ends and the firmware goes on.
returns() { says_only || has_word info || has_word lint; }

pause_word() {    # of pause=, if it is a number that muster takes
    local value
    value=$(word_value pause 0)
    [[ $value =~ ^[0-9]{1,4}$ ]] || value=0
    echo $((10#$value))
}

# How long the guest may go on when all is said. A window stays until it is closed.
patience_after_end() {
    if [ "$gui" ]; then
        echo "$limit"
    elif [ "$(word_value exit auto)" = halt ]; then
        echo $((1 + $(pause_word)))
    else
        echo $((10 + $(pause_word)))
    fi
}

watch() {
    local began=$SECONDS end_seen='' patience running=1
    patience=$(patience_after_end)
    while [ "$running" ]; do
        is_running || running=
        read_serial
        "${emulator}_watch"
        [ -z "$refused$denied" ] || break
        if says_only && [ "$started" ] && ((SECONDS - last_heard >= 2)); then break; fi
        if [ "$ended" ] && returns; then break; fi
        [ -z "$ended" ] || end_seen=${end_seen:-$SECONDS}
        if [ "$end_seen" ]; then
            ((SECONDS - end_seen < patience)) || break
        elif ((SECONDS - began > limit)); then
            timed_out=1
            break
        fi
        [ -z "$running" ] || pause 0.1
    done
}

main() {
    parse_options "$@"
    check_options
    prepare
    add_words
    limit=${limit:-$("${emulator}_limit")}
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    make_work
    "${emulator}_start"
    open_serial
    watch
    "${emulator}_finish"
    stop
    read_serial
    [ -z "$half_line" ] || take_line "${half_line//$'\r'/}"
    write_formats
    verdict
}

main "$@"

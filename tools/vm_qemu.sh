# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of run.sh, with its variables
# QEMU: the command, and what its monitor tells.

# Its exit codes when the guest ends it: what the guest writes, times 2, and 1
readonly QEMU_PASS=33 QEMU_FAIL=35 QEMU_PANIC=39 QEMU_REFUSED=41

snapshot=on    # of the disk: what is written to it is lost

# What an architecture adds: tools/vm_qemu_x86_64.sh, tools/vm_qemu_aarch64.sh
qemu_check_options() {
    # shellcheck source=tools/vm_qemu_x86_64.sh
    . "$here/tools/vm_qemu_$arch.sh"
    qemu=${qemu:-qemu-system-$arch} cpu=${cpu:-max}
    command -v "$qemu" >/dev/null || [ "$qemu" = "qemu-system-$arch" ] ||
        die "--qemu '$qemu': no such program"
    qemu_arch_check_options
}

qemu_limit() { echo $((60 + cpus > 300 ? 300 : 60 + cpus)); }

# ---- the command ----

qemu_find_firmware() {
    local file
    if [ -z "$firmware" ]; then
        for file in "${qemu_firmwares[@]}"; do
            [ ! -r "$file" ] || { firmware=$file; break; }
        done
    fi
    [ "$firmware" ] || die "no UEFI firmware found (--firmware PATH names one)"
}

# The variables go with the code by name: OVMF_CODE_4M.secboot.fd, OVMF_VARS_4M.fd
qemu_firmware_args() {    # [file]: that keeps the variables
    local kept=${1:-$work/vars.fd} template name=${firmware##*/}
    template=$(sed 's/CODE/VARS/; s/code/vars/; s/\.\(no-secboot\|secboot\|strictnx\)//g' <<<"$name")
    template=${firmware%"$name"}$template
    if [ "$template" != "$firmware" ] && [ -r "$template" ]; then
        [ "${1:-}" ] && [ -e "$kept" ] || cp --sparse=always "$template" "$kept"
        printf '%s\n' -drive "if=pflash,format=raw,unit=0,readonly=on,file=${firmware//,/,,}" \
            -drive "if=pflash,format=raw,unit=1,file=${kept//,/,,}"
    else
        [ -z "${1:-}" ] || note "--vars: $firmware keeps its variables in itself, so they are lost"
        cp "$firmware" "$work/firmware.fd"
        printf '%s\n' -drive "if=pflash,format=raw,unit=0,file=$work/firmware.fd"
    fi
}

# /dev/kvm may open and yet not run a guest: nested, or a sandbox. The firmware must come so far
# that it clears the screen.
qemu_probe_kvm() {
    local tries=0 probe
    [ "$(uname -m)" = "$arch" ] && [ -r /dev/kvm ] && [ -w /dev/kvm ] || return 1
    mapfile -t probe < <(qemu_firmware_args)
    : >"$work/probe"
    timeout -k 1 12 "$qemu" -machine "$(qemu_arch_machine)" -accel kvm -cpu "$cpu" -m 256 -nodefaults \
        -no-user-config -display none -no-reboot "${probe[@]}" -serial "file:$work/probe" \
        </dev/null >/dev/null 2>&1 {never}<&- &
    pid=$!
    while is_running && [ ! -s "$work/probe" ] && [ $((tries++)) -lt 100 ]; do pause 0.1; done
    stop
    [ -s "$work/probe" ]
}

qemu_kvm_works() {    # asked once a boot of the host
    local cache=$out/kvm-probe key answer=no
    key="$(cat /proc/sys/kernel/random/boot_id) $(id -u) $(qemu_arch_machine) $cpu $qemu $firmware"
    if ! grep -sqxF -e "yes $key" -e "no $key" "$cache"; then
        ! qemu_probe_kvm || answer=yes
        mkdir -p "$out"
        { tail -qn 15 "$cache" || true; echo "$answer $key"; } >"$work/kvm-probe" 2>/dev/null
        cp "$work/kvm-probe" "$cache"
    fi
    grep -qxF "yes $key" "$cache"
}

qemu_choose_accel() {
    if [ "$accel" = auto ]; then
        accel=tcg
        ! qemu_kvm_works || accel=kvm
    fi
    case $accel in
    kvm)
        qemu_kvm_works ||
            die "--accel kvm: KVM cannot boot this firmware here (--accel auto takes TCG then)"
        accel_arg=kvm
        ;;
    tcg) accel_arg=tcg,thread=multi ;;
    tcg-single) accel_arg=tcg,thread=single ;;
    esac
}

qemu_smp_arg() {
    local s c t
    if [ "$topology" ]; then
        IFS=, read -r s c t <<<"$topology"
        echo "$cpus,sockets=$s,cores=$c,threads=$t"
    else
        echo "$cpus"
    fi
}

qemu_numa_args() {    # cores and memory dealt out evenly, the rest to the last node
    local node first last size
    for ((node = 0; node < ${numa:-0}; node++)); do
        first=$((node * cpus / numa))
        last=$(((node + 1) * cpus / numa - 1))
        size=$((memory / numa))
        [ $node -lt $((numa - 1)) ] || size=$((memory - size * (numa - 1)))
        printf '%s\n' -object "memory-backend-ram,id=node$node,size=${size}M" \
            -numa "node,nodeid=$node,memdev=node$node,cpus=$first-$last"
    done
}

# The image that make builds has no words in it.
qemu_make_image() {
    [ -z "$disk" ] || { snapshot=off; return 0; }
    disk=$built/muster.img
    if [ ${#words[@]} -gt 0 ] || [ ! -r "$disk" ] || [ "$efi" != "$built/muster.efi" ]; then
        disk=$work/muster.img
        "$here/tools/image.sh" "$efi" "$disk" "${words[@]}" >&2 || die "no disk image"
    fi
}

# By USB, as a stick is, and most servers' virtual media
qemu_stick_args() {    # the drive's options
    printf '%s\n' -device qemu-xhci -device usb-storage,drive=media \
        -drive "if=none,id=media,format=raw,file=${media//,/,,},$1"
}

# The firmware's own PXE; newer ones want random numbers for it.
qemu_network_args() {
    printf '%s\n' -netdev "user,id=net,tftp=${work//,/,,}/tftp,bootfile=muster.efi" \
        -device virtio-net-pci,netdev=net,addr=8,romfile= -device virtio-rng-pci
}

qemu_program_args() {
    if [[ $media == *.iso ]]; then
        qemu_arch_cdrom_args
    elif [ "$media" ]; then
        qemu_stick_args snapshot=on
    elif [ "$network" ]; then
        qemu_network_args
    elif [ "$image" ]; then
        qemu_arch_disk_args "$disk"
    else
        printf '%s\n' -kernel "$efi" -append "${words[*]}"
    fi
}

qemu_command() {    # fills command
    local line
    # The guest's reset or power-off stops the machine, for a last look at it.
    command=("$qemu" -machine "$(qemu_arch_machine)" -accel "$accel_arg" -cpu "$cpu" -smp "$(qemu_smp_arg)"
        -m "${memory}M" -nodefaults -no-user-config -nic none -S
        -action "reboot=shutdown,shutdown=pause"
        -chardev "stdio,id=monitor,signal=off" -mon "chardev=monitor,mode=control")
    while IFS= read -r line; do command+=("$line"); done < <(
        qemu_arch_args
        qemu_firmware_args "$vars"
        qemu_numa_args
        qemu_program_args
    )
    command+=(-display "$([ "$gui" ] && echo gtk || echo none)")
    [ -z "$gop" ] || command+=(-device "$qemu_display")
    [ -z "$serial" ] || command+=(-serial "file:$work/serial")
    command+=("${qemu_args[@]}")
}

qemu_start() {
    qemu_find_firmware
    qemu_choose_accel
    qemu_arch_words
    [ -z "$image" ] || qemu_make_image
    [ -z "$network" ] || { mkdir "$work/tftp" && cp "$efi" "$work/tftp/muster.efi"; }
    qemu_command
    note "$cpus cores, $(qemu_arch_machine), $cpu, $accel, $memory MiB, $firmware${image:+, disk image}${media:+, $media}${network:+, PXE}"
    mkfifo "$work/monitor"
    : >"$work/monitor.out"
    exec {monitor}<>"$work/monitor" {monitor_out}<"$work/monitor.out"
    # It starts stopped (-S): what happens before the monitor is told to listen, it never tells.
    qemu_say '{"execute":"qmp_capabilities"}'
    qemu_say '{"execute":"cont"}'
    start "${command[@]}" <"$work/monitor" >"$work/monitor.out" 2>"$work/emulator.err"
}

qemu_kill() { :; }    # it is in the group that is killed

# ---- the monitor ----

shutdown_reason=''
registers=''
monitor_half=''

qemu_say() { printf '%s\n' "$1" >&"$monitor"; }

qemu_read_monitor() {
    local line
    while :; do
        if ! IFS= read -r -u "$monitor_out" line; then
            monitor_half+=$line
            return 0
        fi
        line=$monitor_half$line
        monitor_half=
        if [[ $line == *'"event": "SHUTDOWN"'* && $line =~ \"reason\":\ \"([a-z-]*)\" ]]; then
            shutdown_reason=${BASH_REMATCH[1]}
        elif [[ $line == *'CPU#0'* ]]; then
            registers=$line
        fi
    done
}

qemu_wait() {    # condition: evaluated for at most 3 s, or until QEMU is gone
    local tries=0
    while is_running && ! eval "$1" && [ $((tries++)) -lt 30 ]; do
        pause 0.1
        qemu_read_monitor
    done
}

qemu_show_cores() {    # where each stands, if QEMU still answers
    qemu_say '{"execute":"human-monitor-command","arguments":{"command-line":"info registers -a"}}'
    # shellcheck disable=SC2016 # evaluated there
    qemu_wait '[ "$registers" ]'
    [ "$registers" ] || return 0
    grep -oE "$qemu_registers" <<<"$registers" |
        awk '/^CPU#/ { if (line) print line; line = "  core " substr($0, 5) ":"; next }
            { line = line " " $0 } END { if (line) print line }' | head -n 16 >&2
}

qemu_watch() {
    qemu_read_monitor
    [ "$shutdown_reason" ] || return 0
    read_serial
    if [ "$shutdown_reason" = guest-reset ] && [ -z "$ended" ]; then
        crash="it reset itself before its end, as by $qemu_reset_means"
        qemu_show_cores
    fi
    qemu_take_screenshot
    qemu_say '{"execute":"quit"}'
    qemu_wait false
    shutdown_reason=
}

qemu_take_screenshot() {
    local format=png
    [ "$screenshot" ] && is_running || return 0
    [[ $screenshot != *.ppm ]] || format=ppm
    rm -f "$work/screen"
    qemu_say '{"execute":"screendump","arguments":{"filename":"'"$work/screen"'",
        "format":"'$format'"}}'
    # shellcheck disable=SC2016 # evaluated there
    qemu_wait '[ -s "$work/screen" ]'
    pause 0.3
    cp "$work/screen" "$screenshot" 2>/dev/null || note "no screenshot could be taken"
    screenshot=
}

# Before QEMU is stopped: what can only be asked while it runs
qemu_finish() {
    [ -z "$timed_out" ] || ! is_running || qemu_show_cores
    [ -z "$ended" ] || qemu_take_screenshot
}

qemu_explain() {    # what QEMU itself said, when it failed
    tail -n 20 "$work/emulator.err" >&2
    [ "$started" ] || [ "$emulator_exit" != 1 ] || die "QEMU could not start"
}

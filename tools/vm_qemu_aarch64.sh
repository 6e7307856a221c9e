# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of run.sh, with its variables
# QEMU's Arm machine, virt: what tools/vm_qemu.sh asks of an architecture.

qemu_firmwares=(
    /usr/share/AAVMF/AAVMF_CODE.fd
    /usr/share/edk2/aarch64/QEMU_EFI-pflash.raw
    /usr/share/edk2/aarch64/QEMU_CODE.fd
    /usr/share/qemu/edk2-aarch64-code.fd
)
qemu_display=ramfb
qemu_reset_means='its own call, or the firmware'
qemu_registers='CPU#[0-9]+|PC=[0-9a-f]+|SP=[0-9a-f]+|PSTATE=[0-9a-f]+|EL[0-3][ht]'

qemu_arch_check_options() {
    machine=${machine:-virt} gic=${gic:-3}
    want_one_of --machine "$machine" virt
    want_one_of --gic "$gic" 2 3 4 max
    [ "$gic" != 2 ] || [ "$cpus" -le 8 ] || die "--gic 2 with $cpus cores: a GICv2 has room for 8"
    [ "$cpus" -le 512 ] || die "--cpus $cpus: virt has 512 at most"
}

qemu_arch_machine() {
    echo "$machine,gic-version=$gic${el2:+,virtualization=on}${device_tree:+,acpi=off}"
}

# The guest's way out with an exit code is semihosting. The boot menu would wait for 3 s.
qemu_arch_args() {
    printf '%s\n' -semihosting-config enable=on,target=native -boot menu=on,splash-time=0
}

qemu_arch_disk_args() {    # file
    printf '%s\n' -drive "if=none,id=disk,format=raw,snapshot=$snapshot,file=${1//,/,,}" \
        -device virtio-blk-pci,drive=disk
}

qemu_arch_cdrom_args() { qemu_stick_args media=cdrom,readonly=on; }

# It cannot see whether somebody listens to its semihosting call, and a processor of silicon, KVM's
# as well, takes it for an undefined instruction: so it must be told.
qemu_arch_words() {
    [ "$accel" != kvm ] && ! has_word exit && ! returns || return 0
    [ "$image$media$network" ] && [ ${#words[@]} = 0 ] || words+=(exit=debugexit)
}

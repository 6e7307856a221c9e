# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of run.sh, with its variables
# QEMU's x86-64 machines: what tools/vm_qemu.sh asks of an architecture.

qemu_firmwares=(
    /usr/share/OVMF/OVMF_CODE_4M.fd
    /usr/share/OVMF/OVMF_CODE.fd
    /usr/share/edk2/ovmf/OVMF_CODE.fd
    /usr/share/edk2/x64/OVMF_CODE.4m.fd
    /usr/share/edk2-ovmf/x64/OVMF_CODE.fd
    /usr/share/qemu/ovmf-x86_64-code.bin
    /usr/share/ovmf/OVMF.fd
)
qemu_display=VGA
qemu_reset_means='a triple fault'
qemu_registers='CPU#[0-9]+|[RE]IP=[0-9a-f]+|HLT=[01]|CR2=[0-9a-f]+'

qemu_arch_check_options() {
    local option
    for option in gic:"$gic" el2:"$el2" device-tree:"$device_tree"; do
        [ -z "${option#*:}" ] || die "--${option%%:*} is for --arch aarch64"
    done
    machine=${machine:-q35}
    want_one_of --machine "$machine" q35 pc
}

# Debian's snakeoil and ms are secboot with keys in the variables
qemu_is_secure() { [[ ${firmware##*/} =~ secboot|snakeoil|\.ms\. ]]; }

qemu_arch_machine() {    # the firmware's own memory is kept from us, where it asks for that
    echo "$machine$(! qemu_is_secure || echo ,smm=on)"
}

qemu_arch_args() {
    ! qemu_is_secure || printf '%s\n' -global driver=cfi.pflash01,property=secure,value=on
    printf '%s\n' -device isa-debug-exit,iobase=0xf4,iosize=4
}

qemu_arch_disk_args() {    # file
    printf '%s\n' -drive "if=ide,index=0,format=raw,snapshot=$snapshot,file=${1//,/,,}"
}

qemu_arch_cdrom_args() { printf '%s\n' -cdrom "$media"; }

qemu_arch_words() { :; }

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A FAT volume that boots on firmware as it is: from a USB stick that dd wrote, or as QEMU's disk.
#
#     image.sh MUSTER.EFI IMAGE [WORD...]
#
# Without words the program is what the firmware boots by itself. With words it stands beside a
# startup.nsh that names them, for the UEFI shell to run. \EFI\muster\muster.cfg is there for words
# to be written into; as it comes it has none.
set -eu
[ $# -ge 2 ] || { echo "image.sh: a program and an image are wanted: image.sh MUSTER.EFI IMAGE [WORD...]" >&2; exit 1; }
efi=$1 image=$2
[ -r "$efi" ] || { echo "image.sh: $efi: cannot be read" >&2; exit 1; }
shift 2
part=$image.tmp
work=$(mktemp -d)
trap 'rm -rf "$work" "$part"' EXIT

# The name under which firmware looks for it says the architecture (UEFI 2.10, 3.5.1.1), as the
# program does (PE/COFF 8.3, 3.3.1).
boot_name() {
    header=$(od -An -j60 -N4 -tu4 "$efi" 2>/dev/null) || header=0
    case $(od -An -j$((header + 4)) -N2 -tx2 --endian=little "$efi" 2>/dev/null) in
    *8664) echo BOOTX64.EFI ;;
    *aa64) echo BOOTAA64.EFI ;;
    *) echo "image.sh: $efi: for no architecture that is known" >&2; exit 1 ;;
    esac
}

# The shell runs it without saying on which volume it was found.
startup() { # words
    printf '@echo -off\r\nfor %%v in 0 1 2 3 4 5 6 7 8 9 A B C D E F\r\n'
    printf '  if exist fs%%v:\\muster.efi then\r\n    fs%%v:\r\n    muster.efi %s\r\n' "$1"
    printf '    goto DONE\r\n  endif\r\nendfor\r\n:DONE\r\n'
}

# 32 MiB: enough for FAT16 at one sector a cluster, which all firmware reads.
rm -f "$part"
truncate -s 32M "$part"
mformat -i "$part" -N 4d555354 ::
if [ $# = 0 ]; then
    name=$(boot_name)
    mkdir -p "$work/EFI/BOOT"
    cp "$efi" "$work/EFI/BOOT/$name"
else
    cp "$efi" "$work/muster.efi"
    startup "$*" >"$work/startup.nsh"
fi
mkdir -p "$work/EFI/muster"
sed 's/$/\r/' "$(dirname "$(readlink -f "$0")")/muster.cfg" >"$work/EFI/muster/muster.cfg"
# Time stamps come from the files: a fixed one makes two builds the same.
find "$work" -exec touch -d "@${SOURCE_DATE_EPOCH:-1704067200}" {} +
MTOOLS_SKIP_CHECK=1 mcopy -i "$part" -s -m "$work"/* ::/
mv "$part" "$image"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A FAT volume with one program that boots on firmware as it is: a disk for a virtual machine.
# tools/media.sh makes what a real one boots from.
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
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=tools/fat.sh
. "$here/fat.sh"
part=$image.tmp
work=$(mktemp -d)
trap 'rm -rf "$work" "$part"' EXIT

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
    name=$(boot_name "$efi")
    mkdir -p "$work/EFI/BOOT"
    cp "$efi" "$work/EFI/BOOT/$name"
else
    cp "$efi" "$work/muster.efi"
    startup "$*" >"$work/startup.nsh"
fi
mkdir -p "$work/EFI/muster"
for_dos "$here/muster.cfg" >"$work/EFI/muster/muster.cfg"
fill_fat "$part" "$work"
mv "$part" "$image"

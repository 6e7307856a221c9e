#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What a real machine boots from: the programs of all architectures that are named, in one image.
#
#     media.sh stick|iso IMAGE [-c MUSTER.CFG] [-m MUSTER.MAN] MUSTER.EFI...
#
# stick   a disk with a GPT and one FAT32 volume, to be written to a USB stick
# iso     a CD for a server's virtual media, or a drive. Written to a stick it boots as well: it has
#         a GPT, whose second part is the FAT volume that the CD's boot catalogue names
#
# In both the volume holds EFI/BOOT, EFI/muster/muster.cfg (words; an example without -c),
# EFI/muster/results, muster.man (for the UEFI shell's help, with -m) and README.TXT.
set -eu
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=tools/fat.sh
. "$here/fat.sh"
PATH=$PATH:/usr/sbin:/sbin    # sfdisk's place, which is not on every user's path

usage() {
    sed -n '/^#  *media.sh/s/^# *//p' "$0" >&2
    exit 2
}
die() { echo "media.sh: $*" >&2; exit 1; }

[ $# -ge 3 ] || usage
kind=$1 image=$2 cfg=$here/muster.cfg man=''
shift 2
while getopts c:m: option; do
    case $option in
    c) cfg=$OPTARG ;;
    m) man=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage

part=$image.tmp
work=$(mktemp -d)
trap 'rm -rf "$work" "$part"' EXIT
tree=$work/tree
results=EFI/muster/results

make_tree() { # program...
    mkdir -p "$tree/EFI/BOOT" "$tree/$results"
    for program in "$@"; do
        name=$(boot_name "$program")
        [ ! -e "$tree/EFI/BOOT/$name" ] || die "$program: a second $name"
        cp "$program" "$tree/EFI/BOOT/$name"
    done
    for_dos "$cfg" >"$tree/EFI/muster/muster.cfg"
    [ -z "$man" ] || cp "$man" "$tree/muster.man"
    for_dos "$here/media_readme.txt" >"$tree/README.TXT"
}

# Both identifiers are made up once and for all.
make_stick() {
    first=2048 sectors=126976    # 1 and 62 MiB of 64; the second GPT lies behind them
    truncate -s 64M "$part"
    sfdisk -q "$part" <<TABLE
label: gpt
label-id: 4D555354-4552-4D00-8000-64697363AA01
start=$first, size=$sectors, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=4D555354-4552-4D00-8000-70617274AA01, name=Muster
TABLE
    # One sector a cluster: the volume has as many as FAT32 must have
    mformat -i "$part@@$((first * 512))" -F -c 1 -T $sectors -h 64 -s 32 -H $first \
        -N 4d555354 -v MUSTER ::
    fill_fat "$part@@$((first * 512))" "$tree"
}

# 8 MiB: room for results, FAT16, and less than the boot catalogue's 16 bits can count. What is around
# the volume is for those who copy files from a CD: it has the same ones.
make_iso() {
    truncate -s 8M "$work/efi"
    mformat -i "$work/efi" -T 16384 -h 64 -s 32 -c 1 -N 4d555354 -v MUSTER ::
    fill_fat "$work/efi" "$tree"
    xorriso -as mkisofs -quiet -o "$part" -V MUSTER -r -J -no-pad -partition_offset 16 \
        -append_partition 2 C12A7328-F81F-11D2-BA4B-00A0C93EC93B "$work/efi" -appended_part_as_gpt \
        -c boot.cat -e --interval:appended_partition_2:all:: -no-emul-boot "$tree" 2>"$work/log" ||
        { cat "$work/log" >&2; die "xorriso failed"; }
}

rm -f "$part"
make_tree "$@"
case $kind in
stick | iso) "make_$kind" ;;
*) usage ;;
esac
mv "$part" "$image"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# FAT volumes, for image.sh and media.sh.

# The name under which firmware looks for a program says the architecture (UEFI 2.10, 3.5.1.1), as
# the program does (PE/COFF 8.3, 3.3.1).
boot_name() { # program
    header=$(od -An -j60 -N4 -tu4 --endian=little "$1" 2>/dev/null) || header=0
    case $(od -An -j$((header + 4)) -N2 -tx2 --endian=little "$1" 2>/dev/null) in
    *8664) echo BOOTX64.EFI ;;
    *aa64) echo BOOTAA64.EFI ;;
    *) echo "${0##*/}: $1: for no architecture that is known" >&2; return 1 ;;
    esac
}

for_dos() { sed 's/\r*$/\r/' "$1"; } # the shell and other systems' editors want CR LF

# Time stamps come from the files: a fixed one makes two builds the same.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1704067200}
export SOURCE_DATE_EPOCH
fix_times() { # folder
    find "$1" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
}

fill_fat() { # volume folder
    fix_times "$2"
    TZ=UTC MTOOLS_SKIP_CHECK=1 mcopy -i "$1" -s -m "$2"/* ::/
}

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# What an option may be. Whoever sources this has die().

want_number() {    # option value minimum maximum
    [[ $2 =~ ^[1-9][0-9]{0,8}$ && $2 -ge $3 && $2 -le $4 ]] ||
        die "$1 '$2': a number from $3 to $4 is wanted"
}

want_one_of() {    # option value choice...
    local option=$1 value=$2
    shift 2
    [[ " $* " == *" $value "* ]] || die "$option '$value': one of ${*// /, } is wanted"
}

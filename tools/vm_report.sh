# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of run.sh, with its variables
# What comes through the serial port: shown as it comes, then judged.

started=''      # muster has said something
last_line=''    # the last line it said
last_heard=0    # when, in SECONDS
half_line=''    # read, but without its end yet
text_result=''  # PASS or FAIL, from the text
denied=''       # the firmware's word for what it does not start
said_all=''     # of help or a list
show_json=''    # the user asked for records

open_serial() { exec {serial_fd}<"$work/serial"; }

# Terminal control sequences, which the firmware sends
strip_escapes() {    # line -> $line
    line=$1
    while [[ $line =~ $'\e'\[[0-9\;=?]*[A-Za-z] ]]; do
        line=${line//"${BASH_REMATCH[0]}"/}
    done
}

# The file grows while it is read: what ends without a newline is kept for the next time.
read_serial() {
    local line
    while :; do
        if ! IFS= read -r -u "$serial_fd" line; then
            half_line+=$line
            return 0
        fi
        line=$half_line$line
        half_line=
        last_heard=$SECONDS
        take_line "${line//$'\r'/}"
    done
}

take_line() {
    local line
    strip_escapes "$1"
    if [ -z "$started" ]; then
        take_refusal
        [[ $line =~ ^(muster[ :]|\{\"rec\":\") ]] || return 0
        started=1
    fi
    [ -z "$line" ] || last_line=$line
    case $line in
    'muster: refused: '*) refused=$line ;;
    '{"rec":"run"'*) ended= ;;
    '{"rec":"end"'*) ended=$line ;;
    esac
    if [[ $line =~ ^(PASS|FAIL|SKIP):\ [0-9]+\ check ]]; then
        text_result=${BASH_REMATCH[1]}
        [ "$(word_value format text)" != text ] || ended=text
    fi
    if [ -z "$ended" ] || [ "$ended" = "$line" ] || [ "$text_result" = "${line%%:*}" ] ||
        [[ $line =~ ^(at the end|halted): ]]; then
        show_line "$line"
    fi
}

# OVMF's words for a program that Secure Boot keeps out, or, where QEMU handed that over, for what it
# tries next: its own shell.
take_refusal() {
    [[ ! $line =~ ^BdsDxe:\ failed\ to\ (load|start)\ .*:\ (Access\ Denied|Security\ Violation) ]] ||
        denied=${BASH_REMATCH[2]}
}

show_line() {
    if [[ $1 == '{"rec":"'* ]]; then
        [ -z "$show_json" ] || printf '%s\n' "$1"
    elif says_only; then
        # The firmware goes on after it.
        [[ -z $1 || $1 =~ ^(muster[ :]|usage: |  +[^ ]) ]] || said_all=1
        [ -z "$1" ] || [ "$said_all" ] || printf '%s\n' "$1"
    elif [ "$(word_value format text)" != json ] && [ -z "$refused" ]; then
        printf '%s\n' "$1"
    fi
}

# ---- records ----

# The records of the last run: the machine may have been reset in between.
json_lines() {
    tr -d '\r' <"$work/serial" | grep '^{"rec":"' |
        awk '/^\{"rec":"run"/ { n = 0 } { line[n++] = $0 }
            END { for (i = 0; i < n; i++) print line[i] }'
}

crc32() { gzip -1nc | tail -c 8 | od -An -N4 -tx4 --endian=little | tr -d ' \n'; }

end_member() { sed -n 's/.*"'"$1"'":"\{0,1\}\([0-9a-z]*\).*/\1/p' <<<"$ended"; }

check_records() {    # says what is wrong, if anything
    local file=$work/records count crc
    json_lines >"$file" || true
    [ -z "$json" ] || cp "$file" "$json"
    [[ $(tail -n 1 "$file") == '{"rec":"end"'* ]] ||
        { echo "records follow the end record"; return; }
    count=$(($(wc -l <"$file") - 1))
    [ "$(end_member records)" = $count ] ||
        { echo "$(end_member records) records were sent, $count arrived"; return; }
    crc=$(head -n -1 "$file" | crc32)
    [ "$(end_member crc32)" = "$crc" ] ||
        echo "the records' checksum is $crc, but $(end_member crc32) was sent"
}

# For a CI, of whatever came. Its exit code says what is in it; only 2 says that it was not written.
write_formats() {
    local format code
    for format in junit ktap html; do
        [ "${!format}" ] || continue
        code=0
        "$here/tools/muster" "$format" -o "${!format}" "$work/serial" || code=$?
        [ "$code" != 2 ] || note "${!format} was not written"
    done
}

# ---- verdict ----

judge_record() {
    local damage
    damage=$(check_records)
    if [ "$damage" ]; then
        note "the report is damaged: $damage"
        exit "$EXIT_NO_END"
    fi
    if [ "$emulator_exit" = "$QEMU_PANIC" ]; then
        note "the guest crashed, and said why"
        exit "$EXIT_CRASH"
    fi
    case $(end_member result) in
    pass) exit 0 ;;
    skip) note "no check was made"; exit 1 ;;
    *) exit 1 ;;
    esac
}

# Without records: QEMU's exit code, then the last line of the text.
judge_text() {
    case $emulator_exit in
    "$QEMU_PASS") exit 0 ;;
    "$QEMU_FAIL") exit 1 ;;
    "$QEMU_PANIC") exit "$EXIT_CRASH" ;;
    "$QEMU_REFUSED") exit "$EXIT_USAGE" ;;
    esac
    case $text_result in
    PASS) exit 0 ;;
    FAIL | SKIP) exit 1 ;;
    esac
}

verdict() {
    if [ "$refused" ]; then
        echo "$refused" >&2
        exit "$EXIT_USAGE"
    fi
    [ -z "$denied" ] ||
        die "the firmware did not start it: $denied (Secure Boot wants a signature: docs/secure-boot.md)"
    [[ $ended != '{'* ]] || judge_record
    [ -z "$json" ] || json_lines >"$json" || true
    if [ "$timed_out" ]; then
        note "no end after $limit s; the last line was: ${last_line:-none, muster never started}"
        exit "$EXIT_TIMEOUT"
    fi
    if says_only && [ "$started" ]; then exit 0; fi
    if [ "$crash" ]; then
        note "the guest crashed: $crash; the last line was: ${last_line:-none}"
        exit "$EXIT_CRASH"
    fi
    if [ "$(word_value format text)" = text ] || [ -z "$serial" ]; then judge_text; fi
    [ "$emulator_exit" != "$QEMU_PANIC" ] || exit "$EXIT_CRASH"
    "${emulator}_explain"
    note "it ended without its end record ($emulator exited with $emulator_exit); the last line" \
        "was: ${last_line:-none}"
    exit "$EXIT_NO_END"
}

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Keys for Secure Boot of one's own: a platform key, a key exchange key, and the key that signs
# programs.
#
#     keys.sh FOLDER
#
# Of each of PK, KEK and db: NAME.key, the secret; NAME.pem, the certificate; NAME.cer, the same as
# firmware's setup menus read it; and where sbsigntool is installed NAME.auth, as a running system
# gives it to firmware that has no platform key yet. guid.txt says whose they are. Keys that are
# there already stay.
set -eu
umask 077
folder=${1:?usage: keys.sh FOLDER}
days=3650

make_key() { # name
    [ ! -e "$folder/$1.key" ] || return 0
    openssl req -new -x509 -newkey rsa:2048 -sha256 -nodes -days $days -subj "/CN=Muster $1/" \
        -keyout "$folder/$1.key" -out "$folder/$1.pem" 2>"$folder/log" ||
        { cat "$folder/log" >&2; echo "keys.sh: no $1 key" >&2; exit 1; }
    openssl x509 -in "$folder/$1.pem" -outform DER -out "$folder/$1.cer"
    rm -f "$folder/log" "$folder/$1.auth"
}

make_update() { # name signer: a variable's new value, signed by the key that may change it
    [ ! -e "$folder/$1.auth" ] || return 0
    sbsiglist --owner "$guid" --type x509 --output "$folder/$1.esl" "$folder/$1.cer"
    sbvarsign --key "$folder/$2.key" --cert "$folder/$2.pem" --output "$folder/$1.auth" \
        "$1" "$folder/$1.esl" >/dev/null
    rm -f "$folder/$1.esl"
}

mkdir -p "$folder"
[ -e "$folder/guid.txt" ] || cat /proc/sys/kernel/random/uuid >"$folder/guid.txt"
guid=$(cat "$folder/guid.txt")
for name in PK KEK db; do make_key $name; done
if command -v sbvarsign >/dev/null; then
    make_update PK PK
    make_update KEK PK
    make_update db KEK
fi

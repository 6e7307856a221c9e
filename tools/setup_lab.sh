#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# labgrid with its coordinator, and LAVA's dispatcher, for tests and for tools/lab.
#
#     tools/setup_lab.sh FOLDER
#
# FOLDER/usr/bin/labgrid-{coordinator,exporter,client}, FOLDER/usr/bin/lava-run, and what they import
# in FOLDER/usr/lib/python3/dist-packages. They are of a newer Debian release, as the coordinator of
# Debian 12's labgrid wants a router (crossbar) that Debian does not have; they are all Python, so
# the modules that they want in turn are the system's. They are only unpacked: the system stays as it
# is. If they cannot be had, it says so and succeeds; the tests that want them are skipped.
set -euo pipefail

# shellcheck source=tools/setup_apt.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup_apt.sh"

release=forky
architecture=amd64    # they are of none, and so in the lists of any
packages=(python3-labgrid labgrid-client labgrid-coordinator labgrid-exporter
    python3-grpcio-reflection lava-common lava-dispatcher lava-server)
folder=${1:?usage: setup_lab.sh FOLDER}
ready=$folder/.ready-1
work=

give_up() {
    say "no labgrid with a coordinator and no LAVA, their tests will be skipped: $*"
    [ -z "$work" ] || rm -rf "$work"
    exit 0
}

fetch_packages() {    # mirror
    open_mirror "$1" && unpack_packages "$work/root" "${packages[@]}"
}

# They were made for a newer Python
try_imports() {
    PYTHONPATH=$work/root/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c '
import labgrid.pytestplugin, labgrid.remote.client, labgrid.remote.coordinator, labgrid.remote.exporter
import lava_common.jinja, lava_common.schemas, lava_dispatcher.runner'
}

# Of the server, only what it knows of devices
arrange() {
    local usr=$work/root/usr
    rm -rf "$usr"/share/{doc,lintian,man,python3,bash-completion} \
        "$usr"/lib/python3/dist-packages/{lava_server,lava_*_app,linaro_django_xmlrpc}
    rm -rf "$folder/usr"
    mv "$usr" "$folder/"
}

main() {
    local mirror log
    [ ! -e "$ready" ] || return 0
    command -v apt-get >/dev/null || give_up "there is no apt-get"
    mirror=$(debian_mirror)
    [ "$mirror" ] || give_up "no Debian mirror among this system's package sources"

    say "fetching labgrid and LAVA ($release) for tests into $folder (about 10 MB)"
    rm -rf "$folder"
    work=$folder/work
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
    log=$work/log
    fetch_packages "$mirror" >"$log" 2>&1 ||
        give_up "$(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")"
    try_imports >"$log" 2>&1 || give_up "$(tail -n1 "$log")"
    arrange >"$log" 2>&1 || give_up "$(tail -n1 "$log")"
    rm -rf "$work"
    touch "$ready"
}

main

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # a part of the scripts that source it
# Packages of another release or architecture: fetched by an apt with sources and a state of its own
# and only unpacked, so that the system stays as it is and nothing need fit it. The caller sets
# work (a folder), release and architecture.

say() { echo "setup: $*" >&2; }

system_release() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

debian_mirror() {    # the mirror of the release that is installed
    local codename
    grep -qx 'ID=debian' /etc/os-release || return 0
    codename=$(system_release)
    # shellcheck disable=SC2016 # apt's variables, not ours
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Identifier: Packages' 2>/dev/null |
        awk -v r="$codename" '$2 == r && $3 == "main" && !seen++ { print $1 }'
}

# As if nothing were installed
apt_private() {
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" \
        -o Dir::Cache="$work/cache" \
        -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
        -o APT::Sandbox::User="$(id -un)" -o APT::Get::List-Cleanup=0 \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::Languages=none "$@"
}

open_mirror() {    # mirror
    local key=/usr/share/keyrings/debian-archive-keyring.gpg signed=''
    [ ! -e $key ] || signed="[signed-by=$key] "
    mkdir -p "$work"/{lists/partial,cache/archives/partial,debs}
    : >"$work/status"
    echo "deb $signed$1 $release main" >"$work/sources.list"
    apt_private apt-get update
}

with_dependencies() {    # package...: their names and those of all that they need
    apt_private apt-get -s install --no-install-recommends "$@" | awk '/^Inst /{ print $2 }'
}

unpack_packages() {    # folder package...
    local deb folder=$1
    shift
    [ $# -gt 0 ] || return
    (cd "$work/debs" && apt_private apt-get download "$@") || return
    mkdir -p "$folder"
    for deb in "$work"/debs/*.deb; do
        dpkg -x "$deb" "$folder" || return
    done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by the scripts of this folder: messages, and packages that are missing.

say() {
    printf '%s\n' "$*"
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# need_packages PACKAGE...: install Debian packages that are missing, or say which those are.
need_packages() {
    missing=
    for p in "$@"; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
    done
    [ -n "$missing" ] || return 0
    [ -z "${CUPEL_NO_INSTALL:-}" ] || die "missing Debian packages:$missing (CUPEL_NO_INSTALL is set)"
    sudo=
    if [ "$(id -u)" != 0 ]; then
        have sudo || die "missing Debian packages:$missing (install them, or run as root)"
        sudo=sudo
    fi
    say "installing:$missing"
    # shellcheck disable=SC2086 # a list of words on purpose
    install_words="env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing"
    $sudo $install_words </dev/null || { $sudo apt-get -q update && $sudo $install_words </dev/null; }
}

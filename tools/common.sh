# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by the scripts of this folder.

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

# How many jobs this machine can run side by side.
jobs_here() {
    nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# Where downloads that are kept between runs live.
cache_folder() {
    echo "${CUPEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cupel}"
}

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Install into a folder of its own and build examples/embed.c against it as a stranger would: with
# pkg-config, once with the shared and once with the static library; then run both.
#
#   install.sh BUILD_DIR SOURCE_DIR CC VERSION
set -eu
build=$1 source=$2 cc=$3 version=$4
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
DESTDIR=$tmp/dest meson install -C "$build" --no-rebuild --quiet >/dev/null
pc=$(find "$tmp/dest" -name cupel.pc)
[ -n "$pc" ] || { echo "FAILED: no cupel.pc was installed"; exit 1; }
libdir=$(dirname "$(dirname "$pc")")
prefix=$tmp/dest$(sed -n 's/^prefix=//p' "$pc")
system=$(pkg-config --variable=pc_path pkg-config)

query() {
    PKG_CONFIG_LIBDIR=$(dirname "$pc"):$system PKG_CONFIG_SYSROOT_DIR='' \
        pkg-config --define-variable=prefix="$prefix" "$@" cupel
}

# build_and_try NAME ARGUMENT...: the example must compile, start, and refuse what is no evidence.
build_and_try() {
    name=$1
    shift
    # shellcheck disable=SC2046,SC2086 # flags are words
    $cc -Wall -Wextra -Werror -o "$tmp/$name" "$source/examples/embed.c" $(query --cflags) "$@"
    printf 'this is no evidence' >"$tmp/nonsense"
    code=0
    LD_LIBRARY_PATH=$libdir "$tmp/$name" "$tmp/nonsense" >"$tmp/out" 2>&1 || code=$?
    if [ $code != 3 ] || ! grep -q '^no appraisal: ' "$tmp/out"; then
        echo "FAILED: $name gave exit $code:"
        cat "$tmp/out"
        exit 1
    fi
    echo "ok: $name: $(cat "$tmp/out")"
}

[ "$(query --modversion)" = "$version" ] || { echo "FAILED: cupel.pc has another version"; exit 1; }
# shellcheck disable=SC2046 # flags are words
build_and_try embed-shared $(query --libs)
readelf -d "$tmp/embed-shared" | grep -q 'libcupel\.so\.0' ||
    { echo "FAILED: embed-shared is not linked with libcupel.so.0"; exit 1; }
# shellcheck disable=SC2046 # flags are words
build_and_try embed-static "$libdir/libcupel.a" $(pkg-config --libs libcrypto)

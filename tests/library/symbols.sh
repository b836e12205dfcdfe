#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the built libraries show the world: libcupel.so needs libcrypto and libc only and exports the
# public functions only; libcupel.a holds no other global name.
#
#   symbols.sh SHARED STATIC MAP
set -eu
shared=$1 static=$2 map=$3
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fail() {
    echo "FAILED: $*"
    failed=1
}

# Sanitizers and coverage add names and libraries of their own, which are not our subject.
instrumented='^(__|_?gcov|asan|ubsan|llvm)'

readelf -d "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort >"$tmp/needed"
others=$(grep -v -E '^(lib(crypto|c|asan|ubsan|tsan|gcov|gcc_s)\.so|ld-linux)' "$tmp/needed" || true)
[ -z "$others" ] || fail "$shared needs $others"
grep -q '^libcrypto\.so' "$tmp/needed" || fail "$shared does not need libcrypto"
soname=$(readelf -d "$shared" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
[ "$soname" = libcupel.so.0 ] || fail "soname is $soname"

sed -n 's/^    \(cupel_[a-z0-9_]*\);$/\1/p' "$map" | sort >"$tmp/map"
nm -D --defined-only "$shared" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$tmp/so"
nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' |
    grep -v -E "$instrumented" | sort >"$tmp/a"
for kind in so a; do
    comm -3 "$tmp/map" "$tmp/$kind" >"$tmp/diff"
    [ ! -s "$tmp/diff" ] || fail "lib/cupel.map (left) and libcupel.$kind (right) differ: $(cat "$tmp/diff")"
done
[ $failed = 0 ] && echo "ok: $(wc -l <"$tmp/map") functions; needs $(tr '\n' ' ' <"$tmp/needed")"
exit $failed

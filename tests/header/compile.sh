#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each public header compiles alone, twice in one unit, as strict C99 and as C++.
#
#   compile.sh INCLUDE_DIR CC CXX      CXX may be "none": then C++ is skipped, and said so
set -eu
include=$1 cc=$2 cxx=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# check LANGUAGE COMPILER FLAG...: all headers, each in a unit of its own.
check() {
    language=$1
    shift
    for header in "$include"/cupel/*.h; do
        name=cupel/$(basename "$header")
        printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$tmp/unit"
        printf 'int unit(void);\nint unit(void) { return 0; }\n' >>"$tmp/unit"
        if "$@" -I"$include" -Wall -Wextra -Werror -pedantic-errors -c -o "$tmp/unit.o" "$tmp/unit"; then
            echo "ok: $name as $language"
        else
            echo "FAILED: $name as $language"
            failed=1
        fi
    done
}

# shellcheck disable=SC2086 # a compiler may be several words
check C99 $cc -x c -std=c99
if [ "$cxx" = none ]; then
    echo "skipped: C++ (no compiler for it)"
else
    check C++ "$cxx" -x c++ -std=c++11
fi
exit $failed

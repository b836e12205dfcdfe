#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The core is pure: its objects hold no data that can change, and the library asks libc for nothing
# that opens files, reads clocks or the environment, prints, or ends the program.
#
#   purity.sh CORE_ARCHIVE SHARED_LIBRARY
set -eu
core=$1 shared=$2
failed=0

changing=$(size -A "$core" | awk '/:$/ { file = $1 }
    $1 ~ /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print file, $1, $2 }')
if [ -n "$changing" ]; then
    echo "FAILED: data that can change: $changing"
    failed=1
fi

impure='f?open(64)?|openat|read|write|f?read|f?write|v?f?printf|puts|f?puts|putchar|perror|syslog'
impure="$impure|time|clock|clock_gettime|gettimeofday|localtime|localtime_r|gmtime|mktime"
impure="$impure|getenv|secure_getenv|setenv|setlocale|exit|_exit|abort|__assert_fail|signal|socket"
used=$(nm -D --undefined-only "$shared" | sed 's/.* U //; s/@.*//; s/^__\(.*\)_chk$/\1/' |
    grep -E -x "$impure" || true)
if [ -n "$used" ]; then
    echo "FAILED: the library uses $used"
    failed=1
fi
[ $failed = 0 ] && echo "ok: no changing data, no I/O, no clock, no environment"
exit $failed

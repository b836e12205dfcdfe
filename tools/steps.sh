# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by .ci/run and tools/deep: steps that are counted, whatever happens in them.

passed=0
failed=0
steps_log=$(mktemp)
trap 'rm -f "$steps_log"' EXIT

# step NAME COMMAND...: its own last line "N passed, N failed" counts; without one it counts as 1.
step() {
    step_name=$1
    shift
    step_start=$(date +%s)
    echo "=== $step_name"
    step_code=0
    "$@" >"$steps_log" 2>&1 </dev/null || step_code=$?
    cat "$steps_log"
    step_counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\1 \2/p' "$steps_log" |
        tail -n 1)
    step_p=${step_counts% *}
    step_f=${step_counts#* }
    if [ -z "$step_counts" ] || { [ "$step_code" != 0 ] && [ "$step_f" = 0 ]; }; then
        step_p=$((step_code == 0))
        step_f=$((step_code != 0))
    fi
    passed=$((passed + step_p))
    failed=$((failed + step_f))
    echo "--- $step_name: $step_p passed, $step_f failed, $(($(date +%s) - step_start)) s"
}

# The closing line; true when nothing failed.
steps_end() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}

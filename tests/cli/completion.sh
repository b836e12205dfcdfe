#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What bash completes: usage: completion.sh CUPEL COMPLETION
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ln -s "$(realpath "$1")" "$scratch/cupel"
PATH=$scratch:$PATH
# shellcheck source=/dev/null
. "$(realpath "$2")"
bad=0

expect() { # WORDS… => WANTED…: completing the last of WORDS offers each of WANTED
    local -a line=()
    while [ "$1" != "=>" ]; do
        line+=("$1")
        shift
    done
    shift
    COMP_WORDS=("${line[@]}")
    COMP_CWORD=$((${#line[@]} - 1))
    _cupel
    for want in "$@"; do
        if [[ " ${COMPREPLY[*]} " != *" $want "* ]]; then
            echo "${line[*]}: does not offer $want but: ${COMPREPLY[*]}"
            bad=1
        fi
    done
}

expect cupel '' '=>' verify explain softtee help --version
expect cupel ver '=>' verify
expect cupel help e '=>' explain
expect cupel verify --co '=>' --collateral
expect cupel verify -- '=>' --nonce --expect --require --json --quiet
expect cupel verify --require f '=>' freshness
expect cupel verify --expect snp.meas '=>' snp.measurement=
expect cupel explain --check snp.sig '=>' snp.signature
expect cupel softtee s '=>' snp sgx
expect cupel softtee tdx --scenario out '=>' outdated
expect cupel attest --tee a '=>' auto azure
expect cupel attest --format '' '=>' raw cmw kbs
expect cupel verify --format '' '=>' snp tdx sgx
if cupel help attest >/dev/null 2>&1; then # a program of its own, not on every system
    expect cupel at '=>' attest
    expect cupel attest --no '=>' --nonce
fi
exit $bad

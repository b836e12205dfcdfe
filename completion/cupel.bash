# SPDX-License-Identifier: Apache-2.0
# Completion for bash. Verbs, options, checks and claims are asked of the command itself, so that
# this file never lags behind it.

_cupel_verbs() {
    cupel help 2>/dev/null | sed -n 's/^  \([a-z]*\)  .*/\1/p'
}

# Options of verb $1, or of its verb $3; with $2 = value those that take one.
_cupel_options() {
    cupel "$1" ${3:+"$3"} --help 2>/dev/null | sed -n "s/^  \(--[a-z-]*\)${2:+ [^ ]}.*/\1/p"
}

_cupel_values() {
    case $1 in
    --require) echo freshness identity revocation hardware tcb configuration ;;
    --check) cupel explain --checks --json | sed -n 's/^{"id":"\([^"]*\)".*/\1/p' ;;
    --expect) cupel explain --claims --json | sed -n 's/^{"claim":"\([^"]*\)".*/\1=/p' ;;
    --format) echo snp tdx sgx nitro cca psa tpm azure nvidia nvidia-set ratls cmw se csv hkd ;;
    --as) echo proposed existing ;;
    --fail-on) cupel review --list-checks --json | grep -o '{"id":"[^"]*"' | cut -d '"' -f 4 ;;
    --kind) echo quarterly yearly ;;
    --form) echo sandbox security-assessment ;;
    --scenario) cupel softtee "$2" --list-scenarios 2>/dev/null | awk '{ print $2 }' ;;
    esac
}

# Values of options that `cupel attest` has alone, or in its own way.
_cupel_attest_values() {
    case $1 in
    --format) echo raw cmw kbs ;;
    --tee) echo auto snp tdx cca nitro azure tpm ;;
    --ak) echo auto rsa ecc ;;
    --pcrs) echo sha256:all ;;
    --vmpl) echo 0 1 2 3 ;;
    --tcti) echo device:/dev/tpmrm0 ;;
    esac
}

_cupel() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_verbs) help --help --version" -- "$cur")
        return
    fi
    if [[ $verb == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_verbs)" -- "$cur")
        return
    fi
    if [[ $verb == attest && -n $(_cupel_attest_values "$prev") ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_attest_values "$prev")" -- "$cur")
        return
    fi
    local below=""
    case $verb in
    landscape) below="check diff matrix gaps import export" ;;
    office) below="calendar check init minutes report vote" ;;
    site) below="build" ;;
    esac
    if [[ -n $below && $COMP_CWORD == 2 && $cur != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$below" -- "$cur")
        return
    fi
    case $prev in
    --require | --check | --expect | --format | --scenario | --as | --fail-on | --form | --kind)
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_values "$prev" "${COMP_WORDS[2]}")" -- "$cur")
        [[ $prev == --expect ]] && compopt -o nospace 2>/dev/null
        return
        ;;
    --at | --as-of | --quarter | --year | --title | --nonce | --seed | --set | --version) return ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_options "$verb" "" "${below:+${COMP_WORDS[2]}}")" -- "$cur")
    elif [[ $verb == softtee && $COMP_CWORD == 2 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(cupel softtee --list-scenarios | awk '{ print $1 }' | sort -u)" -- "$cur")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        compopt -o filenames 2>/dev/null
    fi
}
complete -F _cupel cupel

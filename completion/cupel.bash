# SPDX-License-Identifier: Apache-2.0
# Completion for bash. Verbs, options, checks and claims are asked of the command itself, so that
# this file never lags behind it.

_cupel_verbs() {
    cupel help 2>/dev/null | sed -n 's/^  \([a-z]*\)  .*/\1/p'
}

# Options of verb $1; with $2 = value those that take one.
_cupel_options() {
    cupel help "$1" 2>/dev/null | sed -n "s/^  \(--[a-z-]*\)${2:+ [^ ]}.*/\1/p"
}

_cupel_values() {
    case $1 in
    --require) echo freshness identity revocation hardware tcb configuration ;;
    --check) cupel explain --checks --json | sed -n 's/^{"id":"\([^"]*\)".*/\1/p' ;;
    --expect) cupel explain --claims --json | sed -n 's/^{"claim":"\([^"]*\)".*/\1=/p' ;;
    --format) if [[ $2 == attest ]]; then echo raw cmw kbs; else echo snp tdx sgx; fi ;;
    --tee) echo auto snp tdx cca nitro azure tpm ;;
    --ak) echo auto rsa ecc ;;
    --scenario) cupel softtee "$2" --list-scenarios 2>/dev/null | awk '{ print $2 }' ;;
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
    case $prev in
    --require | --check | --expect | --format | --scenario | --tee | --ak)
        # The second word that a value may depend on is the kind of a software TEE, else the verb.
        local word=$verb
        [[ $verb != softtee ]] || word=${COMP_WORDS[2]}
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_values "$prev" "$word")" -- "$cur")
        [[ $prev == --expect ]] && compopt -o nospace 2>/dev/null
        return
        ;;
    --at | --nonce | --seed | --set | --version | --pcrs | --tcti | --vmpl | --ak-cert) return ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cupel_options "$verb")" -- "$cur")
    elif [[ $verb == softtee && $COMP_CWORD == 2 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "snp tdx sgx" -- "$cur")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        compopt -o filenames 2>/dev/null
    fi
}
complete -F _cupel cupel

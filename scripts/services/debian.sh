# shellcheck shell=bash
# Servers of Debian's Prometheus packages, which are static programs: an installed one, otherwise the package unpacked
# into the cache. Sourced by launchers, which set these first and define `serve`:
#   TITLE     the product, for messages
#   PACKAGES  the packages to unpack, the server's first
#   SERVER    the name of the program
#   OWN       a regular expression of the options that `serve` sets itself, as they name places inside the container
source "${BASH_SOURCE[0]%/*}/lib.sh"

PACKAGE=$CACHE/${PACKAGES[0]}-debian

find_binary() {
    if ! find_on_path "$SERVER" && ! use_package; then
        can_use_debian "$TITLE" || return
        missing "$TITLE is not installed" "$LAUNCHER install" yes || return
    fi
    ask_version "$BINARY" --version || missing "$BINARY does not run" "$BINARY --version" || return
    compare_with_image "$TITLE"
}

use_package() {
    BINARY=$PACKAGE/usr/bin/$SERVER
    [[ -x $BINARY ]]
}

fetch() {
    unpack_debian --alone "$WORK/$NAME" "${PACKAGES[@]}"
    publish "$WORK/$NAME" "${PACKAGE##*/}"
}

# Other options of the Compose file's `command` are passed on.
OPTIONS=()
take_command() {
    local word left=''
    for word in "${WORDS[@]}"; do
        if [[ $word =~ ^--($OWN)(=|$) ]]; then
            continue
        elif [[ $word == --* ]]; then
            OPTIONS+=("$word")
        else
            left+="${left:+ }$word"
        fi
    done
    [[ -z $left ]] || leave_out "$left"
}

# verify PROGRAM ARGUMENT…: lets the checker beside the server, if there is one, check the configuration, and ends with
# what it found. The server itself would say so long before its last line.
verify() {
    local checker=${BINARY%/*}/$1 found
    [[ -x $checker ]] || return 0
    found=$("$checker" "${@:2}" 2>&1) || fail "$(sed -n '/FAILED/,$p' <<<"$found")"
}

# Further sed commands for `configured`.
EDITS=()

# configured FILE: copies a configuration into the data folder and prints the copy's path. The addresses of other
# services are replaced by those in variables that cpadev sets to where they are: ADDRESS_<SERVICE>_<PORT> replaces
# exactly `service:PORT`, and ADDRESS_<SERVICE> any port of the service. EDITS are made before.
configured() {
    local copy=$DATA/${1##*/} variable service port edit
    local -a exact=() any=()
    for variable in "${!ADDRESS_@}"; do
        service=${variable#ADDRESS_}
        port='[0-9]+'
        if [[ $service =~ ^(.+)_([0-9]+)$ ]]; then service=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}; fi
        service=${service,,}
        sed_text "${!variable}"
        edit="s|\\b${service//_/-}:$port\\b|$SED_TEXT|g"
        if [[ $port == '[0-9]+' ]]; then any+=("$edit"); else exact+=("$edit"); fi
    done
    [[ -r $1 ]] || fail "cannot read $1"
    # It may hold secrets, which no other user may read here or in sed's arguments. An old copy would keep its mode.
    rm -f "$copy"
    (umask 077 && sed -E -f <(printf '%s\n' "${EDITS[@]}" "${exact[@]}" "${any[@]}") "$1" >"$copy")
    say "$copy"
}

# sed_text TEXT: sets SED_TEXT to a text as the replacement in a sed command `s|…|…|`.
sed_text() {
    [[ $1 != *[[:cntrl:]]* ]] || fail "a setting of Alertmanager or Prometheus contains a control character"
    SED_TEXT=${1//\\/\\\\}
    SED_TEXT=${SED_TEXT//"&"/"\\&"}
    SED_TEXT=${SED_TEXT//"|"/"\\|"}
}

# with_share COMMAND…: runs a program that reads files in /usr/share which are compiled in, with the package's over them.
with_share() {
    [[ $BINARY == "$PACKAGE"/* ]] || exec "$@"
    local -a space=(unshare --mount)
    ((EUID == 0)) || space=(unshare --map-root-user --mount)
    # shellcheck disable=SC2016 # the inner shell expands them
    local overlay='mount -t overlay overlay -o lowerdir="$0":/usr/share /usr/share'
    "${space[@]}" sh -c "$overlay" "$PACKAGE/usr/share" 2>/dev/null || return 0
    exec "${space[@]}" sh -c "$overlay"' && exec "$@"' "$PACKAGE/usr/share" "$@"
}

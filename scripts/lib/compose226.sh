# shellcheck shell=bash
# Docker Compose 2.26.1 for comparisons, from Debian 13's package, unpacked into the cache without installing it.
# Sourced.
#
#   need_compose226   fetches it if it is missing, and sets COMPOSE226_CONFIG: with DOCKER_CONFIG set to that,
#                     `docker compose` runs this version
#
# The program is static, so it also runs on Debian 12. Returns 1, with the reason on standard error, if it is
# unavailable.

readonly COMPOSE226_PACKAGE=2.26.1-4
readonly COMPOSE226_SHA256=47681197cb2b1ab88206b42a1a92fc75f50d9530a6322d03494a473eed0408ea

need_compose226() {
    local cache=${CPADEV_CACHE_DIR:-}
    if [[ -z $cache ]]; then
        # Without HOME, ~ is the home folder from the user database: never a folder that others can write to.
        [[ -n ${HOME:-} ]] || unset HOME
        cache=~
        [[ ${XDG_CACHE_HOME:-} != /* ]] && cache=$cache/.cache/cpadev || cache=$XDG_CACHE_HOME/cpadev
        ((EUID)) || cache=/var/cache/cpadev
    fi
    COMPOSE226_CONFIG=$cache/compose-${COMPOSE226_PACKAGE%-*}
    [[ ! -x $COMPOSE226_CONFIG/cli-plugins/docker-compose ]] || return 0
    if [[ $HOSTTYPE != x86_64 ]] || ! command -v apt-get dpkg-deb >/dev/null; then
        echo "compose226: only available on Debian on x86_64" >&2
        return 1
    fi
    mkdir -p "$cache"
    local work status=0
    work=$(mktemp -d "$cache/compose.tmp.XXXXXX")
    # In a subshell, which exits at the first command that fails.
    (fetch_compose226 "$work") || status=1
    [[ $status != 0 ]] || mv -T "$work/config" "$COMPOSE226_CONFIG" || status=1
    rm -rf "$work"
    return "$status"
}

# fetch_compose226 FOLDER: creates FOLDER/config.
fetch_compose226() {
    set -e
    cd "$1"
    echo "fetching Docker Compose $COMPOSE226_PACKAGE from Debian" >&2
    mkdir -p lists/partial cache/archives/partial config/cli-plugins
    # Separate package lists for Debian 13, so that nothing on this system changes. Verified by the archive's key.
    local key=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$key] http://deb.debian.org/debian trixie main" >sources.list
    local -a apt=(
        apt-get -qq -o "Dir::Etc::SourceList=$PWD/sources.list" -o Dir::Etc::SourceParts=/nonexistent
        -o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/cache" -o APT::Sandbox::User=
    )
    "${apt[@]}" update
    "${apt[@]}" download "docker-compose=$COMPOSE226_PACKAGE"
    echo "$COMPOSE226_SHA256 " ./*.deb | sha256sum --check --quiet
    dpkg-deb --extract ./*.deb unpacked
    mv unpacked/usr/libexec/docker/cli-plugins/docker-compose config/cli-plugins/
    # Check that the program runs and has the expected version.
    [[ $(config/cli-plugins/docker-compose version --short) == "${COMPOSE226_PACKAGE%-*}"* ]]
}

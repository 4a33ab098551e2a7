# shellcheck shell=bash
# The Debian packages needed to build, run and test. Sourced by scripts/up, scripts/test and others.
#
#   install_prerequisites build|run|test|containers|engine|bench…   installs missing packages of these groups and prints
#                                                                   their names
#   require_swift                                                   exits if Swift is missing or too old
#
# Does nothing, and needs no root, if all packages are installed. Services of installed packages are not started.

require_swift() {
    local version caller=${0##*/}
    if ! command -v swift >/dev/null; then
        echo "$caller: Swift is not installed, or not on PATH. Get 6.2 or later from https://www.swift.org/install" >&2
        exit 69
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    if [[ $(printf '%s\n' 6.2 "$version" | sort -V | head -n 1) != 6.2 ]]; then
        echo "$caller: Swift ${version:-of unknown version} is too old; cpadev needs 6.2 or later" >&2
        exit 69
    fi
}

prerequisites_of() {
    case $1 in
        # Headers of the C libraries that cpadev links.
        build) echo "libyaml-dev libncurses-dev libpq-dev libhiredis-dev libpcre2-dev pkg-config" ;;
        # Tools that the launchers use; they fetch the servers themselves.
        run) echo "python3.11 python3.11-venv ca-certificates curl util-linux binutils" ;;
        # Real clients, a real terminal, a real browser, and servers for probe tests.
        test)
            echo "tmux postgresql-client redis-tools iproute2 procps git postgresql-15 redis-server clamav-daemon" \
                "chromium openssl e2fsprogs mount"
            # What the platform's workflows check: a user's own Rust and Node.js will do.
            command -v cargo >/dev/null || echo "cargo rust-clippy"
            command -v npm >/dev/null || echo "nodejs npm"
            ;;
        # Tools to build local images, and the Compose version packaged by Debian.
        containers) echo "mmdebstrap binutils iproute2 iptables python3 python3-yaml util-linux docker-compose" ;;
        # Only if there is no other engine.
        engine) echo "docker.io" ;;
        # A compiler for the benchmarks, and the programs that they compare with.
        bench) echo "gcc libc6-dev python3.11 python3.11-venv ripgrep lnav" ;;
        *)
            echo "prerequisites: no such group: $1" >&2
            return 64
            ;;
    esac
}

# missing_prerequisites GROUP…: prints each package that is not installed, once.
missing_prerequisites() {
    local group names packages=()
    for group in "$@"; do
        names=$(prerequisites_of "$group") || return
        # shellcheck disable=SC2206 # splitting is intended
        packages+=($names)
    done
    # dpkg-query exits with 1 if any of the packages is unknown.
    comm -13 \
        <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null |
            sed -n 's/^installed //p' | sort -u) \
        <(printf '%s\n' "${packages[@]}" | sort -u)
}

install_prerequisites() {
    if ! command -v apt-get >/dev/null; then
        echo "prerequisites: this is not a Debian system; make sure that the contents of these packages are installed:" >&2
        for group in "$@"; do echo "  $(prerequisites_of "$group")" >&2; done
        return 0
    fi
    local -a packages as_root=()
    mapfile -t packages < <(missing_prerequisites "$@")
    ((${#packages[@]})) || return 0
    if ((EUID)); then
        as_root=(sudo)
        if ! command -v sudo >/dev/null; then
            echo "prerequisites: run as root: apt-get install --no-install-recommends ${packages[*]}" >&2
            return 1
        fi
    fi
    echo "prerequisites: installing ${packages[*]}"
    "${as_root[@]}" bash -c "$install_without_starting" bash "${packages[@]}"
}

# Run as root, with the packages as arguments. A policy-rc.d that exits with 101 keeps services from being started. An
# existing one is kept.
install_without_starting='
set -euo pipefail
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
    trap "rm -f $policy" EXIT
    printf "#!/bin/sh\nexit 101\n" >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends "$@" >/dev/null
'

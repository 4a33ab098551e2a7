# shellcheck shell=bash
# A Docker engine for tests. Sourced by scripts/engine and scripts/test, after prerequisites.sh.
#
#   engine_start          sets ENGINE to `theirs` if an engine answers already, otherwise starts one, sets ENGINE to
#                         `ours` and DOCKER_HOST. Returns 1 and sets ENGINE_REASON on failure
#   engine_run COMMAND…   runs COMMAND where the published ports of the engine's containers are reachable
#   engine_stop           stops our engine and its containers; keeps its images
#   engine_kill           kills our engine with SIGKILL, as in a crash: its containers keep running
#   engine_status         prints which engine answers
#
# Our engine runs in its own network namespace, with its own data, run folder and socket, so that nothing in this
# machine's network changes: no bridge, no firewall rules, and nothing of another engine. The price: its containers'
# published ports are on the loopback of that namespace, so tests must run inside, by engine_run, and neither they nor
# the containers have network access. The socket is a file and is reachable from outside, so images are built from
# there, with inputs fetched beforehand (scripts/images/build).
#
# It also has its own mount namespace, so that a killed engine leaves no mounts behind.
#
# A command in engine_run may stop the engine and start it again with the scripts/engine in CPADEV_TEST_ENGINE: the new
# one uses the same network namespace and run folder, like a restart of a real engine.
#
# CPADEV_ENGINE_DIR is the engine's folder; default: engine in the cache. The path must be short, because it contains
# sockets.

# shellcheck disable=SC2034 # read by who sources this
ENGINE='' ENGINE_REASON=''
ENGINE_DIR=${CPADEV_ENGINE_DIR:-${CPADEV_CACHE_DIR:-/var/cache/cpadev}/engine}
ENGINE_SOCKET=$ENGINE_DIR/docker.sock
ENGINE_PID_FILE=$ENGINE_DIR/dockerd.pid

# engine_answers [HOST]: whether an engine answers within ten seconds.
engine_answers() {
    if [[ -n ${1:-} ]]; then
        DOCKER_HOST=$1 timeout 10 docker version >/dev/null 2>&1
    else
        timeout 10 docker version >/dev/null 2>&1
    fi
}

# Prints the pid of our engine; fails if it is not running.
engine_pid() {
    local pid
    pid=$(cat "$ENGINE_PID_FILE" 2>/dev/null) || return 1
    # A pid file can outlive its engine, and its pid may be reused.
    [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *dockerd*"$ENGINE_SOCKET"* ]] || return 1
    echo "$pid"
}

# Whether an engine can be started here; otherwise sets ENGINE_REASON.
engine_may_start() {
    if ((EUID)); then
        ENGINE_REASON="no Docker engine answers, and only root can start one"
    elif ! command -v docker dockerd containerd iptables >/dev/null; then
        ENGINE_REASON="no Docker engine answers, and docker.io, containerd or iptables is not installed"
    elif ! unshare --net --mount true 2>/dev/null; then
        ENGINE_REASON="no Docker engine answers, and none can be started: network namespaces are not permitted"
    elif ((${#ENGINE_DIR} > 60)); then
        ENGINE_REASON="the path of CPADEV_ENGINE_DIR is too long for the sockets in it: $ENGINE_DIR"
    else
        return 0
    fi
    return 1
}

engine_start() {
    if engine_pid >/dev/null && engine_answers "unix://$ENGINE_SOCKET"; then
        ENGINE=ours
        export DOCKER_HOST=unix://$ENGINE_SOCKET
        return
    fi
    if engine_answers; then
        ENGINE=theirs
        return
    fi
    engine_may_start || return 1
    mkdir -p "$ENGINE_DIR"
    # The log covers only this start, and explains a failure.
    (
        exec 9>"$ENGINE_DIR/lock"
        flock 9
        # An address reserved for documentation (RFC 5737), so that it cannot conflict.
        address=198.51.100.53
        ! engine_pid >/dev/null || exit 0
        rm -rf "$ENGINE_PID_FILE" "$ENGINE_SOCKET"
        namespaces=(--mount --propagation slave)
        if [[ -z ${CPADEV_TEST_ENGINE:-} ]]; then
            namespaces+=(--net)
            rm -rf "$ENGINE_DIR/run"
        fi
        # Overrides this machine's settings. Queries for external names must still get an answer: gRPC clients ask for
        # more than the address and wait for the result.
        echo "{\"dns\": [\"$address\"]}" >"$ENGINE_DIR/daemon.json"
        # A separate containerd namespace, in case it uses the system's containerd.
        setsid unshare "${namespaces[@]}" bash -c '
            ip link set lo up
            ip address replace "$1/32" dev lo
            setpriv --pdeathsig KILL -- python3 "$2" "$1" &
            shift 2
            exec dockerd "$@"' \
            bash "$address" "${BASH_SOURCE[0]%/*}/no-names.py" \
            --host "unix://$ENGINE_SOCKET" --pidfile "$ENGINE_PID_FILE" --data-root "$ENGINE_DIR/data" \
            --exec-root "$ENGINE_DIR/run" --config-file "$ENGINE_DIR/daemon.json" --group root \
            --containerd-namespace cpadev-tests --containerd-plugins-namespace cpadev-tests-plugins \
            >"$ENGINE_DIR/dockerd.log" 2>&1 </dev/null 9>&- &
        started=$!
        for ((patience = 0; patience < 300; patience++)); do
            engine_answers "unix://$ENGINE_SOCKET" && exit 0
            kill -0 "$started" 2>/dev/null || break
            sleep 0.1
        done
        exit 1
    ) || {
        # shellcheck disable=SC2034
        ENGINE_REASON="dockerd did not start: $(tail -n 3 "$ENGINE_DIR/dockerd.log"); see $ENGINE_DIR/dockerd.log"
        engine_stop
        return 1
    }
    # shellcheck disable=SC2034
    ENGINE=ours
    export DOCKER_HOST=unix://$ENGINE_SOCKET
}

engine_run() {
    local pid
    if pid=$(engine_pid); then
        DOCKER_HOST=unix://$ENGINE_SOCKET CPADEV_TEST_ENGINE=$(realpath "${BASH_SOURCE[0]%/*}/../engine") \
            nsenter --net="/proc/$pid/ns/net" -- "$@"
    else
        "$@"
    fi
}

engine_stop() {
    local pid
    pid=$(engine_pid) || return 0
    kill -TERM "$pid"
    # It stops its containers first, each within its grace period.
    for ((patience = 0; patience < 600; patience++)); do
        [[ -d /proc/$pid ]] || return 0
        sleep 0.1
    done
    echo "engine: dockerd did not exit within a minute; killing it" >&2
    kill -KILL "$pid"
}

engine_kill() {
    local pid
    pid=$(engine_pid) || return 0
    kill -KILL "$pid"
    while [[ -d /proc/$pid ]]; do sleep 0.01; done
}

engine_status() {
    local pid
    if pid=$(engine_pid); then
        echo "ours, pid $pid: DOCKER_HOST=unix://$ENGINE_SOCKET"
    elif engine_answers; then
        echo "an existing engine: $(docker version --format '{{.Server.Version}}, API {{.Server.APIVersion}}')"
    else
        echo "none"
        return 1
    fi
}

# shellcheck shell=bash
# A Docker engine for tests. Sourced by scripts/engine and scripts/test, after prerequisites.sh.
#
#   engine_start          sets ENGINE to `theirs` where an engine answers already, else starts one: `ours`, and sets
#                         DOCKER_HOST. Returns 1 and sets ENGINE_REASON where neither can be had
#   engine_run COMMAND…   runs COMMAND where the published ports of that engine's containers can be reached
#   engine_stop           ends ours, its containers with it; leaves its images for the next time
#   engine_kill           ends ours with SIGKILL, as a crash would: its containers go on
#   engine_status         says which answers
#
# Our engine lives in a network namespace of its own, with data, run folder and socket of its own, so that nothing of
# this machine's network changes: no bridge, no rules of a firewall, and no other engine's are touched. That has one
# price: its containers' published ports are on the loopback of that namespace, so tests have to run inside, by
# engine_run; and neither they nor its containers reach any network. The socket is a file and needs nothing of that:
# images are built from outside, and fetch what they need beforehand (scripts/images/build).
#
# Its mounts are its own as well, so that a killed one leaves none behind.
#
# What engine_run runs may end the engine and start it again by scripts/engine, which it finds in CPADEV_TEST_ENGINE: in
# the same network namespace, and with what is left in the run folder, as a restart of a real one.
#
# CPADEV_ENGINE_DIR is where it keeps everything; default: engine in the cache. The path must be short, for sockets are
# in it.

# shellcheck disable=SC2034 # read by who sources this
ENGINE='' ENGINE_REASON=''
ENGINE_DIR=${CPADEV_ENGINE_DIR:-${CPADEV_CACHE_DIR:-/var/cache/cpadev}/engine}
ENGINE_SOCKET=$ENGINE_DIR/docker.sock
ENGINE_PID_FILE=$ENGINE_DIR/dockerd.pid

# engine_answers [HOST]: within ten seconds.
engine_answers() {
    if [[ -n ${1:-} ]]; then
        DOCKER_HOST=$1 timeout 10 docker version >/dev/null 2>&1
    else
        timeout 10 docker version >/dev/null 2>&1
    fi
}

# Prints the pid of our engine; fails where it does not run.
engine_pid() {
    local pid
    pid=$(cat "$ENGINE_PID_FILE" 2>/dev/null) || return 1
    # A pid file may outlive its engine, and its number may be somebody else's now.
    [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *dockerd*"$ENGINE_SOCKET"* ]] || return 1
    echo "$pid"
}

# Whether one may be started here; else sets ENGINE_REASON.
engine_may_start() {
    if ((EUID)); then
        ENGINE_REASON="no Docker engine answers, and only root may start one"
    elif ! command -v docker dockerd containerd iptables >/dev/null; then
        ENGINE_REASON="no Docker engine answers, and docker.io, containerd or iptables is not installed"
    elif ! unshare --net --mount true 2>/dev/null; then
        ENGINE_REASON="no Docker engine answers, and none can be started: network namespaces are not allowed here"
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
    # The log of this start; of one that failed it says why.
    (
        exec 9>"$ENGINE_DIR/lock"
        flock 9
        # Of those that are kept for examples (RFC 5737), so that it is nobody's.
        address=198.51.100.53
        ! engine_pid >/dev/null || exit 0
        rm -rf "$ENGINE_PID_FILE" "$ENGINE_SOCKET"
        namespaces=(--mount --propagation slave)
        if [[ -z ${CPADEV_TEST_ENGINE:-} ]]; then
            namespaces+=(--net)
            rm -rf "$ENGINE_DIR/run"
        fi
        # Instead of this machine's settings. Whoever asks for a name of the world has to get an answer all the same:
        # clients of gRPC ask for more than the address, and wait for it.
        echo "{\"dns\": [\"$address\"]}" >"$ENGINE_DIR/daemon.json"
        # A namespace of containerd's own, should it find the system's running and use that.
        # shellcheck disable=SC2016 # expanded inside
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
    # It stops its containers, each within its grace period.
    for ((patience = 0; patience < 600; patience++)); do
        [[ -d /proc/$pid ]] || return 0
        sleep 0.1
    done
    echo "engine: dockerd did not end within a minute; killing it" >&2
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
        echo "one that was there already: $(docker version --format '{{.Server.Version}}, API {{.Server.APIVersion}}')"
    else
        echo "none"
        return 1
    fi
}

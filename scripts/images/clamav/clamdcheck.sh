#!/usr/bin/env bash
# Health check: whether clamd answers a PING on its TCP port.
set -eu
exec 3<>/dev/tcp/127.0.0.1/3310
printf 'zPING\0' >&3
IFS= read -r -d '' -t 5 answer <&3
[[ $answer == PONG ]]

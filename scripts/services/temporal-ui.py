"""Temporal's UI for a server that runs elsewhere. Arguments: the listening address, the address of the server's HTTP
API, and the program `temporal`.

The pages come from a private development server, which has no workflows. Their API requests are forwarded to the HTTP
API of the actual server. It has the same paths (Temporal API, `google.api.http` annotations), but uses the payload
shorthand by default, which the pages do not understand. `loopback_guard` decides which requests are allowed.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time

# Do not write into the repository's folder.
sys.dont_write_bytecode = True
import loopback_guard

PATIENCE = 20
# Answered by the page server itself; it tells the pages which features are enabled.
SETTINGS = "/api/v1/settings"
IN_FULL = "application/json+no-payload-shorthand"


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def is_for_server(path):
    path = path.partition("?")[0]
    return path.startswith("/api/") and path != SETTINGS


class Handler(loopback_guard.Handler):
    # The UI protects changes with a token that the server does not know.
    needs_origin = True
    # Set below, before the first request.
    pages = server_api = None

    def route(self, headers, body):
        if not is_for_server(self.path):
            return self.pages, "the page server"
        headers["Accept"] = IN_FULL
        if body:
            headers["Content-Type"] = IN_FULL
        return self.server_api, "Temporal"

    def content_type(self, value):
        return loopback_guard.JSON if value == IN_FULL else value


def wait_for(process, address):
    """Waits until the page server accepts connections."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (code := process.poll()) is not None:
            sys.exit(f"temporal-ui: the page server exited with {code}")
        try:
            socket.create_connection(address).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"temporal-ui: the page server did not answer within {PATIENCE} s")


def main():
    listen, api, program = *map(loopback_guard.split_address, sys.argv[1:3]), sys.argv[3]
    port, ui = free_ports(2)
    process = subprocess.Popen(
        [program, "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui),
         # Nobody may use its HTTP API.
         "--dynamic-config-value", f'frontend.httpAllowedHosts=["{secrets.token_hex(16)}"]',
         "--log-level", "error", "--log-format", "json"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def end(*_):
        # It has no state to save, and an orderly shutdown would take a second.
        process.kill()
        os._exit(0)

    def end_without_pages(*_):
        if (code := process.poll()) is not None:
            print(f"temporal-ui: the page server exited with {code}", file=sys.stderr, flush=True)
            os._exit(1)

    signal.signal(signal.SIGTERM, end)
    Handler.pages, Handler.server_api = ("127.0.0.1", ui), api
    try:
        wait_for(process, Handler.pages)
        signal.signal(signal.SIGCHLD, end_without_pages)
        loopback_guard.Server(listen, Handler).serve_forever()
    except OSError as error:
        sys.exit(f"temporal-ui: cannot listen on {sys.argv[1]}: {error}")
    finally:
        process.kill()


main()

"""Temporal's UI for a server that runs elsewhere. Arguments: the address to listen on, that of the server's HTTP API,
and the program `temporal`.

The pages are those of a development server of our own, which knows no workflow; the questions that they ask go to the
HTTP API of the server that is meant. It has the same paths (Temporal API, `google.api.http` annotations), but writes
payloads in short unless asked not to, which the pages do not understand. Who may ask, `loopback_guard` says.
"""

import os
import signal
import socket
import subprocess
import sys
import time

# The folder belongs to the repository.
sys.dont_write_bytecode = True
import loopback_guard

PATIENCE = 20
# Of the pages' server itself, which says what they may do.
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
    # The UI itself wants a token for what changes something, which the server does not know.
    needs_origin = True
    # Set below, before the first request.
    pages = server_api = None

    def route(self, headers, body):
        if not is_for_server(self.path):
            return self.pages, "the server of the pages"
        headers["Accept"] = IN_FULL
        if body:
            headers["Content-Type"] = IN_FULL
        return self.server_api, "Temporal"

    def content_type(self, value):
        return loopback_guard.JSON if value == IN_FULL else value


def wait_for(process, address):
    """Until the server of the pages answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (code := process.poll()) is not None:
            sys.exit(f"temporal-ui: the server of the pages ended with {code}")
        try:
            socket.create_connection(address).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"temporal-ui: the server of the pages did not answer within {PATIENCE} s")


def main():
    listen, api, program = *map(loopback_guard.split_address, sys.argv[1:3]), sys.argv[3]
    port, ui = free_ports(2)
    process = subprocess.Popen(
        [program, "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui),
         "--log-level", "error", "--log-format", "json"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def end(*_):
        # It has nothing to save, and would take a second.
        process.kill()
        os._exit(0)

    def end_without_pages(*_):
        if (code := process.poll()) is not None:
            print(f"temporal-ui: the server of the pages ended with {code}", file=sys.stderr, flush=True)
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

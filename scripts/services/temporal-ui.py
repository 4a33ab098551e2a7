"""Temporal's UI for a server that runs elsewhere. Arguments: the address to listen on, that of the server's HTTP API,
and the program `temporal`.

The pages are those of a development server of our own, which knows no workflow; the questions that they ask go to the
HTTP API of the server that is meant. It has the same paths (Temporal API, `google.api.http` annotations), but writes
payloads in short unless asked not to, which the pages do not understand.
"""

import http.client
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import time

PATIENCE = 20
# Seconds. Temporal ends a question for news of a workflow well before that, and a browser asks again.
ANSWER_PATIENCE = 120
# Of the pages' server itself, which says what they may do.
SETTINGS = "/api/v1/settings"
JSON = "application/json"
IN_FULL = "application/json+no-payload-shorthand"
# About one connection, not for the next. Source: RFC 9110, section 7.6.1. Bodies are parted anew.
OWN_HEADERS = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
# Source: google.rpc.Code.
INVALID_ARGUMENT, UNAVAILABLE = 3, 14


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def split_address(address):
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        sys.exit(f"temporal-ui: no address with a port: {address}")
    return host.strip("[]"), int(port)


def is_for_server(path):
    path = path.partition("?")[0]
    return path.startswith("/api/") and path != SETTINGS


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Set below, before the first request.
    pages = server_api = None

    def answer(self):
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            # What comes behind it cannot be told from its body.
            self.close_connection = True
            self.refuse(411, INVALID_ARGUMENT, "a body needs its length")
            return
        body = self.rfile.read(int(length))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
        address = self.pages
        if is_for_server(self.path):
            address = self.server_api
            headers["Accept"] = IN_FULL
            if body:
                headers["Content-Type"] = IN_FULL
        connection = http.client.HTTPConnection(*address, timeout=ANSWER_PATIENCE)
        try:
            connection.request(self.command, self.path, body or None, headers)
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            who = "the server of the pages" if address == self.pages else "Temporal"
            self.refuse(503, UNAVAILABLE, f"{who} does not answer at {address[0]}:{address[1]}: {error}")
            return
        with response:
            self.hand_on(response)
        connection.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def hand_on(self, response):
        self.send_response_only(response.status, response.reason)
        is_empty = self.command == "HEAD" or response.status in (204, 304)
        is_parted = response.length is None and not is_empty
        for name, value in response.getheaders():
            if name.lower() == "content-type" and value == IN_FULL:
                value = JSON
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        if is_parted:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while not is_empty and (part := response.read1(1 << 16)):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if is_parted else part)
        if is_parted:
            self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status, code, message):
        """As the server itself does, so that the pages can show it."""
        body = json.dumps({"code": code, "message": message}).encode()
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        pass  # The log is for what goes wrong.


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        # A browser that leaves in the middle of an answer is no trouble.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


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
    listen, api, program = split_address(sys.argv[1]), split_address(sys.argv[2]), sys.argv[3]
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
        Server.address_family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
        Server(listen, Handler).serve_forever()
    except OSError as error:
        sys.exit(f"temporal-ui: cannot listen on {sys.argv[1]}: {error}")
    finally:
        process.kill()


main()

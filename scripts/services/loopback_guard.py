"""Protects a server on loopback from foreign web pages.

Loopback keeps other machines out, but not the pages shown by a browser on this machine. A page may send any request
that needs no CORS preflight (a form, text/plain), and after DNS rebinding to 127.0.0.1 it may also read the responses.
The former is detected by Origin and Sec-Fetch-Site, which a page cannot forge, and the latter by Host.

As a program it accepts arguments LISTEN=SERVER, each an address and a port, and forwards allowed requests to the
server. With the suffix `+origin`, requests that change something must come from a page of the same server. With
`+host`, the Host header is replaced with the server's own address, or with `+host=NAME` by NAME. A server that answers
only to a secret NAME cannot be reached by pages that find its own port.
"""

import http.client
import http.server
import ipaddress
import json
import os
import re
import socket
import sys
import threading
import time
import urllib.parse

# Seconds within which a request must arrive on a connection that is ready for it.
REQUEST_PATIENCE = 15
# Seconds that a client may take to read a part of the response.
CLIENT_PATIENCE = 30
# Seconds. Temporal ends a long poll well before that, and the browser repeats it.
ANSWER_PATIENCE = 120
# A browser opens six connections to a server at a time.
MOST_CONNECTIONS = 128
# More than the limit of gRPC, to which the body is forwarded.
LARGEST_BODY = 8 << 20
JSON = "application/json"
# Hop-by-hop headers. Source: RFC 9110, section 7.6.1. Bodies are chunked again.
OWN_HEADERS = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Source: google.rpc.Code.
INVALID_ARGUMENT, PERMISSION_DENIED, UNAVAILABLE = 3, 7, 14
# The names by which containers refer to their host.
MACHINE_NAMES = {"localhost", "localhost.", "host.docker.internal", "gateway.docker.internal", "host.containers.internal"}


def extra_hosts():
    return {name.strip().lower() for name in os.environ.get("CPA_ALLOWED_HOSTS", "").split(",") if name.strip()}


def name_of(authority):
    """Returns the host of `host:port` in lower case; empty if it is invalid."""
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:@/]+)(:[0-9]*)?", authority.strip())
    return match[1].strip("[]").lower() if match else ""


def is_local(authority, suffixes=()):
    """Whether a name cannot be used for DNS rebinding: an address, a name of this machine, or a name without a dot, as
    used between services."""
    name = name_of(authority)
    if name in MACHINE_NAMES or name in extra_hosts():
        return True
    if any(name == suffix or name.endswith(f".{suffix}") for suffix in ("localhost", *suffixes)):
        return True
    if re.fullmatch(r"[a-z0-9_][a-z0-9_-]*", name):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_local_origin(origin, suffixes=()):
    """Whether the origin is a page on this machine. `null` is an unknown origin, so it is not."""
    parts = urllib.parse.urlsplit(origin)
    return parts.scheme in ("http", "https") and is_local(parts.netloc, suffixes)


def refusal(method, host, origin, site, needs_origin):
    """Returns why a request is rejected: a status and a message; None if it is allowed."""
    if host is not None and not is_local(host):
        return 421, f"unknown host name {name_of(host) or host}"
    if method in SAFE_METHODS:
        return None
    if origin is not None:
        if host is not None and origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}"):
            return None
        return 403, f"pages from {origin} may not change anything here"
    if site is not None and site not in ("same-origin", "none"):
        return 403, "pages from other origins may not change anything here"
    if site is None and needs_origin:
        return 403, "requests that change something must come from a page of this server: Origin is missing"
    return None


def split_address(address):
    host, _, port = address.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port):
        sys.exit(f"{os.path.basename(sys.argv[0])}: not an address with a port: {address}")
    return host.strip("[]"), int(port)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = CLIENT_PATIENCE
    # Otherwise the body of a response would wait for the acknowledgement of its head, which clients delay by 40 ms.
    disable_nagle_algorithm = True
    # Set in subclasses.
    server_address = None
    needs_origin = False
    # The Host header for the server; None for the client's.
    told_host = None

    def route(self, headers, body):
        """Returns the target address of the request and its name in messages. May change the headers."""
        return self.server_address, "the server"

    def content_type(self, value):
        """Returns the content type for the client."""
        return value

    def handle_one_request(self):
        self.server.expect(self.connection)
        super().handle_one_request()

    def answer(self):
        try:
            self.pass_on()
        except (ValueError, UnicodeError, http.client.HTTPException) as error:
            self.close_connection = True
            self.refuse(400, INVALID_ARGUMENT, f"the request cannot be forwarded: {type(error).__name__}")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def pass_on(self):
        hosts = self.headers.get_all("Host") or []
        if len(hosts) > 1 or not re.fullmatch(r"/[!-~]*", self.path):
            self.close_connection = True
            return self.refuse(400, INVALID_ARGUMENT, "invalid request target or Host")
        length = self.headers.get("Content-Length") or "0"
        if not re.fullmatch(r"[0-9]+", length) or "Transfer-Encoding" in self.headers:
            # The end of the body is unknown, so the connection cannot be reused.
            self.close_connection = True
            return self.refuse(411, INVALID_ARGUMENT, "Content-Length is required")
        if len(length) > 12 or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self.refuse(413, INVALID_ARGUMENT, f"the body exceeds {LARGEST_BODY} bytes")
        reason = refusal(
            self.command, hosts[0] if hosts else None, self.headers.get("Origin"),
            self.headers.get("Sec-Fetch-Site"), self.needs_origin)
        if reason:
            self.close_connection = True
            return self.refuse(reason[0], PERMISSION_DENIED, reason[1])
        body = self.rfile.read(int(length))
        self.server.has_come(self.connection)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
        address, what = self.route(headers, body)
        if self.told_host is not None:
            headers["Host"] = self.told_host
        connection = http.client.HTTPConnection(*address, timeout=ANSWER_PATIENCE)
        try:
            try:
                connection.request(self.command, self.path, body or None, headers)
                response = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                return self.refuse(
                    503, UNAVAILABLE, f"{what} does not answer at {address[0]}:{address[1]}: {error}")
            with response:
                self.hand_on(response)
        finally:
            connection.close()

    def hand_on(self, response):
        self.send_response_only(response.status, response.reason)
        is_empty = self.command == "HEAD" or response.status in (204, 304)
        is_parted = response.length is None and not is_empty
        for name, value in response.getheaders():
            if name.lower() == "content-type":
                value = self.content_type(value)
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        if is_parted:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while not is_empty and (part := response.read1(1 << 16)):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if is_parted else part)
        except http.client.HTTPException:
            # The head has been sent, so only closing the connection can signal the error.
            self.close_connection = True
            return
        if is_parted:
            self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status, code, message):
        """Responds in the server's own error format, so that the pages can display it."""
        body = json.dumps({"code": code, "message": message}).encode()
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        pass  # Log errors only.


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, address, handler):
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.lock = threading.Lock()
        self.count = 0
        # Connections that wait for a request, longest first.
        self.awaited = {}
        super().__init__(address, handler)
        threading.Thread(target=self.end_late_ones, daemon=True).start()

    def expect(self, connection):
        with self.lock:
            self.awaited.pop(connection, None)
            self.awaited[connection] = time.monotonic() + REQUEST_PATIENCE

    def has_come(self, connection):
        with self.lock:
            self.awaited.pop(connection, None)

    def end_late_ones(self):
        while True:
            time.sleep(1)
            with self.lock:
                late = [each for each, end in self.awaited.items() if end < time.monotonic()]
                for connection in late:
                    self.end(connection)

    def end(self, connection):
        """Shuts a connection down, which wakes the thread that reads from it. Called under the lock."""
        self.awaited.pop(connection, None)
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It is already closed.

    def process_request(self, request, client_address):
        with self.lock:
            is_full = self.count >= MOST_CONNECTIONS
            if is_full and self.awaited:
                # Close the connection that has been idle or slow for longest.
                self.end(next(iter(self.awaited)))
                is_full = False
            if not is_full:
                self.count += 1
        if is_full:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.lock:
                self.count -= 1
                self.awaited.pop(request, None)

    def handle_error(self, request, client_address):
        # A browser that disconnects during a response is not an error.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    servers = []
    for argument in sys.argv[1:]:
        addresses, *words = argument.split("+")
        listen, _, target = addresses.partition("=")
        options = dict(word.partition("=")[::2] for word in words)
        handler = type("GuardedHandler", (Handler,), {
            "server_address": split_address(target), "needs_origin": "origin" in options,
            "told_host": options["host"] or target if "host" in options else None})
        try:
            servers.append(Server(split_address(listen), handler))
        except OSError as error:
            sys.exit(f"loopback_guard: cannot listen on {listen}: {error}")
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()

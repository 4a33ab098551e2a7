import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// The proxy that keeps web pages away from servers that do not ask whose page it is.
    @Suite(.timeLimit(.minutes(2))) struct LoopbackGuardTests {
        /// Says what it was asked, and counts what changes something.
        private static let server = """
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = (self.command + " " + self.headers.get("Host", "")).encode()
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                do_POST = do_GET
                def log_message(self, *words):
                    print(self.command, flush=True)
            http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
            """

        private func withGuard(_ options: String, _ body: (Stack, RunningCommand, RunningCommand) async throws -> Void)
            async throws
        {
            try await Stack.with(ports: 2) { stack in
                try stack.define(Toy.shell("unused", Toy.idle))
                let script = "\(Places.repository)/scripts/services/loopback_guard.py"
                let addresses = "127.0.0.1:\(stack.ports[0])=127.0.0.1:\(stack.ports[1])\(options)"
                let server = try stack.start(program: Places.python, ["-c", Self.server, "\(stack.ports[1])"])
                let proxy = try stack.start(program: Places.python, [script, addresses])
                do {
                    try await eventually("both servers: \(proxy.errors)\(server.errors)") {
                        try await ask(stack).hasSuffix("200")
                    }
                    try await body(stack, proxy, server)
                } catch { Issue.record(error) }
                for program in [proxy, server] {
                    program.send(SIGKILL)
                    _ = try await program.result()
                }
            }
        }

        private func ask(_ stack: Stack, _ options: String...) async throws -> String { try await ask(stack, options) }

        private func ask(_ stack: Stack, _ options: [String]) async throws -> String {
            let curl = try #require(Places.program("curl"))
            let words = ["-s", "-m", "10", "-w", " %{http_code}", "http://127.0.0.1:\(stack.ports[0])/x"]
            return try await stack.start(program: curl, options + words).result().output
        }

        private func expect(_ answer: String, _ stack: Stack, _ options: String...) async throws {
            let given = try await ask(stack, options)
            #expect(given == answer, "\(options)")
        }

        private func expect(ending: String, _ stack: Stack, _ options: String...) async throws {
            let given = try await ask(stack, options)
            #expect(given.hasSuffix(ending), "\(options)")
        }

        /// The status line that bytes of a client's own are answered with.
        private func send(_ stack: Stack, _ bytes: String) async throws -> String {
            let script = """
                import socket, sys
                s = socket.create_connection(("127.0.0.1", \(stack.ports[0]))); s.settimeout(10)
                s.sendall(sys.argv[1].encode("latin-1")); print(s.recv(100).split(b"\\r")[0].decode())
                """
            return try await stack.start(program: Places.python, ["-c", script, bytes]).result().output
        }

        @Test func whatComesFromThisMachinePasses() async throws {
            try await withGuard("") { stack, _, _ in
                let own = "127.0.0.1:\(stack.ports[0])"
                try await expect("GET \(own) 200", stack)
                try await expect("POST \(own) 200", stack, "-d", "{}")
                try await expect("POST \(own) 200", stack, "-d", "{}", "-H", "Origin: http://\(own)")
                for host in ["localhost:1", "[::1]:1", "temporal:7243", "host.docker.internal"] {
                    try await expect("GET \(host) 200", stack, "-H", "Host: \(host)")
                }
            }
        }

        @Test func whatComesFromElsewhereDoesNotReachTheServer() async throws {
            try await withGuard("") { stack, _, server in
                let before = server.output
                for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"] {
                    try await expect(ending: " 421", stack, "-H", "Host: \(host)")
                }
                for header in ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
                    try await expect(ending: " 403", stack, "-d", "{}", "-H", header)
                }
                #expect(server.output == before)
            }
        }

        @Test func theServerMayBeToldItsOwnAddressAndWantPagesAlone() async throws {
            try await withGuard("+host+origin") { stack, _, _ in
                try await expect("GET 127.0.0.1:\(stack.ports[1]) 200", stack)
                try await expect(ending: " 403", stack, "-d", "{}")
            }
        }

        @Test func theServerMayBeToldANameThatNobodyElseKnows() async throws {
            try await withGuard("+host=cpadev-0123") { stack, _, _ in
                try await expect("GET cpadev-0123 200", stack)
                try await expect(ending: " 421", stack, "-H", "Host: evil.example")
            }
        }

        @Test func requestsOnOneConnectionDoNotWaitForAcknowledgements() async throws {
            try await withGuard("") { stack, _, _ in
                let script = """
                    import http.client, time
                    connection = http.client.HTTPConnection("127.0.0.1", \(stack.ports[0]))
                    begin = time.monotonic()
                    for _ in range(50):
                        connection.request("GET", "/x")
                        connection.getresponse().read()
                    print(time.monotonic() - begin)
                    """
                let client = try await stack.start(program: Places.python, ["-c", script]).result()
                let seconds = try #require(Double(client.output.trimmingCharacters(in: .whitespacesAndNewlines)))
                // A delayed acknowledgement takes 40 ms.
                #expect(seconds < 1.5)
            }
        }

        @Test func oddRequestsAreRefusedAndNothingBreaks() async throws {
            try await withGuard("") { stack, proxy, _ in
                let requests = [
                    (
                        "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: \(String(repeating: "9", count: 5000))\r\n\r\n",
                        "413"
                    ),
                    ("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", "413"),
                    ("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "411"),
                    ("GET /\u{80} HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                    ("GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                    ("GET / HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n", "400"),
                ]
                for (request, status) in requests {
                    let answer = try await send(stack, request)
                    #expect(answer.contains(" \(status) "), "\(request.prefix(40)): \(answer)")
                }
                #expect(!proxy.errors.contains("Traceback"), "\(proxy.errors)")
            }
        }

        @Test func slowClientsKeepNobodyOut() async throws {
            try await withGuard("") { stack, proxy, _ in
                let script = """
                    import socket, time
                    held = [socket.create_connection(("127.0.0.1", \(stack.ports[0]))) for _ in range(300)]
                    for each in held:
                        each.sendall(b"GET / HTTP/1.1\\r\\nHost:")
                    print("held", flush=True)
                    time.sleep(600)
                    """
                let clients = try stack.start(program: Places.python, ["-c", script])
                try await eventually("the clients: \(clients.errors)") { clients.output.contains("held") }
                try await expect(ending: "200", stack)
                let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(proxy.pid)/task").count
                #expect(threads < 150)
                clients.send(SIGKILL)
                _ = try await clients.result()
            }
        }
    }
}

import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Temporal's UI by itself, where the Temporal that it is to show is somewhere else, or nowhere.
    @Suite(.enabled("Temporal is neither fetched nor is PyPI reached", { await NineServices.isWanted() }))
    struct TemporalInterfaceTests {
        private func define(_ stack: Stack, restart: String, temporal: String) throws {
            try stack.define(
                """
                  ui:
                    restart: \(restart)
                    environment: {TEMPORAL_HTTP_ADDRESS: "\(temporal)"}
                    ports: ["127.0.0.1:\(stack.ports[0]):8080"]
                    x-cpadev:
                      native: \(Places.repository)/scripts/services/temporal-ui
                      probe: {http: 8080}

                """
            )
        }

        private func withInterface(_ body: (Stack) async throws -> Void) async throws {
            try await Stack.with(ports: 2) { stack in
                try define(stack, restart: "unless-stopped", temporal: "127.0.0.1:\(stack.ports[1])")
                try await stack.succeed("up", "-d", "--wait", within: .seconds(120))
                try await body(stack)
            }
        }

        private func fetch(_ stack: Stack, _ path: String, _ options: String...) async throws -> CommandResult {
            let curl = try #require(Places.program("curl"))
            let words = ["--silent", "--write-out", "\n%{http_code}", "http://127.0.0.1:\(stack.ports[0])\(path)"]
            return try await stack.start(program: curl, options + words).result()
        }

        /// Asks every port that a process listens on as a page would that found it, and prints the accepted ones.
        private static let scan = """
            import http.client, os, sys
            pid = sys.argv[1]
            sockets = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            lines = [line.split() for line in open(f"/proc/{pid}/net/tcp").readlines()[1:]]
            ports = [int(l[1].split(":")[1], 16) for l in lines if l[3] == "0A" and f"socket:[{l[9]}]" in sockets]
            body = '{"workflowType":{"name":"w"},"taskQueue":{"name":"q"}}'
            for port in ports:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                try:
                    connection.request("POST", "/api/v1/namespaces/default/workflows/w", body, {
                        "Origin": "http://evil.example", "Content-Type": "text/plain"})
                    status = connection.getresponse().status
                except (OSError, http.client.HTTPException):
                    status = 0
                print("accepted" if status == 200 else "refused", port)
            """

        @Test(.timeLimit(.minutes(5)))
        func noneOfTemporalsOwnPortsTakesARequestOfAPage() async throws {
            try await Stack.with(ports: 2) { stack in
                try stack.define(
                    """
                      temporal:
                        ports: ["127.0.0.1:\(stack.ports[0]):7233", "127.0.0.1:\(stack.ports[1]):7243"]
                        x-cpadev:
                          native: \(Places.repository)/scripts/services/temporal
                          probe: {grpc: {port: 7233, service: temporal.api.workflowservice.v1.WorkflowService}}

                    """
                )
                try await stack.succeed("up", "-d", "--wait", within: .seconds(120))
                let pid = try #require(try await stack.status()["temporal"].pid)
                let answers = try await stack.start(program: Places.python, ["-c", Self.scan, "\(pid)"]).result()
                #expect(answers.output.contains("refused"), "\(answers.summary)")
                #expect(!answers.output.contains("accepted"), "\(answers.summary)")
                let curl = try #require(Places.program("curl"))
                let api = "http://127.0.0.1:\(stack.ports[1])/api/v1/namespaces"
                let answer = try await stack.start(program: curl, ["--silent", api]).result().output
                #expect(answer.contains("namespaceInfo"), "by way of the guard: \(answer)")
            }
        }

        @Test(
            .timeLimit(.minutes(5)),
            arguments: [("", "TEMPORAL_HTTP_ADDRESS is not set"), ("temporal", "not an address with a port: temporal")]
        )
        func withoutAnAddressOfTemporalItSaysWhatItLacks(temporal: String, reason: String) async throws {
            try await Stack.with(ports: 1) { stack in
                try define(stack, restart: "no", temporal: temporal)
                #expect(try await stack.run("up", "-d", "--wait", within: .seconds(120)).code == 1)
                #expect(try await stack.succeed("logs", "ui").output.contains(reason))
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func aBodyWithoutALengthIsRefused() async throws {
            try await withInterface { stack in
                for header in ["Transfer-Encoding: chunked", "Content-Length: many"] {
                    let answer = try await fetch(stack, "/api/v1/namespaces", "-d", "{}", "-H", header).output
                    #expect(answer.hasSuffix("\n411"), "\(header): \(answer)")
                }
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func pagesFromElsewhereNeitherAskNorChange() async throws {
            try await withInterface { stack in
                let path = "/api/v1/namespaces/default/workflows/w"
                #expect(try await fetch(stack, "/", "-H", "Host: evil.example").output.hasSuffix("\n421"))
                for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
                    let answer = try await fetch(stack, path, "-d", "{}", "-H", "Origin: \(origin)").output
                    #expect(answer.hasSuffix("\n403"), "\(origin): \(answer)")
                }
                #expect(try await fetch(stack, path, "-d", "{}").output.hasSuffix("\n403"), "no page at all")
                let own = "Origin: http://127.0.0.1:\(stack.ports[0])"
                #expect(try await fetch(stack, path, "-d", "{}", "-H", own).output.hasSuffix("\n503"), "no Temporal")
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func aTemporalThatDoesNotAnswerIsToldAndThePagesStay() async throws {
            try await withInterface { stack in
                let answer = try await fetch(stack, "/api/v1/namespaces").output
                #expect(answer.hasSuffix("\n503"))
                #expect(answer.contains("Temporal does not answer at 127.0.0.1:\(stack.ports[1])"), "\(answer)")
                #expect(try await fetch(stack, "/").output.hasSuffix("\n200"))
                #expect(try await fetch(stack, "/api/v1/settings").output.hasSuffix("\n200"))
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func withoutTheServerOfItsPagesItEndsAndComesBack() async throws {
            try await withInterface { stack in
                let pid = try #require(try await stack.status()["ui"].pid)
                let pages = try #require(ProcessList.child(of: pid))
                kill(pages, SIGKILL)
                try await eventually("another instance", within: .seconds(30)) {
                    let ui = try await stack.status()["ui"]
                    return ui.restarts == 1 && ui.health == "healthy" && ui.pid != pid
                }
                let log = try await stack.succeed("logs", "ui").output
                #expect(log.contains("the page server exited") && log.contains("ended with exit code 1"))
            }
        }
    }
}

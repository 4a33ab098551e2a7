import Testing

extension RealStacks {
    /// Exit codes, which scripts rely on.
    @Suite struct ExitCodeTests {
        private static let neverHealthy = "healthcheck: {test: [CMD, 'false'], interval: 100ms, start_period: 1h}"

        @Test func aServiceThatFailsGives1() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("broken", "exit 3", "restart: 'no'"))
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1 && up.errors.contains("exit code 3"), "\(up.summary)")
                #expect(try await stack.run("status").code == 1)
                #expect(try await stack.run("wait").code == 1)
            }
        }

        @Test func aServiceThatIsGivenUpGives1() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("broken", "exit 3", "restart: 'on-failure:1'"))
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1, "\(up.summary)")
                #expect(try await stack.status()["broken"].state == "gave_up")
            }
        }

        @Test func aServiceThatIsUnhealthyGives1() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell(
                        "sick",
                        Toy.idle,
                        "healthcheck: {test: [CMD, 'false'], interval: 100ms, retries: 2}"
                    )
                )
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1 && up.errors.contains("unhealthy"), "\(up.summary)")
                #expect(try await stack.run("status").code == 1)
            }
        }

        @Test func aJobThatCompletesIsReady() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell("job", "exit 0", "restart: 'no'"),
                    Toy.shell("app", Toy.idle, "depends_on: {job: {condition: service_completed_successfully}}")
                )
                try await stack.succeed("up", "-d", "--wait")
                let status = try await stack.status()
                #expect(try status["job"].state == "completed" && status["app"].state == "running")
            }
        }

        @Test func nothingToStartGives65AndLeavesNothing() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle, "profiles: [debug]"))
                for words in [["up", "-d"], ["up", "-d", "--wait"], ["watch"]] {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == 65, "\(result.summary)")
                    #expect(result.errors.contains("cpadev --profile debug up"), "\(result.errors)")
                    try await stack.expectNothingLeft()
                }
                try await stack.succeed("--profile", "debug", "up", "-d", "--wait")
            }
        }

        @Test(arguments: [
            ["up", "-d", "nosuch"], ["up", "--nosuch"], ["up", "--wait-timeout", "-1"], ["nosuch"],
            ["logs", "-n", "-1"],
            ["graph", "--format", "nosuch"], ["env", "nosuch"], ["open", "nosuch"], ["exec", "app"],
        ])
        func aMistakeInTheCommandLineGives64(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let result = try await stack.start(program: Places.cpadev, words).result()
                #expect(result.code == 64 && !result.errors.isEmpty, "\(result.summary)")
                try await stack.expectNothingLeft()
            }
        }

        @Test(arguments: [
            ["up", "nosuch"], ["start", "nosuch"], ["stop", "nosuch"], ["restart", "nosuch"], ["logs", "nosuch"],
            ["wait", "nosuch"], ["exec", "nosuch", "--", "true"],
        ])
        func anUnknownServiceOfARunningStackGives64(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let result = try await stack.start(program: Places.cpadev, words).result()
                #expect(result.code == 64 && result.errors.contains("nosuch"), "\(result.summary)")
                #expect(try await stack.status()["app"].state == "running")
            }
        }

        @Test(arguments: ["up", "config", "graph", "env", "doctor"])
        func aBadComposeFileGives65WithThePlaces(command: String) async throws {
            try await Stack.with { stack in
                try stack.define(text: "services:\n  web:\n    imag: x\n    ports: [\"99999:1\"]\n")
                let result = try await stack.start(program: Places.cpadev, [command]).result()
                #expect(result.code == 65)
                #expect(result.errors.contains("compose.yaml:3:5: error"), "\(result.errors)")
                #expect(result.errors.contains("compose.yaml:4:13: error"), "\(result.errors)")
                try await stack.expectNothingLeft()
            }
        }

        @Test func noComposeFileGives65() async throws {
            try await Stack.with { stack in
                let result = try await stack.run("up", "-d")
                #expect(result.code == 65 && result.errors.contains("no Compose file"), "\(result.summary)")
                // For the one that ends the test.
                try stack.define(Toy.shell("app", Toy.idle))
            }
        }

        @Test(arguments: [
            ["status"], ["wait"], ["start", "app"], ["stop", "app"], ["restart", "app"], ["logs", "-f"],
            ["exec", "app", "--", "true"],
        ])
        func noStackGives69(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let result = try await stack.start(program: Places.cpadev, words).result()
                #expect(result.code == 69 && result.errors.contains("cpadev up"), "\(result.summary)")
            }
        }

        @Test func aServiceThatTakesTooLongGives75() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.shell("slow", Toy.idle, Self.neverHealthy))
                let up = try await stack.run("up", "-d", "--wait", "--wait-timeout", "0.5")
                #expect(up.code == 75 && up.errors.contains("slow is"), "\(up.summary)")
                #expect(try await stack.run("wait", "--timeout", "0.2").code == 75)
            }
        }
    }
}

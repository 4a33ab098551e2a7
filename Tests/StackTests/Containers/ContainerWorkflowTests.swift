import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// Workflows whose steps and services are in containers.
    @Suite(.enabled("no container engine answers", { await Engine.isWanted() }))
    struct ContainerWorkflowTests {
        private static let patience = Duration.seconds(600)
        /// Has Bash and curl, but neither Rust nor Node.js.
        private static let image = "cpadev/local-base:bookworm"

        private func withPlatform(_ body: (Stack) async throws -> Void) async throws {
            try await Stack.with { stack in
                Engine.use(in: stack)
                stack.setEnvironment("COMPOSE_FILE", "\(Places.repository)/compose/compose.yaml")
                for name in ["backend", "frontend"] {
                    try FileManager.default.copyItem(
                        atPath: "\(Places.repository)/Tests/StackTests/Platform/\(name)",
                        toPath: "\(stack.path)/\(name)"
                    )
                }
                try stack.write(".gitignore", "/run\n/outputs\n/state\n/config\n/memory\n")
                _ = try await stack.start(program: "/usr/bin/git", ["init", "-q"]).result()
                try await body(stack)
            }
        }

        private func ci(_ stack: Stack, _ arguments: String...) async throws -> (code: Int32, run: WorkflowRun) {
            let words = ["ci", "--json", "--runtime", "docker", "--image", Self.image] + arguments
            let result = try await stack.start(program: Places.cpadev, words).result(within: Self.patience)
            guard let run = try? WorkflowRun(result.output) else {
                throw TestFailure("\(result.summary)\(WorkflowRun.log(stack))")
            }
            return (result.code, run)
        }

        @Test(.timeLimit(.minutes(20)))
        func stepsAndServicesRunInContainers() async throws {
            try await withPlatform { stack in
                let ping = "exec 3<>/dev/tcp/localhost/$PORT; echo PING >&3; read -r -t 9 answer <&3; echo $answer"
                try stack.write(
                    "own.yml",
                    """
                    name: Own
                    on: push
                    jobs:
                      base:
                        runs-on: ubuntu-latest
                        outputs: {word: "${{ steps.w.outputs.word }}"}
                        steps: [{id: w, run: 'grep PRETTY /etc/os-release; echo word=hello >>$GITHUB_OUTPUT'}]
                      cache:
                        needs: base
                        runs-on: ubuntu-latest
                        services: {cache: {image: "redis:7-alpine", ports: [6379]}}
                        steps:
                          - uses: actions/checkout@v5
                          - run: test -f backend/Cargo.toml && test ${{ needs.base.outputs.word }} = hello
                          - {run: '\(ping)', env: {PORT: "${{ job.services.cache.ports['6379'] }}"}}
                          - run: no-such-tool
                          - run: test $(cat /proc/1/comm) != systemd; exit 5

                    """
                )
                let (code, run) = try await ci(stack, "./own.yml")
                #expect(code == 1 && run.states == ["base": "passed", "cache": "failed"], "\(run)")
                let states = run["cache"]?.steps.map(\.state)
                #expect(states == ["passed", "passed", "passed", "unavailable", "failed"], "\(run)")
                #expect(run["cache"]?.reason?.hasSuffix("exit code 5") == true, "\(run)")
                let logs = try await stack.succeed("ci", "logs", "--grep", "PONG|PRETTY_NAME")
                #expect(logs.output.contains("PONG") && logs.output.contains("bookworm"), "\(logs.summary)")
                try await stack.expectNothingLeft()
            }
        }

        /// The image lacks the tools, which is no failure; the services are real.
        @Test(.timeLimit(.minutes(20)))
        func theShippedWorkflowRunsToAResult() async throws {
            try await withPlatform { stack in
                let (code, run) = try await ci(stack, "ci", "backend-check", "frontend-check", "integration-tests")
                #expect(code == 69 && Set(run.states.values) == ["unavailable"], "\(run)")
                let step = run["integration-tests"]?.steps.first { $0.title == "cargo test --test integration" }
                #expect(step?.reason == "cargo is not installed", "\(run)")
                let logs = try await stack.succeed("ci", "logs", "--grep", "healthy")
                for name in ["postgres", "redis", "typesense"] {
                    #expect(logs.output.contains(name), "\(logs.summary)")
                }
                try await stack.expectNothingLeft()
            }
        }
    }
}

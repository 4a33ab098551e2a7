import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Workflows that act runs on this machine.
    @Suite(.enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }))
    struct WorkflowTests {
        private static let patience = Duration.seconds(600)

        /// Runs a test in a checkout with a workflow, whose services may be Redis.
        private func withWorkflow(_ jobs: String, _ body: (Stack, UInt16) async throws -> Void) async throws {
            try await Stack.with(ports: 1) { stack in
                let platform = "\(Places.repository)/compose"
                try stack.define(
                    """
                      redis:
                        image: redis:7
                        ports: ["127.0.0.1:\(stack.ports[0]):6379"]
                        x-cpadev:
                          native: \(Places.repository)/scripts/services/redis
                          probe: {redis: 6379}

                    """
                )
                try FileManager.default.createSymbolicLink(
                    atPath: "\(stack.path)/workflows",
                    withDestinationPath: "\(platform)/workflows"
                )
                try FileManager.default.createDirectory(
                    atPath: "\(stack.path)/.github/workflows",
                    withIntermediateDirectories: true
                )
                try stack.write(".gitignore", "/run\n/outputs\n/state\n/config\n/memory\n")
                try stack.write(".github/workflows/ci.yml", "name: Own\non: [push, workflow_dispatch]\njobs:\n\(jobs)")
                _ = try await stack.start(program: "/usr/bin/git", ["init", "-q"]).result()
                try await body(stack, stack.ports[0])
                try await stack.expectNothingLeft()
            }
        }

        private func job(_ id: String, _ lines: String...) -> String {
            "  \(id):\n    runs-on: ubuntu-latest\n" + lines.map { "    \($0)\n" }.joined()
        }

        private func ci(_ stack: Stack, _ arguments: String...) async throws -> (code: Int32, run: WorkflowRun) {
            let result = try await stack.start(program: Places.cpadev, ["ci", "--json"] + arguments)
                .result(within: Self.patience)
            guard let run = try? WorkflowRun(result.output) else {
                throw TestFailure("\(result.summary)\(WorkflowRun.log(stack))")
            }
            return (result.code, run)
        }

        @Test func jobsHandOverOutputsAndRunInOrder() async throws {
            let jobs =
                job(
                    "build",
                    "outputs: {version: '${{ steps.v.outputs.version }}'}",
                    "steps: [{id: v, run: 'echo version=1.2 >>$GITHUB_OUTPUT; ls'}]"
                )
                + job(
                    "test",
                    "needs: build",
                    "steps: [{name: Use it, run: 'test ${{ needs.build.outputs.version }} = 1.2; echo used it'}]"
                )
                + job("report", "needs: [build, test]", "steps: [{run: 'echo ${{ needs.test.result }}'}]")
            try await withWorkflow(jobs) { stack, _ in
                let (code, run) = try await ci(stack)
                #expect(code == 0 && run.states == ["build": "passed", "test": "passed", "report": "passed"], "\(run)")
                #expect(run.criticalPath == ["build", "test", "report"])
                let logs = try await stack.succeed("ci", "logs", "--grep", "used it|^success$", "--no-log-prefix")
                #expect(logs.output == "used it\nsuccess\n", "\(logs.summary)")
                let steps = try await stack.succeed("ci", "logs", "test", "--grep", "Use it", "--no-log-prefix")
                #expect(steps.output == "▶ Use it\n✔ Use it\n", "\(steps.summary)")
                let history = try await stack.succeed("ci", "history")
                #expect(history.output.contains("passed"), "\(history.summary)")
            }
        }

        @Test func aFailureEndsWhatNeedsItAndAlwaysRunsAllTheSame() async throws {
            let jobs =
                job("bad", "steps: [{name: Break, run: 'echo oh no; exit 3'}, {run: echo never}]")
                + job("after", "needs: bad", "steps: [{run: echo after}]")
                + job("late", "needs: after", "steps: [{run: echo late}]")
                + job("notify", "needs: bad", "if: always()", "steps: [{run: 'echo it was ${{ needs.bad.result }}'}]")
                + job("main-only", "if: github.ref == 'nowhere'", "steps: [{run: echo main}]")
            try await withWorkflow(jobs) { stack, _ in
                let (code, run) = try await ci(stack)
                let expected = [
                    "bad": "failed", "after": "skipped", "late": "skipped", "notify": "passed", "main-only": "skipped",
                ]
                #expect(code == 1 && run.states == expected, "\(run)")
                #expect(run["bad"]?.reason == "Break: exit code 3")
                #expect(run["bad"]?.steps.map(\.state) == ["failed", "skipped"])
                let logs = try await stack.succeed("ci", "logs", "notify", "--grep", "it was")
                #expect(logs.output.contains("it was failure"), "\(logs.summary)")
                // Without --json, the result is a table.
                let again = try await stack.run("ci", "bad", within: Self.patience)
                #expect(again.code == 64 && again.errors.contains("no workflow 'bad'"), "\(again.summary)")
                let table = try await stack.run("ci", "ci", "bad", within: Self.patience)
                #expect(table.code == 1 && table.output.contains("✗ Break"), "\(table.summary)")
                #expect(table.errors.contains("✗ bad failed: Break: exit code 3"), "\(table.summary)")
            }
        }

        @Test func aMissingToolIsUnavailableAndTheRestIsChecked() async throws {
            let jobs =
                job("check", "steps: [{run: no-such-tool --version}, {run: echo went on}]")
                + job("next", "needs: check", "steps: [{run: echo next}]")
            try await withWorkflow(jobs) { stack, _ in
                let (code, run) = try await ci(stack)
                #expect(code == 69 && run.states == ["check": "unavailable", "next": "passed"], "\(run)")
                let step = try #require(run["check"]?.steps.first)
                #expect(step.state == "unavailable" && step.reason == "no-such-tool is not installed")
                #expect(step.remedy?.contains("no-such-tool") == true)
                #expect(run["check"]?.steps.last?.state == "passed")
            }
        }

        @Test func servicesAreOnThePortsThatTheJobExpects() async throws {
            let port = LoopbackPort.free()
            let ping = "exec 3<>/dev/tcp/localhost/$PORT; echo PING >&3; read -r -t 9 answer <&3; echo $answer"
            let jobs =
                job(
                    "fixed",
                    "services: {cache: {image: 'redis:7', ports: ['\(port):6379']}}",
                    "steps: [{run: '\(ping)', env: {PORT: \(port)}}]"
                )
                + job(
                    "free",
                    "services: {cache: {image: 'docker.io/library/redis:7', ports: [6379]}}",
                    "steps: [{run: '\(ping)', env: {PORT: \"${{ job.services.cache.ports['6379'] }}\"}}]"
                )
                + job(
                    "address",
                    "services: {cache: {image: redis, ports: ['\(port):6379']}}",
                    "env: {ADDRESS: 'redis://localhost:\(port)'}",
                    "steps: [{run: 'echo $ADDRESS'}]"
                )
            try await withWorkflow(jobs) { stack, _ in
                let (code, run) = try await ci(stack, "ci", "fixed", "free")
                #expect(code == 0 && run.states == ["fixed": "passed", "free": "passed"], "\(run)")
                let logs = try await stack.succeed("ci", "logs", "--grep", "^\\+PONG", "--no-log-prefix")
                #expect(logs.output.components(separatedBy: "+PONG").count == 3, "\(logs.summary)")

                let holder = try stack.start(
                    program: Places.python,
                    ["-m", "http.server", "\(port)", "--bind", "127.0.0.1"]
                )
                defer { holder.send(SIGKILL) }
                try await eventually("the server") { !LoopbackPort.isFree(port) }
                let taken = try await ci(stack, "ci", "fixed")
                #expect(taken.code == 69 && taken.run.states == ["fixed": "unavailable"], "\(taken.run)")
                let reason = taken.run["fixed"]?.reason ?? ""
                #expect(reason.hasPrefix("port \(port) of its service cache is taken by "), "\(reason)")
                #expect(reason.contains("pid \(holder.pid)"), "\(reason)")

                let chosen = try await ci(stack, "--ports", "auto", "ci", "address")
                #expect(chosen.code == 0, "\(chosen.run)")
                let address = try await stack.succeed("ci", "logs", "--grep", "^redis://", "--no-log-prefix")
                #expect(address.output.hasPrefix("redis://localhost:"), "\(address.summary)")
                #expect(!address.output.contains(":\(port)"), "\(address.summary)")
            }
        }

        @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func anEndedRunLeavesNothing(signal: Int32) async throws {
            let jobs = job(
                "long",
                "services: {cache: {image: 'redis:7', ports: [6379]}}",
                "steps: [{run: 'echo begun; sleep 300'}, {run: echo never}]"
            )
            try await withWorkflow(jobs) { stack, _ in
                let command = try stack.start("ci", "--json")
                try await eventually("the step", within: Self.patience) {
                    try await stack.run("ci", "logs", "--grep", "^begun").output.contains("begun")
                }
                command.send(signal)
                let result = try await command.result()
                #expect(result.code == (signal == SIGKILL ? -SIGKILL : 130), "\(result.summary)")
                try await eventually("nothing left", within: .seconds(30)) { stack.leftovers().isEmpty }
                guard signal != SIGKILL else { return }
                let run = try WorkflowRun(result.output)
                #expect(run.state == "cancelled" && run.states == ["long": "cancelled"], "\(run)")
            }
        }

        @Test func aDryRunRunsNothingAndADeploymentIsAskedFor() async throws {
            let jobs = job("deploy", "environment: production", "steps: [{run: echo deployed}]")
            try await withWorkflow(jobs) { stack, _ in
                let outline = try await stack.succeed("ci", "-n")
                #expect(outline.output.contains("skipped: it deploys to 'production'"), "\(outline.summary)")
                #expect(!FileManager.default.fileExists(atPath: "\(stack.state)/ci"))
                let (code, run) = try await ci(stack)
                #expect(code == 0 && run.states == ["deploy": "skipped"], "\(run)")
                let wanted = try await ci(stack, "--deploy-to", "production")
                #expect(wanted.code == 0 && wanted.run.states == ["deploy": "passed"], "\(wanted.run)")
            }
        }

        @Test func twoRunsAtOnceDoNotMeet() async throws {
            let jobs = job(
                "one",
                "services: {cache: {image: 'redis:7', ports: [6379]}}",
                "steps: [{run: 'sleep 1; echo ${{ job.services.cache.ports[6379] }}'}]"
            )
            try await withWorkflow(jobs) { stack, _ in
                let commands = try (0..<3).map { _ in try stack.start("ci", "--json") }
                var numbers: Set<Int> = []
                for command in commands {
                    let result = try await command.result(within: Self.patience)
                    let run = try WorkflowRun(result.output)
                    #expect(result.code == 0, "\(run)")
                    numbers.insert(run.number)
                }
                #expect(numbers.count == 3)
                let history = try await stack.succeed("ci", "history", "--json")
                #expect(history.output.components(separatedBy: "\"critical_path\"").count == 4, "\(history.summary)")
            }
        }

        @Test func anAbsentActIsNamedWithARemedy() async throws {
            try await withWorkflow(job("a", "steps: [{run: echo}]")) { stack, _ in
                stack.setEnvironment("CPADEV_ACT_BIN", "/nonexistent/act")
                let result = try await stack.run("ci")
                #expect(result.code == 69 && result.errors.contains("CPADEV_ACT_BIN is set"), "\(result.summary)")
                #expect(result.errors.contains("hint: unset CPADEV_ACT_BIN"), "\(result.summary)")
            }
        }

        @Test func mistakesAreReportedBeforeAnythingRuns() async throws {
            try await withWorkflow(job("a", "needs: b", "steps: [{run: echo}]")) { stack, _ in
                let result = try await stack.run("ci")
                #expect(result.code == 65 && result.errors.contains("ci.yml:6:12"), "\(result.summary)")
                #expect(result.errors.contains("there is no job 'b'"), "\(result.summary)")
                for (words, message) in [
                    (["ci", "cy"], "did you mean 'ci'?"), (["ci", "--secret", "A=b"], "the name of a variable"),
                    (["ci", "--runtime", "vm"], "expected native or docker"),
                ] {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == 64 && result.errors.contains(message), "\(result.summary)")
                }
            }
        }
    }
}

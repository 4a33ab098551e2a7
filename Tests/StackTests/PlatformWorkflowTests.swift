import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The workflows that the project ships, on a small platform: a Rust crate and a Node.js project without dependencies.
    @Suite(.enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }))
    struct PlatformWorkflowTests {
        private static let patience = Duration.seconds(900)
        private static let hasTools = Capability.wants(Places.program("cargo") != nil && Places.program("npm") != nil)

        /// Runs a test in a checkout of the platform, with the stack of this repository.
        private func withPlatform(_ body: (Stack) async throws -> Void) async throws {
            try await Stack.with { stack in
                let files = FileManager.default
                for name in ["backend", "frontend"] {
                    let source = "\(Places.repository)/Tests/StackTests/Platform/\(name)"
                    try files.copyItem(atPath: source, toPath: "\(stack.path)/\(name)")
                }
                try stack.write(".gitignore", "/run\n/outputs\n/state\n/config\n/memory\ntarget\nnode_modules\n")
                stack.setEnvironment("COMPOSE_FILE", "\(Places.repository)/compose/compose.yaml")
                _ = try await stack.start(program: "/usr/bin/git", ["init", "-q"]).result()
                try await body(stack)
            }
        }

        private func ci(_ stack: Stack, _ arguments: String...) async throws -> (code: Int32, run: WorkflowRun) {
            let result = try await stack.start(program: Places.cpadev, ["ci", "--json"] + arguments)
                .result(within: Self.patience)
            guard let run = try? WorkflowRun(result.output) else {
                throw TestFailure("\(result.summary)\(WorkflowRun.log(stack))")
            }
            return (result.code, run)
        }

        /// What this machine lacks may differ; what it has must pass.
        private func expectPassed(_ job: String, _ steps: [String], in run: WorkflowRun) {
            #expect(["passed", "unavailable"].contains(run[job]?.state), "\(run)")
            for title in steps {
                let step = run[job]?.steps.first { $0.title == title }
                #expect(step?.state == "passed", "\(job): \(title)\n\(run)")
            }
        }

        @Test(.enabled(if: hasTools), .timeLimit(.minutes(30)))
        func ciRunsToAResultWithRealServices() async throws {
            try await withPlatform { stack in
                let jobs = ["backend-check", "frontend-check", "integration-tests"]
                let command = try stack.start(program: Places.cpadev, ["ci", "--json", "ci"] + jobs)
                let result = try await command.result(within: Self.patience)
                guard let run = try? WorkflowRun(result.output) else { throw TestFailure(result.summary) }
                #expect([0, 69].contains(result.code), "\(run)")
                expectPassed("backend-check", ["cargo check --all-targets", "cargo test --lib --bins"], in: run)
                expectPassed(
                    "frontend-check",
                    ["npm ci", "npx tsc --noEmit", "npx vitest run --coverage"],
                    in: run
                )
                expectPassed("integration-tests", ["cargo test --test integration"], in: run)
                #expect(run.criticalPath.last == "integration-tests" && run.criticalPath.count == 2)
                let tests = try await stack.succeed("ci", "logs", "integration-tests", "--grep", "^test .* ok")
                for store in ["postgres", "redis", "typesense"] {
                    #expect(tests.output.contains("test \(store)_"), "\(tests.summary)")
                }
                try await stack.expectNothingLeft()
            }
        }

        @Test(.enabled(if: hasTools), .timeLimit(.minutes(30)))
        func aFailingTestFailsItsJobAndWhatNeedsItIsSkipped() async throws {
            try await withPlatform { stack in
                try stack.write("backend/src/lib.rs", "#[test]\nfn fails() {\n    assert_eq!(1, 2);\n}\n")
                try stack.write("backend/src/main.rs", "fn main() {}\n")
                let jobs = ["ci", "backend-check", "integration-tests"]
                let result = try await stack.start(program: Places.cpadev, ["ci", "--json"] + jobs)
                    .result(within: Self.patience)
                let run = try WorkflowRun(result.output)
                #expect(result.code == 1 && run["backend-check"]?.state == "failed", "\(run)")
                #expect(run["backend-check"]?.reason == "cargo test --lib --bins: exit code 101", "\(run)")
                #expect(run["integration-tests"]?.state == "skipped", "\(run)")
                let logs = try await stack.succeed("ci", "logs", "--grep", "assertion .* failed")
                #expect(logs.output.contains("backend-check"), "\(logs.summary)")
            }
        }

        /// In a network of its own, since others may use port 8080.
        @Test(.enabled(if: hasTools && Capability.mount), .timeLimit(.minutes(30)))
        func theScannerChecksTheBackend() async throws {
            try await withPlatform { stack in
                func scan() async throws -> WorkflowRun {
                    let script = "ip link set lo up; exec \(Places.cpadev) ci --json ci security-scan"
                    let result = try await stack.start(
                        program: "/usr/bin/unshare",
                        ["--net", "bash", "-c", script]
                    ).result(within: Self.patience)
                    return try WorkflowRun(result.output)
                }
                let clean = try await scan()
                #expect(clean.states == ["security-scan": "passed"], "\(clean)")
                let log = try await stack.succeed("ci", "logs", "--grep", "replaces|WARN-NEW", "--no-log-prefix")
                #expect(log.output.contains("cpadev replaces zaproxy/action-baseline"), "\(log.summary)")
                #expect(log.output.contains("WARN-NEW: 0"), "\(log.summary)")

                let path = "\(stack.path)/backend/src/main.rs"
                let code = try String(contentsOfFile: path, encoding: .utf8)
                try stack.write(
                    "backend/src/main.rs",
                    code.replacingOccurrences(of: "x-frame-options", with: "x-other")
                )
                let found = try await scan()
                #expect(found["security-scan"]?.state == "failed", "\(found)")
                let warnings = try await stack.succeed("ci", "logs", "--grep", "Anti-clickjacking")
                #expect(warnings.output.contains("10020"), "\(warnings.summary)")
            }
        }

        @Test func theShippedWorkflowsPassTheLinters() async throws {
            try await withPlatform { stack in
                let clean = try await stack.run("ci", "lint", within: Self.patience)
                #expect(clean.code == 0 && clean.output == "3 workflows: nothing found\n", "\(clean.summary)")
                try stack.write(
                    "bad.yml",
                    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
                )
                let bad = try await stack.run("ci", "lint", "./bad.yml", within: Self.patience)
                #expect(bad.code == 1 && bad.output.contains("bad.yml:6:"), "\(bad.summary)")
                for tool in ["actionlint", "zizmor"] { #expect(bad.output.contains("(\(tool), "), "\(bad.summary)") }
                try stack.write("worse.yml", "on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n")
                let worse = try await stack.run("ci", "lint", "./worse.yml", within: Self.patience)
                #expect(worse.code == 65 && worse.errors.contains("worse.yml:3:3"), "\(worse.summary)")
            }
        }
    }
}

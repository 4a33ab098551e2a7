import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// `cpadev alerts test` without a stack, and without Prometheus.
    @Suite struct AlertsTestCommandTests {
        /// Defines a project with a test of rules, and a folder for programs that is all of PATH.
        private func define(_ stack: Stack) throws {
            try stack.define(Toy.shell("app", Toy.idle))
            for folder in ["bin", "monitoring/rules/tests"] {
                let path = "\(stack.path)/\(folder)"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try stack.write("monitoring/rules/a.yml", "groups: []\n")
            try stack.write("monitoring/rules/tests/a.yml", "tests: []\n")
            stack.setEnvironment("PATH", "\(stack.path)/bin")
        }

        @Test func missingPromtoolIsAnErrorWithARemedy() async throws {
            try await Stack.with { stack in
                try define(stack)
                let result = try await stack.run("alerts", "test")
                #expect(result.code == 69, "\(result.summary)")
                #expect(result.errors.contains("promtool cannot be found: no service publishes Prometheus' port 9090"))
                #expect(result.errors.contains("install prometheus"))
            }
        }

        @Test func rulesAreCheckedBeforeTheTestsAndAFailureIsToldInFull() async throws {
            try await Stack.with { stack in
                try define(stack)
                let script = "#!/bin/sh\necho \"$@\" >&2\n[ \"$1\" = check ] || { echo '  FAILED:' >&2; exit 1; }\n"
                try stack.write("bin/promtool", script)
                let permissions = [FileAttributeKey.posixPermissions: 0o755]
                try FileManager.default.setAttributes(permissions, ofItemAtPath: "\(stack.path)/bin/promtool")
                let result = try await stack.run("alerts", "test")
                #expect(result.code == 1, "\(result.summary)")
                let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").first ?? "" }
                #expect(lines == ["ok", "FAILED", "test", "FAILED:"])
            }
        }

        /// As for `doctor`: a checkout brings the launcher.
        @Test func launcherOfAProjectThatNeverStartedIsAskedOnlyByRequest() async throws {
            try await Stack.with(ports: 1) { stack in
                try define(stack)
                try stack.write(
                    "launcher",
                    "#!/bin/sh\n/usr/bin/touch '\(stack.path)/ran'\necho 'reason: not here'\nexit 1\n"
                )
                let permissions = [FileAttributeKey.posixPermissions: 0o755]
                try FileManager.default.setAttributes(permissions, ofItemAtPath: "\(stack.path)/launcher")
                try stack.define(
                    "  prometheus:\n    image: x\n    ports: [\"127.0.0.1:\(stack.ports[0]):9090\"]\n"
                        + "    x-cpadev: {native: ./launcher}\n"
                )
                let refused = try await stack.run("alerts", "test")
                #expect(
                    refused.code == 69 && refused.errors.contains("cpadev alerts test --run-checks"),
                    "\(refused.summary)"
                )
                #expect(access("\(stack.path)/ran", F_OK) != 0)
                let asked = try await stack.run("alerts", "test", "--run-checks")
                #expect(asked.code == 69 && asked.errors.contains("not here"), "\(asked.summary)")
                #expect(access("\(stack.path)/ran", F_OK) == 0)
            }
        }

        @Test func projectWithoutTestsSaysWhereTheyBelong() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let result = try await stack.run("alerts", "test")
                #expect(result.code == 1 && result.errors.contains("monitoring/rules/tests"), "\(result.summary)")
            }
        }
    }
}

import Testing

extension RealStacks {
    /// Commands that name other files than those of the running stack.
    @Suite struct ProjectSelectionTests {
        @Test func noCommandActsOnTheRunningStackForOtherFiles() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo hello; \(Toy.idle)"))
                try stack.write("other.yaml", "services:\n" + Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let pid = try await stack.status()["app"].pid
                for words in [
                    ["status"], ["up", "-d"], ["restart", "app"], ["stop", "app"], ["start", "app"], ["logs"],
                    ["wait"], ["exec", "app", "--", "true"], ["switch", "app", "native"], ["down"], ["watch"],
                ] {
                    let missing = try await stack.start(program: Places.cpadev, ["-f", "nosuch.yaml"] + words).result()
                    #expect(missing.code == 65 && missing.errors.contains("nosuch.yaml"), "\(words) \(missing.summary)")
                    guard words != ["watch"] else { continue }
                    let other = try await stack.start(program: Places.cpadev, ["-f", "other.yaml"] + words).result()
                    #expect(other.code == 69, "\(words): \(other.summary)")
                    #expect(other.errors.contains("was started from compose.yaml, not other.yaml"), "\(other.summary)")
                }
                #expect(try await stack.status()["app"].pid == pid)
                try await stack.succeed("-f", "compose.yaml", "status")
                try await stack.succeed("-f", "\(stack.path)/compose.yaml", "down")
                // The next stack may be any other.
                try await stack.succeed("-f", "other.yaml", "up", "-d", "--wait")
                #expect(try await stack.run("-f", "compose.yaml", "down").code == 69)
                try await stack.succeed("down")
            }
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Services that write as much as they can, and what may get in their way.
    @Suite struct LogFloodTests {
        /// 100 MB, no two lines of it alike.
        private static let size = 100_000_000
        private static let flood = "seq -f '%.0f is a line of a flood that goes on and on' 1000000000 | head -c \(size)"

        @Test(.enabled(if: Capability.terminal, "tmux is not installed"))
        func noReaderHoldsAServiceUp() async throws {
            try await Stack.with { stack in
                let go = "\(stack.path)/go"
                try stack.define(
                    Toy.shell("noisy", "echo ready; while [ ! -e \(go) ]; do sleep 0.05; done; \(Self.flood)")
                )
                try await stack.succeed("up", "-d", "--wait")
                try await TerminalWindow.with(stack, columns: 200, rows: 60) { window in
                    try await window.wait(for: "ready")
                    let screen = try await window.program()
                    kill(screen, SIGSTOP)
                    defer { kill(screen, SIGCONT) }
                    let reader = try stack.start(
                        program: "/bin/sh",
                        ["-c", "'\(Places.cpadev)' logs -f | { read line; echo \"$line\"; exec sleep 1000; }"]
                    )
                    defer { kill(-reader.pid, SIGKILL) }
                    try await eventually("the reader's first line") { reader.output.contains("noisy") }

                    try stack.write("go", "")
                    try await eventually("the flood's end") {
                        try await stack.status()["noisy"].state == "completed"
                    }
                    #expect(reader.isRunning, "it sleeps still")
                    try await Self.expectWhole(stack, skipping: "ready\n")
                    kill(-reader.pid, SIGKILL)
                    _ = try await reader.result()
                }
            }
        }

        /// Nothing that reached the pipe's reader is lost, and nothing is in the log that was not written.
        @Test func aKilledSupervisorLeavesAPrefixOfWhatWasWritten() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("noisy", "seq 1 1000000000"))
                for round in 1...Capability.rounds {
                    try await stack.succeed("up", "-d")
                    try await eventually("a flood") {
                        try SegmentFiles.size(of: "noisy", in: stack) > round * 3_000_000
                    }
                    try await stack.killSupervisor()
                }
                // Each round's supervisor went on with the log of the one before.
                let lines = try SegmentFiles.written(by: "noisy", in: stack).split(separator: UInt8(ascii: "\n"))
                var expected = 0
                var starts = 0
                for (index, line) in lines.enumerated() {
                    let number = Int(String(decoding: line, as: UTF8.self))
                    if number == 1 {
                        starts += 1
                        expected = 1
                    }
                    // The last line of a round may be cut where the supervisor was killed.
                    let isLast = index + 1 == lines.count || lines[index + 1].elementsEqual("1".utf8)
                    let text = String(expected)
                    guard number == expected || isLast && text.utf8.starts(with: line) else {
                        Issue.record("'\(String(decoding: line, as: UTF8.self))' in the place of \(expected)")
                        break
                    }
                    expected += 1
                }
                #expect(starts == Capability.rounds)
                let shown = try await stack.succeed("logs", "-n", "1", "noisy")
                #expect(!shown.output.isEmpty)
            }
        }

        /// Invalid UTF-8, NUL, a bar that never ends its line, a last line without an end.
        @Test func oddBytesAreKeptAsTheyCame() async throws {
            try await Stack.with { stack in
                let bytes =
                    Data([0, 1, 0xFF, 0xC3, 0x28, 10, 10, 13, 10]) + Data("10 %\r20 %\r".utf8) + Data([0x1B, 0x5B])
                let content = bytes + Data(repeating: UInt8(ascii: "x"), count: 3_000_000) + bytes
                try content.write(to: URL(fileURLWithPath: "\(stack.path)/odd"))
                try stack.define(Toy.shell("odd", "cat \(stack.path)/odd"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("its end") { try await stack.status()["odd"].state == "completed" }
                #expect(try SegmentFiles.written(by: "odd", in: stack) == Array(content))
            }
        }

        @Test func aLogKeepsToItsLimitAndSaysSo() async throws {
            try await Stack.with { stack in
                try stack.define(
                    text: """
                        x-cpadev: {logs: {max_size: 1g}}
                        services:
                          noisy:
                            x-cpadev: {native: {command: [seq, "1", "1000000"]}, logs: {max_size: 2m}}

                        """
                )
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("its end") { try await stack.status()["noisy"].state == "completed" }
                #expect(try SegmentFiles.size(of: "noisy", in: stack) <= 2 << 20)
                // The second time without a supervisor, so without the Compose file's limit.
                for words in ["is limited to 2 MiB", "reached its limit"] {
                    let logs = try await stack.succeed("logs", "noisy").output
                    let first = logs.prefix { $0 != "\n" }
                    #expect(
                        first.contains("the oldest ") && first.contains("lines were dropped: this log \(words)"),
                        "\(first)"
                    )
                    #expect(logs.contains("1000000\n"))
                    try await stack.succeed("down")
                }
            }
        }

        private static func expectWhole(_ stack: Stack, skipping start: String) async throws {
            let expected = try await stack.start(program: "/bin/sh", ["-c", "\(flood) | sha256sum"]).result().output
            let bytes = try SegmentFiles.written(by: "noisy", in: stack)
            #expect(bytes.count == size + start.utf8.count)
            try Data(bytes.dropFirst(start.utf8.count)).write(to: URL(fileURLWithPath: "\(stack.path)/kept"))
            let kept = try await stack.start(program: "/bin/sh", ["-c", "sha256sum < kept"]).result().output
            #expect(kept == expected && kept.utf8.count > 64)
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// What is wrong with the machine or the files: one clear error or a state that is shown, and nothing left.
    @Suite struct FaultTests {
        @Test func aTakenPortNamesItsHolder() async throws {
            try await Stack.with(ports: 2) { stack in
                let address = "('127.0.0.1', \(stack.ports[0]))"
                let script = "import socket, time; s = socket.create_server(\(address)); time.sleep(600)"
                let holder = try stack.start(program: Places.python, ["-c", script])
                try await eventually("the holder of the port") { !LoopbackPort.isFree(stack.ports[0]) }
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.server("other", port: stack.ports[1], in: stack.path)
                )
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1)
                let words = "port \(stack.ports[0]) of web is taken by pid \(holder.pid)"
                #expect(up.errors.contains(words), "\(up.errors)")
                #expect(up.errors.contains("socket.create_server"), "its command: \(up.errors)")
                let doctor = try await stack.run("doctor")
                #expect(doctor.code == 1 && doctor.output.contains("pid \(holder.pid)"), "\(doctor.summary)")
                #expect(stack.processes().map(\.pid) == [holder.pid])

                holder.send(SIGKILL)
                _ = try await holder.result()
                try await stack.expectNothingLeft()
                try await stack.succeed("up", "-d", "--wait")
            }
        }

        @Test func aSecretInTheHoldersCommandIsMaskedAlsoByTheFirstUp() async throws {
            try await Stack.with(ports: 1) { stack in
                let address = "('127.0.0.1', \(stack.ports[0]))"
                try stack.write("hold.py", "import socket, time; s = socket.create_server(\(address)); time.sleep(600)")
                let holder = try stack.start(program: Places.python, ["hold.py", "zebra-7788"])
                try await eventually("the holder of the port") { !LoopbackPort.isFree(stack.ports[0]) }
                try stack.write(".env", "DB_PASSWORD=zebra-7788\n")
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                for words in [["up", "-d"], ["doctor"]] {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == 1 && !result.summary.contains("zebra"), "\(result.summary)")
                    #expect(result.summary.contains("••••"), "\(result.summary)")
                }
                holder.send(SIGKILL)
                _ = try await holder.result()
            }
        }

        @Test func aLowLimitOnOpenFilesIsRefusedBeforeAnythingStarts() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("web", Toy.idle))
                let up = try await stack.start(
                    program: "/bin/sh",
                    ["-c", "ulimit -n 64 && exec '\(Places.cpadev)' up -d"]
                ).result()
                #expect(up.code == 69, "\(up.summary)")
                #expect(up.errors.contains("needs at least 160 open files, and the hard limit is 64"), "\(up.errors)")
                #expect(up.errors.contains("hint: have root raise the limit"), "\(up.errors)")
                try await stack.expectNothingLeft()
                try await stack.succeed("up", "-d", "--wait")
            }
        }

        @Test func aPortThatAnotherServiceOfTheStackTookIsItsToGiveUp() async throws {
            try await Stack.with(ports: 1) { stack in
                let address = "('127.0.0.1', \(stack.ports[0]))"
                try stack.write(
                    "squatter.py",
                    "import socket, time; s = socket.create_server(\(address)); time.sleep(600)"
                )
                try stack.define(
                    Toy.shell("squatter", "exec '\(Places.python)' squatter.py"),
                    Toy.server("web", port: stack.ports[0], in: stack.path)
                )
                try await stack.succeed("up", "-d", "--wait", "squatter")
                try await eventually("the port is taken") { !LoopbackPort.isFree(stack.ports[0]) }
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1, "\(up.summary)")
                #expect(up.errors.contains("taken by service squatter of this stack"), "\(up.errors)")
                #expect(!up.errors.contains("end that process"), "\(up.errors)")
            }
        }

        @Test func aMissingProgramIsAStateWithARemedy() async throws {
            try await Stack.with { stack in
                try stack.define(
                    "  ghost:\n    x-cpadev: {native: {command: [no-such-program]}}\n",
                    Toy.shell("partly", Toy.idle, "depends_on: {ghost: {condition: service_started, required: false}}"),
                    Toy.shell("fully", Toy.idle, "depends_on: [ghost]")
                )
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1 && up.errors.contains("no-such-program"), "\(up.summary)")
                let status = try await stack.status()
                let ghost = try status["ghost"]
                #expect(ghost.state == "unavailable" && ghost.reason != nil && ghost.remedy != nil)
                #expect(try status["partly"].state == "running")
                #expect(try status["fully"].state == "skipped")
            }
        }

        @Test(arguments: ["state", "state/below"])
        func aFileInPlaceOfTheStateFolderIsAnError(name: String) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try stack.write("state", "in the way")
                stack.setEnvironment("CPADEV_STATE_DIR", "\(stack.path)/\(name)")
                let up = try await stack.run("up", "-d", "--wait")
                #expect(up.code == 1 && up.errors.contains("state folder"), "\(up.summary)")
                try await stack.expectNothingLeft()
                // No command obeys it, `down` included.
                #expect(try await stack.run("down").code == (name == "state" ? 1 : 0))
                try stack.remove("state")
            }
        }

        @Test(.enabled(if: Capability.mount, "mounting is not permitted here"))
        func aReadOnlyStateFolderIsAnError() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await Self.withDisk(in: stack, options: "size=1m") { disk in
                    try disk.makeReadOnly()
                    let up = try await stack.run("up", "-d", "--wait")
                    #expect(up.code == 1 && up.errors.contains("Read-only file system"), "\(up.summary)")
                    try await stack.expectNothingLeft()
                }
            }
        }

        @Test(.enabled(if: Capability.mount, "mounting is not permitted here"))
        func aFullDiskIsAnError() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await Self.withDisk(in: stack, options: "size=1m") { disk in
                    try disk.fill()
                    let up = try await stack.run("up", "-d", "--wait")
                    #expect(up.code == 1 && up.errors.lowercased().contains("no space left"), "\(up.summary)")
                    try await stack.expectNothingLeft()
                }
            }
        }

        @Test(.enabled(if: Capability.mount, "mounting is not permitted here"))
        func aDiskThatFillsUpMeanwhileStopsNobody() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("noisy", "while :; do echo noise; sleep 0.01; done")
                )
                try await Self.withDisk(in: stack, options: "size=2m") { disk in
                    try await stack.succeed("up", "-d", "--wait")
                    let before = try await stack.status()
                    try disk.fill()
                    try await eventually("noise with no room for it") {
                        try await stack.run("logs", "-n", "1", "noisy").code == 0
                    }
                    let after = try await stack.status()
                    #expect(before.pids == after.pids)
                    #expect(try await stack.get(stack.ports[0]) == "1")
                    try await stack.succeed("down")
                    try await stack.expectNothingLeft()
                }
            }
        }

        @Test(.enabled(if: Capability.mount, "mounting is not permitted here"))
        func linesThatFindNoRoomAreToldWhileItHappensAndAfterwards() async throws {
            try await Stack.with { stack in
                let quiet = "\(stack.path)/quiet"
                let noise = "while [ ! -e \(quiet) ]; do echo a line that finds no room; sleep 0.01; done"
                try stack.define(Toy.shell("noisy", "\(noise); \(Toy.idle)"))
                try await Self.withDisk(in: stack, options: "size=2m") { disk in
                    try await stack.succeed("up", "-d", "--wait")
                    let pid = try await stack.status()["noisy"].pid
                    try disk.fill()
                    try await eventually("a count of lines in the status") {
                        try await stack.status()["noisy"].droppedLines > 0
                    }
                    let before = try await stack.status()["noisy"].droppedLines
                    try await eventually("a higher count") {
                        try await stack.status()["noisy"].droppedLines > before
                    }
                    let words = "noisy: lines of its log are being dropped, "
                    let status = try await stack.succeed("status").output
                    #expect(status.contains(words) && status.contains("No space left on device"), "\(status)")
                    let logs = try await stack.succeed("logs", "-n", "1", "noisy")
                    #expect(logs.errors.contains(words), "\(logs.errors)")
                    if Capability.terminal {
                        try await TerminalWindow.with(stack, columns: 160, rows: 40) { window in
                            try await window.wait(for: "lines dropped so far: No space left")
                        }
                    }

                    // Room again, for a service that says nothing any more.
                    try stack.write("quiet", "")
                    try await eventually("no loss that goes on") {
                        try disk.empty()
                        return try await stack.status()["noisy"].logProblem == nil
                    }
                    let after = try await stack.status()["noisy"]
                    #expect(after.pid == pid && after.state == "running")
                    let stored = try await stack.succeed("logs", "noisy").output
                    var told = 0
                    for line in stored.split(separator: "\n") where line.contains(" lost here: No space left") {
                        let words = line.split(separator: " ")
                        guard let place = words.firstIndex(where: { $0.hasPrefix("line") }), place > 0 else { continue }
                        told += Int(words[place - 1].filter(\.isNumber)) ?? 0
                    }
                    #expect(told == after.droppedLines, "\(stored.suffix(2000))")
                    try await stack.succeed("down")
                }
            }
        }

        @Test func tenMegabytesOfComposeFileAreAnError() async throws {
            try await Stack.with { stack in
                let services = (0..<270_000).lazy.map { "  s\($0): {image: x, command: [a, b, c]}\n" }
                try stack.define(text: "services:\n" + services.joined())
                try await Self.expectBadFile(stack, "the limit is 8 MiB")
            }
        }

        @Test func aBombOfAliasesIsAnError() async throws {
            try await Stack.with { stack in
                var text = "x-bomb:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
                for level in 1...9 {
                    let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
                    text += "  a\(level): &a\(level) [\(aliases)]\n"
                }
                try stack.define(text: text + "services: {a: {image: x, labels: *a9}}\n")
                try await Self.expectBadFile(stack, "aliases")
            }
        }

        @Test func aNULByteIsAnError() async throws {
            try await Stack.with { stack in
                try stack.define(text: "services:\n  a:\n    image: \"x\0y\"\n")
                try await Self.expectBadFile(stack, "compose.yaml:3:14: error")
            }
        }

        private static func expectBadFile(_ stack: Stack, _ words: String) async throws {
            let up = try await stack.run("up", "-d", "--wait", within: .seconds(20))
            #expect(up.code == 65 && up.errors.contains(words), "\(up.summary.prefix(2000))")
            #expect(up.errors.utf8.count < 10_000, "one clear error")
            try await stack.expectNothingLeft()
        }

        /// A disk of its own for the stack's state.
        private static func withDisk(
            in stack: Stack,
            options: String,
            _ body: (TinyDisk) async throws -> Void
        ) async throws {
            let path = "\(stack.path)/disk"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let disk = try TinyDisk(at: path, options: options)
            stack.setEnvironment("CPADEV_STATE_DIR", path)
            do {
                try await body(disk)
            } catch {
                try await stack.run("down")
                disk.unmount()
                throw error
            }
            disk.unmount()
        }
    }
}

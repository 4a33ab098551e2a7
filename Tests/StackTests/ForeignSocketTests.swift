import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Another user listens where a supervisor would.
    @Suite(.enabled(if: geteuid() == 0)) struct ForeignSocketTests {
        /// Listens in the background as another user, and notes what is sent to it. Prints its pid once it listens.
        private static let listener = """
            import os, socket, sys
            path, received = sys.argv[1:]
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            os.chmod(path, 0o666)
            file = os.open(received, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.setuid(65534)
            listener.listen()
            if pid := os.fork():
                print(pid)
                sys.exit()
            for number in range(3):
                os.dup2(os.open("/dev/null", os.O_RDWR), number)
            while True:
                client, _ = listener.accept()
                os.write(file, client.recv(1000))
            """

        private static func withListener(_ body: (Stack, _ folder: String) async throws -> Void) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("web", "exec sleep 1000"))
                try await stack.succeed("up", "-d")
                let folder = "\(stack.path)/run/cpadev"
                let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                let name = try #require(names.first { $0.hasSuffix(".sock") })
                try await stack.succeed("down")
                let received = "\(stack.path)/received"
                let started = try await stack.start(
                    program: "/usr/bin/python3",
                    ["-c", listener, "\(folder)/\(name)", received]
                ).result()
                let pid = try #require(pid_t(started.output.trimmingCharacters(in: .whitespacesAndNewlines)))
                defer { kill(pid, SIGKILL) }
                try await body(stack, folder)
                let sent = FileManager.default.contents(atPath: received).map { String(decoding: $0, as: UTF8.self) }
                #expect(sent?.isEmpty == true, "\(sent ?? "")")
            }
        }

        private static let commands = [
            ["status"], ["restart", "web"], ["exec", "web", "id"], ["seed", "status"], ["stop", "web"],
        ]

        @Test func itIsNoStack() async throws {
            try await Self.withListener { stack, _ in
                for words in Self.commands {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == 69 && result.errors.contains("no stack is running"), "\(result.summary)")
                }
                try await stack.succeed("down")
            }
        }

        @Test func itsFolderIsRefused() async throws {
            try await Self.withListener { stack, folder in
                chown(folder, 65534, 65534)
                for words in Self.commands + [["up", "-d"]] {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == 69, "\(result.summary)")
                }
                let up = try await stack.run("up", "-d")
                #expect(up.errors.contains("the socket's folder \(folder) belongs to another user"), "\(up.summary)")
                chown(folder, 0, 0)
            }
        }
    }
}

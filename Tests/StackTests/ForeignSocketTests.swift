import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Another user listens where a supervisor would.
    @Suite(.enabled(if: geteuid() == 0)) struct ForeignSocketTests {
        /// Listens in the background as another user, and notes what is sent to it. Prints its pid once it listens. With a
        /// time in seconds, its queue of connections is full until then, so that a client cannot see at first whose it is.
        private static let listener = """
            import os, socket, sys, time
            path, received, full = sys.argv[1], sys.argv[2], float(sys.argv[3])
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            os.chmod(path, 0o666)
            file = os.open(received, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.setuid(65534)
            listener.listen(0 if full else 128)
            queued = []
            while full and not (queued and queued[-1].connect_ex(path)):
                queued.append(socket.socket(socket.AF_UNIX))
                queued[-1].setblocking(False)
            if pid := os.fork():
                print(pid)
                sys.exit()
            for number in range(3):
                os.dup2(os.open("/dev/null", os.O_RDWR), number)
            time.sleep(full)
            for client in queued:
                client.close()
            while True:
                client, _ = listener.accept()
                os.write(file, client.recv(1000))
            """

        private static func withListener(
            fullFor seconds: Double = 0,
            _ body: (Stack, _ folder: String) async throws -> Void
        ) async throws {
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
                    ["-c", listener, "\(folder)/\(name)", received, "\(seconds)"]
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

        @Test func itGetsNoRequestEvenIfItIsBusyAtFirst() async throws {
            try await Self.withListener(fullFor: 2) { stack, _ in
                let result = try await stack.start(program: Places.cpadev, ["status"]).result()
                #expect(result.code == 69 && result.errors.contains("no stack is running"), "\(result.summary)")
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

import ControlClient
import Foundation
import Glibc
import Testing

@testable import StackHost

@Suite(.timeLimit(.minutes(1))) struct LockWaitTests {
    /// A project of its own, whose state folder exists.
    private func withStack(_ body: (StackLocation) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/lock-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path + "/compose.yaml"))
        let environment = ["XDG_RUNTIME_DIR": path, "CPADEV_STATE_DIR": path + "/state"]
        let location = try StackLocation(ProjectSource(), environment: environment, workingDirectory: path)
        try StateFolder(location).create()
        try await body(location)
    }

    /// A process that holds the stack's lock until it is killed.
    private func holder(_ location: StackLocation) throws -> Int32 {
        var pid: Int32 = 0
        let lock = "\(location.runDirectory)/\(StateLock.fileName)"
        let script = "exec 9<>'\(lock)'; flock -n 9 || exit 1; echo $$ >&9; echo; exec sleep 1000"
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(script), nil]
        defer { for argument in arguments { free(argument) } }
        #expect(posix_spawn(&pid, "/bin/sh", &actions, nil, arguments, environ) == 0)
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 1, "the lock was not taken")
        close(ends[0])
        return pid
    }

    @Test func aLockIsFreeOnceItsHolderHasEnded() async throws {
        try await withStack { location in
            let pid = try holder(location)
            #expect(HeldLock.isHeld(location) && HeldLock.holder(location) == pid)
            async let waiting: Void = LockWait(location).untilFree(within: .seconds(60))
            kill(pid, SIGKILL)
            await waiting
            #expect(!HeldLock.isHeld(location))
            waitpid(pid, nil, 0)
        }
    }

    @Test func aWaitEndsWithItsTime() async throws {
        try await withStack { location in
            let run = try #require(try StateFolder(location).open()?.run())
            let lock = try HeldLock(in: run)
            #expect(HeldLock.holder(location) == getpid())
            await LockWait(location).untilFree(within: .milliseconds(5))
            #expect(HeldLock.isHeld(location))
            withExtendedLifetime(lock) {}
        }
    }

    @Test func theNextSupervisorIsNoticedWhenItListens() async throws {
        try await withStack { location in
            async let waiting: Void = LockWait(location).untilNextListens(until: .now + .seconds(60))
            // A socket without a listener is what a supervisor leaves when it is killed.
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: location.socketPath.utf8) }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(isBound == 0 && listen(listener, 1) == 0)
            chmod(location.socketPath, 0o600)
            await waiting
            #expect(UnixSocket.isListening(at: location.socketPath))
        }
    }

    @Test func aZombieHasEnded() async throws {
        var pid: Int32 = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        #expect(posix_spawn(&pid, "/bin/true", nil, nil, arguments, environ) == 0)
        #expect(await ProcessEnd.wait(for: pid, within: .seconds(60)))
        waitpid(pid, nil, 0)
        // Nobody has its number now.
        #expect(await ProcessEnd.wait(for: pid, within: .seconds(60)))
        #expect(await !ProcessEnd.wait(for: getpid(), within: .milliseconds(5)))
    }
}

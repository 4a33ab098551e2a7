import Diagnostics
import Glibc
package import StateFiles

/// A ``StateLock`` that is held until the last reference is released.
package final class HeldLock: Sendable {
    private let lock: StateLock

    /// - Throws: ``CommandFailure/lockIsHeld`` if another process holds the lock.
    package init(in run: OwnedDirectory) throws(CommandFailure) {
        do throws(StateFileError) {
            guard let lock = try StateLock(in: run) else { throw StateFileError.system(EWOULDBLOCK, "lock", run.path) }
            self.lock = lock
            self.lock.write(holder: getpid())
        } catch {
            guard error.code == .system(EWOULDBLOCK) else {
                throw CommandFailure(error, as: .failed)
            }
            throw .lockIsHeld
        }
    }

    /// The process that took the lock last, as it is numbered there.
    static func holder(_ location: StackLocation) -> Int32? {
        guard let run = try? StateFolder(location).open()?.run(),
            let bytes = try? run.contents(of: StateLock.fileName, limit: 64)
        else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    /// Whether another process holds the lock, even if only briefly.
    package static func isHeld(_ location: StackLocation) -> Bool {
        guard let run = try? StateFolder(location).open()?.run(), run.status(of: StateLock.fileName) != nil else {
            return false
        }
        do { return try StateLock(in: run) == nil } catch { return false }
    }
}

extension CommandFailure {
    /// Another supervisor holds the stack's lock, and is not listening yet, or no longer.
    package static let lockIsHeld: CommandFailure = {
        var failure = CommandFailure(
            .unavailable,
            "another supervisor of this stack is starting or stopping",
            hint: "wait a moment and try again"
        )
        failure.isLockHeld = true
        return failure
    }()
}

/// The lock that a supervisor holds for its lifetime; the kernel releases it however the supervisor dies.
package struct StateLock: ~Copyable {
    package static let fileName = "lock"

    private let descriptor: Int32

    /// Takes the lock without waiting; returns nil if another process holds it.
    init?(in run: OwnedDirectory) throws(StateFileError) {
        descriptor = try run.open(Self.fileName, O_RDWR | O_CREAT)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Writes the holder's pid for those who wait for its end.
    fileprivate func write(holder pid: Int32) {
        let text = "\(pid)\n"
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
    }
}

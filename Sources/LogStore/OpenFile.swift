import Foundations
import Glibc
import SystemPackage

/// An open file, closed when its last reference is released, so that readers can keep it after the writer moves on.
final class OpenFile: Sendable {
    private let descriptor: Int32
    private let hooks: LogStoreHooks

    /// - Parameter flags: as for open(2); close-on-exec is added.
    init(_ path: FilePath, flags: Int32, hooks: LogStoreHooks = LogStoreHooks()) throws(Errno) {
        // Logs may contain secrets, so only the owner can read them. O_NOFOLLOW prevents a symbolic link from redirecting
        // reads or writes to another file; O_NONBLOCK prevents a FIFO from blocking open(2).
        let safe = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        descriptor = try retrying { path.withPlatformString { open($0, flags & ~O_TRUNC | safe, 0o600) } }
        self.hooks = hooks
        let status = try status()
        guard status.kind == .regular, status.belongsToCaller else { throw .permissionDenied }
        if flags & O_TRUNC != 0 { try truncate(to: 0) }
    }

    deinit { close(descriptor) }

    /// The size of the file in bytes.
    func size() throws(Errno) -> Int { try status().size }

    /// The modification time: nanoseconds since 1970.
    func modificationTimeNs() throws(Errno) -> Int64 { try status().modifiedNs }

    private func status() throws(Errno) -> FileStatus {
        guard let status = FileStatus(descriptor: descriptor) else { throw Errno(rawValue: errno) }
        return status
    }

    func truncate(to size: Int) throws(Errno) {
        _ = try retrying { ftruncate(descriptor, off_t(size)) }
    }

    func sync() throws(Errno) {
        _ = try retrying { fdatasync(descriptor) }
    }

    /// Reads bytes from `offset`; fewer than `count` only at the end of the file.
    func read(count: Int, at offset: Int) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(Errno) {
                filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills the buffer with bytes from `offset` and returns their number; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            let result = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
            if result == 0 { break }
            if result > 0 {
                filled += result
            } else if errno != EINTR {
                throw Errno(rawValue: errno)
            }
        }
        return filled
    }

    /// Writes both parts in order. After an error, any prefix may have been written.
    func write(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, at offset: Int) throws(Errno) {
        let total = head.count + body.count
        let allowed = hooks.room.map { min(total, max(0, $0(total))) } ?? total
        var done = 0
        while done < allowed {
            var parts = (
                Self.part(head, from: done, end: min(head.count, allowed)),
                Self.part(body, from: done - head.count, end: allowed - head.count)
            )
            let result = withUnsafeBytes(of: &parts) {
                pwritev(descriptor, $0.baseAddress?.assumingMemoryBound(to: iovec.self), 2, off_t(offset + done))
            }
            if result > 0 {
                done += result
            } else if result == 0 {
                throw .noSpace
            } else if errno != EINTR {
                throw Errno(rawValue: errno)
            }
        }
        if allowed < total { throw .noSpace }
    }

    private static func part(_ bytes: UnsafeRawBufferPointer, from start: Int, end: Int) -> iovec {
        let start = min(max(0, start), bytes.count)
        let count = max(0, min(end, bytes.count) - start)
        return iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress.map { $0 + start }), iov_len: count)
    }
}

/// Repeats a system call while it fails with EINTR.
func retrying(_ call: () -> Int32) throws(Errno) -> Int32 {
    while true {
        let result = call()
        if result >= 0 { return result }
        if errno != EINTR { throw Errno(rawValue: errno) }
    }
}

import Glibc

/// The processes that carry an entry in their environment or the mark of an instance: all that it started, wherever it
/// hid. The mark also finds what wrote over its environment, or was started with an empty one.
///
/// Looking at all of /proc is the only way to find one that left its parent, its group and its session. It costs about
/// ten microseconds for a process of this user and less for any other, so it is lean: one buffer, and no parsing.
struct MarkedProcesses: Sendable {
    /// How long processes are waited for once they were killed.
    private static let patience = Duration.milliseconds(500)

    /// NUL, the entry, NUL: as it stands in an environment that does not begin with it.
    private let needle: [UInt8]
    private let mark: ProcessMark?

    /// - Parameter entry: the whole of it, `KEY=value`.
    init(entry: String, mark: ProcessMark? = nil) {
        needle = [0] + Array(entry.utf8) + [0]
        self.mark = mark
    }

    /// The pids of those that live now, this process excepted. One that ended and was not collected has no environment.
    func find() -> [Int32] {
        let capacity = 64 * 1024
        let own = getpid()
        return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 16) { buffer in
            ProcessTable.allPids().filter { $0 != own && isMarked($0, buffer) }
        }
    }

    /// Sends SIGKILL to each that lives now.
    func kill() {
        for pid in find() { Glibc.kill(pid, SIGKILL) }
    }

    /// Kills until none is left; what was started meanwhile by one that was ending is found by another look. Returns at
    /// once where there is none, and else after half a second at most.
    func end() {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.patience)
        while true {
            let left = find()
            guard !left.isEmpty, clock.now < deadline else { return }
            for pid in left { Glibc.kill(pid, SIGKILL) }
            // Not all of them are children of this process yet, so there is no event to wait for.
            usleep(2_000)
        }
    }

    /// From NUL to NUL, which the C library finds faster than a loop over the bytes would.
    private func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        var start = 0
        while start + needle.count <= bytes.count, let found = memchr(base + start, 0, bytes.count - start) {
            start = UnsafeRawPointer(found) - base
            guard start + needle.count <= bytes.count else { return false }
            if memcmp(base + start, needle, needle.count) == 0 { return true }
            start += 1
        }
        return false
    }

    private func isMarked(_ pid: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        // One that ended keeps its mark until it is collected, and there is nothing to kill.
        if let mark, mark.isOn(pid) { return ProcessTable.entry(of: pid)?.isZombie == false }
        let fd = open("/proc/\(pid)/environ", O_RDONLY | O_CLOEXEC)
        guard fd >= 0, let base = buffer.baseAddress else { return false }
        defer { close(fd) }
        // The NUL in front stands for the beginning, so that the first entry is found like any other.
        buffer[0] = 0
        var kept = 1
        while true {
            let count = read(fd, base + kept, buffer.count - kept)
            guard count > 0 else { return false }
            let length = kept + count
            if contains(UnsafeRawBufferPointer(rebasing: buffer[..<length])) { return true }
            // An entry can lie across the end of what was read; a large environment comes in several pieces.
            kept = min(length, needle.count - 1)
            memmove(base, base + (length - kept), kept)
        }
    }
}

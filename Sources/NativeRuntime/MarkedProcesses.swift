import Glibc
import LogAnalysis

/// All processes of an instance, found by an entry in their environment or by the instance's mark. The mark also finds
/// processes that overwrote their environment or were started with an empty one.
///
/// Scanning all of /proc is the only way to find a process that left its parent, process group and session. It costs
/// about ten microseconds per process of this user and less for others, so it uses one buffer and no parsing.
package struct MarkedProcesses: Sendable {
    /// How long to wait for killed processes.
    private static let patience = Duration.milliseconds(500)

    /// NUL, the entry, NUL: the entry as it appears in an environment, except at its beginning.
    private let needle: TextFinder?
    private let mark: ProcessMark?

    /// - Parameter entry: the complete entry, `KEY=value`.
    package init(entry: String) { self.init(entry: entry, mark: nil) }

    init(entry: String, mark: ProcessMark?) {
        needle = TextFinder([0] + Array(entry.utf8) + [0])
        self.mark = mark
    }

    /// Returns the pids of the living processes, except this one. Zombies are excluded.
    /// - Parameter candidates: The processes to search.
    func find(among candidates: [Int32] = ProcessTable.allPids()) -> [Int32] {
        let capacity = 64 * 1024
        let own = getpid()
        return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 16) { buffer in
            candidates.filter { $0 != own && isMarked($0, buffer) }
        }
    }

    /// Sends SIGKILL to each living process.
    func kill() {
        for pid in find() { Glibc.kill(pid, SIGKILL) }
    }

    /// Kills until none is left, including processes that were started in the meantime. Returns at once if there are
    /// none, otherwise after at most half a second.
    package func end() {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.patience)
        while true {
            let left = find()
            guard !left.isEmpty, clock.now < deadline else { return }
            for pid in left { Glibc.kill(pid, SIGKILL) }
            // Some are not children of this process yet, so there is no event to wait for.
            usleep(2_000)
        }
    }

    private func isMarked(_ pid: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        // A zombie keeps its mark until it is reaped, but there is nothing to kill.
        if let mark, mark.isOn(pid) { return ProcessTable.entry(of: pid)?.isZombie == false }
        let fd = open("/proc/\(pid)/environ", O_RDONLY | O_CLOEXEC)
        guard fd >= 0, let base = buffer.baseAddress, let needle else { return false }
        defer { close(fd) }
        // A leading NUL lets the first entry match like any other.
        buffer[0] = 0
        var kept = 1
        while true {
            let count = read(fd, base + kept, buffer.count - kept)
            guard count > 0 else { return false }
            let length = kept + count
            if needle.firstOffset(in: UnsafeRawBufferPointer(rebasing: buffer[..<length])) != nil { return true }
            // Keep the tail: an entry can cross the end of a read, and a large environment takes several reads.
            kept = min(length, needle.bytes.count - 1)
            memmove(base, base + (length - kept), kept)
        }
    }
}

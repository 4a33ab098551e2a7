import Glibc
import LogAnalysis

/// What /proc tells of processes. Source: proc(5).
struct ProcessTable {
    /// One process at the moment of reading.
    struct Entry {
        var pid: Int32
        var parent: Int32
        var group: Int32
        var session: Int32
        /// `Z` for one that ended and was not collected yet.
        var state: UInt8
        /// User and system time in clock ticks.
        var processorTicks: UInt64
        /// Clock ticks after boot. With the pid it identifies a process for good: pids are used again, this is not.
        var startTime: UInt64
        var residentPages: Int64

        var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
    }

    var entries: [Int32: Entry]

    /// Reads every process that can be seen.
    static func current() -> ProcessTable {
        var entries: [Int32: Entry] = [:]
        for pid in allPids() {
            if let entry = entry(of: pid) { entries[pid] = entry }
        }
        return ProcessTable(entries: entries)
    }

    static func allPids() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [Int32] = []
        while let item = readdir(directory) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let pid = Int32(name) { pids.append(pid) }
        }
        return pids
    }

    /// The process, or nil where there is none.
    static func entry(of pid: Int32) -> Entry? {
        guard let bytes = readSmallFile("/proc/\(pid)/stat"),
            // The command's name stands in parentheses and may itself contain them.
            let end = bytes.lastIndex(of: UInt8(ascii: ")")), end + 2 < bytes.count
        else { return nil }
        let fields = bytes[(end + 2)...].split(separator: UInt8(ascii: " "))
        func number(_ field: Int) -> UInt64 {
            // Field numbers as in proc(5); the state is field 3 and the first one here.
            guard fields.indices.contains(field - 3) else { return 0 }
            return UInt64(String(decoding: fields[field - 3], as: UTF8.self)) ?? 0
        }
        guard let state = fields.first?.first else { return nil }
        return Entry(
            pid: pid,
            parent: Int32(truncatingIfNeeded: number(4)),
            group: Int32(truncatingIfNeeded: number(5)),
            session: Int32(truncatingIfNeeded: number(6)),
            state: state,
            processorTicks: number(14) + number(15),
            startTime: number(22),
            residentPages: Int64(truncatingIfNeeded: number(24))
        )
    }

    /// The command line with spaces between its arguments, in one line; empty for kernel threads and where it cannot be
    /// read. A process chooses it freely.
    static func commandLine(of pid: Int32) -> String {
        let bytes = readSmallFile("/proc/\(pid)/cmdline") ?? []
        let text = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
        return HarmlessText.oneLine(text.split(separator: " ").joined(separator: " "))
    }

    /// Whether the process was started with an environment entry that begins with `prefix`.
    static func environment(of pid: Int32, hasEntryWithPrefix prefix: String) -> Bool {
        guard let bytes = readSmallFile("/proc/\(pid)/environ") else { return false }
        let wanted = Array(prefix.utf8)
        return bytes.split(separator: 0).contains { $0.starts(with: wanted) }
    }

    /// Names this boot, so that what was noted before a reboot is not taken for a process of today.
    static func bootID() -> String {
        let bytes = readSmallFile("/proc/sys/kernel/random/boot_id") ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

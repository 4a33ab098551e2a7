import Foundations
import LogAnalysis

/// A snapshot of the processes in /proc. Source: proc(5).
struct ProcessTable {
    /// One process at the moment of reading.
    struct Entry {
        var pid: Int32
        var parent: Int32
        var group: Int32
        var session: Int32
        /// The state letter of proc(5), for example `Z` for a zombie.
        var state: UInt8
        /// User and system time in clock ticks.
        var processorTicks: UInt64
        /// In clock ticks after boot. A pid can be reused, but the pair of pid and start time identifies a process.
        var startTime: UInt64
        var residentPages: Int64

        var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
    }

    var entries: [Int32: Entry]

    /// Reads every visible process.
    static func current() -> ProcessTable {
        var entries: [Int32: Entry] = [:]
        for pid in allPids() {
            if let entry = entry(of: pid) { entries[pid] = entry }
        }
        return ProcessTable(entries: entries)
    }

    static func allPids() -> [Int32] { (directoryNames("/proc") ?? []).compactMap { Int32($0) } }

    /// Returns the entry of a process, or nil if it does not exist.
    static func entry(of pid: Int32) -> Entry? {
        guard let bytes = readSmallFile("/proc/\(pid)/stat"),
            // The command name is in parentheses and may itself contain them.
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

    /// Returns the command line on one line, its arguments separated by spaces. It is empty for kernel threads and if
    /// it cannot be read. The process controls this text, so it is sanitized.
    static func commandLine(of pid: Int32) -> String {
        let bytes = readSmallFile("/proc/\(pid)/cmdline") ?? []
        let text = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
        return TerminalSanitizer.oneLine(text.split(separator: " ").joined(separator: " "))
    }

    /// Whether the process was started with an environment entry that begins with `prefix`.
    static func environment(of pid: Int32, hasEntryWithPrefix prefix: String) -> Bool {
        guard let bytes = readSmallFile("/proc/\(pid)/environ") else { return false }
        let wanted = Array(prefix.utf8)
        return bytes.split(separator: 0).contains { $0.starts(with: wanted) }
    }

    /// Returns the boot ID. Records from before a reboot are recognized by it and not mistaken for current processes.
    static func bootID() -> String {
        let bytes = readSmallFile("/proc/sys/kernel/random/boot_id") ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

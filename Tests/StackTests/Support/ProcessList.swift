import Foundation

/// The processes of this machine, as /proc shows them. Source: proc(5).
enum ProcessList {
    /// One process for good: pids are used again, a pid with its start time is not.
    struct Identity: Hashable, Sendable {
        var pid: Int32
        var startTime: String
        var command: String

        /// Whether it still runs; one that ended and was not collected yet does not, unless a thread of it goes on.
        var isAlive: Bool {
            guard let fields = ProcessList.fields(of: pid) else { return false }
            return fields[ProcessList.startTime] == startTime
                && (fields[ProcessList.state] != "Z" || fields[ProcessList.threads] != "1")
        }
    }

    // Positions in /proc/<pid>/stat after the command's name; the state is field 3 of proc(5).
    fileprivate static let state = 0
    private static let parent = 1
    private static let session = 3
    fileprivate static let threads = 17
    fileprivate static let startTime = 19

    /// Every process, other than this one, with this text in its command line or in the environment it was started
    /// with, and every one of the sessions that these lead.
    static func mentioning(_ text: String) -> Set<Identity> {
        let needle = Data(text.utf8)
        let all = pids().filter { $0 != getpid() }
        let found = all.filter { pid in
            ["cmdline", "environ"].contains { name in
                FileManager.default.contents(atPath: "/proc/\(pid)/\(name)")?.range(of: needle) != nil
            }
        }
        return identities(of: Set(found), among: all)
    }

    /// These and every process of their sessions.
    static func sessions(of pids: [Int32]) -> Set<Identity> {
        identities(of: Set(pids), among: Self.pids())
    }

    /// A child of this process.
    static func child(of pid: Int32) -> Int32? {
        pids().first { fields(of: $0)?[parent] == "\(pid)" }
    }

    private static func identities(of pids: Set<Int32>, among all: [Int32]) -> Set<Identity> {
        let leaders = Set(pids.map(String.init))
        var result = Set<Identity>()
        for pid in all {
            guard let fields = fields(of: pid), fields[state] != "Z",
                pids.contains(pid) || leaders.contains(fields[session])
            else { continue }
            let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            let command = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\0", with: " ")
            result.insert(Identity(pid: pid, startTime: fields[startTime], command: String(command.prefix(160))))
        }
        return result
    }

    private static func pids() -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    fileprivate static func fields(of pid: Int32) -> [String]? {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        // The command's name stands in parentheses and may itself contain them.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ").map(String.init)
        return fields.count > startTime ? fields : nil
    }
}

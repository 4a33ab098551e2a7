package import ComposeModel
import Glibc
package import Runtime
import StateFiles
import Synchronization

/// The list of process groups that a supervisor started and has not seen end, kept in a file so that whoever outlives
/// the supervisor can end them: its guardian, or the next `up`.
///
/// Text, one record a line, only ever appended to, so that a kill at any moment loses at most the last line:
///
///     cpadev-ledger 1 <boot id> <cookie>
///     + <pid> <start time> <stop signal> <service>
///     - <pid> <start time>
///
/// Every process also carries the cookie in its environment (`CPADEV_INSTANCE=<cookie>:…`) and a mark that is made of it
/// (`ProcessMark`), which find those that left their group, and one that was started the instant before the supervisor
/// died.
package final class Ledger: Sendable {
    /// A process that is the leader of a group of its own.
    package struct Entry: Hashable, Sendable {
        /// The leader's process id, which is also the group's.
        package var pid: Int32
        /// Clock ticks after boot, as in /proc/<pid>/stat.
        package var startTime: UInt64
        /// The signal that asks it to end.
        package var stopSignal: Signal
        /// The name of the service it runs for.
        package var service: String
    }

    /// What a ledger file says.
    package struct Contents: Hashable, Sendable {
        /// The boot in which it was written; in any other its process ids mean nothing.
        package var bootID: String
        /// What marks its processes in their environment.
        package var cookie: String
        /// Those without an end, in the order of their start.
        package var entries: [Entry]
    }

    /// What marks the processes of this ledger in their environment; the caller makes it unique.
    package let cookie: String
    private let fd: Int32

    /// Begins a new ledger in place of the file at `path`.
    package init(path: String, cookie: String) throws(RuntimeError) {
        self.cookie = cookie
        let (folder, name) = Self.split(path)
        let directory: OwnedDirectory
        let temporary: String
        do throws(StateFileError) {
            directory = try OwnedDirectory(path: folder)
            let file = try directory.makeFile(prefix: ".ledger-")
            temporary = file.name
            fd = file.descriptor
        } catch { throw RuntimeError(.stateUnwritable, error.message, remedy: error.remedy) }
        // Whoever reads it finds the old ledger or this one.
        _ = fcntl(fd, F_SETFL, O_APPEND)
        do throws(RuntimeError) {
            try append("cpadev-ledger 1 \(ProcessTable.bootID()) \(cookie)\n")
        } catch {
            directory.remove(temporary)
            throw error
        }
        do throws(StateFileError) { try directory.rename(temporary, to: name) } catch {
            throw RuntimeError(.stateUnwritable, error.message, remedy: error.remedy)
        }
    }

    deinit { close(fd) }

    /// The environment entry by which a process of this ledger is known.
    package func environmentMark(of instance: InstanceID) -> (key: String, value: String) {
        (Ledger.environmentKey, "\(cookie):\(instance.service):\(instance.generation)")
    }

    static let environmentKey = "CPADEV_INSTANCE"

    func recordStart(pid: Int32, stopSignal: Signal, service: String) throws(RuntimeError) {
        let startTime = ProcessTable.entry(of: pid)?.startTime ?? 0
        try append("+ \(pid) \(startTime) \(stopSignal) \(service)\n")
    }

    func recordEnd(pid: Int32) {
        // A lost end record is harmless: the reader checks the start time before it touches a pid.
        try? append("- \(pid)\n")
    }

    private func append(_ line: String) throws(RuntimeError) {
        let bytes = Array(line.utf8)
        let written = bytes.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            throw RuntimeError(
                .stateUnwritable,
                "cannot write the ledger of processes: \(errnoText())",
                remedy: errno == ENOSPC ? "free space on the disk that holds .cpadev" : nil
            )
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// Reads a ledger; nil where there is none or it is not one. An incomplete last line is passed over.
    /// - Throws: `stateUnwritable` for a ledger that another user wrote or may have written, or that is a link: whoever
    ///   obeyed it would kill what that user names.
    package static func read(path: String) throws(RuntimeError) -> Contents? {
        let (folder, name) = split(path)
        guard access(folder, F_OK) == 0 else { return nil }
        let bytes: [UInt8]
        do throws(StateFileError) {
            guard let contents = try OwnedDirectory(path: folder).contents(of: name) else { return nil }
            bytes = contents
        } catch {
            throw RuntimeError(
                .stateUnwritable,
                "the ledger of processes is not obeyed: \(error.message)",
                remedy: error.remedy
            )
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let header = lines.first?.split(separator: " "), header.count == 4, header[0] == "cpadev-ledger",
            header[1] == "1"
        else { return nil }
        var contents = Contents(bootID: String(header[2]), cookie: String(header[3]), entries: [])
        for line in lines.dropFirst().dropLast() {
            let fields = line.split(separator: " ", maxSplits: 4)
            if fields.count == 5, fields[0] == "+", let pid = Int32(fields[1]), let startTime = UInt64(fields[2]) {
                let signal = Signal(String(fields[3])) ?? .terminate
                contents.entries.append(
                    Entry(pid: pid, startTime: startTime, stopSignal: signal, service: String(fields[4]))
                )
            } else if fields.count == 2, fields[0] == "-", let pid = Int32(fields[1]) {
                contents.entries.removeAll { $0.pid == pid }
            }
        }
        return contents
    }
}

package import ComposeModel
import Diagnostics
import Foundations
import Glibc
package import Runtime
package import StateFiles
import Synchronization

/// The process groups that a supervisor started and has not seen exit, recorded in a file. If the supervisor dies, its
/// guardian or the next `up` uses the file to terminate them.
///
/// The file is text with one record per line. Records are only appended, so a kill at any moment loses at most the last
/// line:
///
///     cpadev-ledger 1 <boot id> <cookie>
///     @ <inode of this file>
///     + <pid> <start time> <stop signal> <service>
///     - <pid> <start time>
///
/// The inode number makes copies worthless: one in a copied project names the processes of the original, which may be
/// running.
///
/// Every process also carries the cookie in its environment (`CPADEV_INSTANCE=<cookie>:…`) and a mark derived from it
/// (`ProcessMark`). These identify processes that left their group, and one that was started just before the supervisor
/// died.
package final class Ledger: Sendable {
    /// A process that leads its own process group.
    package struct Entry: Hashable, Sendable {
        /// The process ID of the leader, which is also the process group ID.
        package var pid: Int32
        /// In clock ticks after boot, as in /proc/<pid>/stat.
        package var startTime: UInt64
        /// The signal that asks the process to exit.
        package var stopSignal: Signal
        package var service: String
    }

    /// The contents of a ledger file.
    package struct Contents: Hashable, Sendable {
        /// The boot ID when the ledger was written. After a reboot its process IDs are meaningless.
        package var bootID: String
        /// The cookie in the environment of its processes.
        package var cookie: String
        /// The process groups without an end record, in the order of their start.
        package var entries: [Entry]
    }

    /// The cookie in the environment of this ledger's processes. The caller makes it unique.
    package let cookie: String
    /// Held open, so that it is the same folder for as long as this object lives.
    let directory: OwnedDirectory
    private let fd: Int32

    /// The ledger's name in its folder.
    package static let fileName = "ledger"

    /// Creates a new ledger that replaces any other in the folder.
    package init(in directory: OwnedDirectory, cookie: String) throws(RuntimeError) {
        self.cookie = cookie
        self.directory = directory
        let temporary: String
        do throws(StateFileError) {
            let file = try directory.makeFile(prefix: ".ledger-")
            temporary = file.name
            fd = file.descriptor
        } catch { throw RuntimeError(error, as: .stateUnwritable) }
        // The file is renamed into place, so a reader sees either the old ledger or the new one.
        _ = fcntl(fd, F_SETFL, O_APPEND)
        do throws(RuntimeError) {
            guard let status = FileStatus(descriptor: fd) else {
                throw RuntimeError(.stateUnwritable, "cannot write the process ledger: \(errnoText())")
            }
            // Renaming and appending keep the inode number.
            try append("cpadev-ledger 1 \(ProcessTable.bootID()) \(cookie)\n@ \(status.inode)\n")
        } catch {
            directory.remove(temporary)
            throw error
        }
        do throws(StateFileError) { try directory.rename(temporary, to: Self.fileName) } catch {
            throw RuntimeError(error, as: .stateUnwritable)
        }
    }

    deinit { close(fd) }

    /// The environment variable that identifies a process of this ledger.
    package func environmentMark(of instance: InstanceID) -> (key: String, value: String) {
        (Ledger.environmentKey, "\(cookie):\(instance.service):\(instance.generation)")
    }

    static let environmentKey = "CPADEV_INSTANCE"

    func recordStart(pid: Int32, stopSignal: Signal, service: String) throws(RuntimeError) {
        let startTime = ProcessTable.entry(of: pid)?.startTime ?? 0
        try append("+ \(pid) \(startTime) \(stopSignal) \(service)\n")
    }

    func recordEnd(pid: Int32) {
        // A lost end record is harmless: readers check the start time before they touch a pid.
        try? append("- \(pid)\n")
    }

    private func append(_ line: String) throws(RuntimeError) {
        let bytes = Array(line.utf8)
        let written = bytes.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            throw RuntimeError(
                .stateUnwritable,
                "cannot write the process ledger: \(errnoText())",
                remedy: errno == ENOSPC ? "free space on the disk that holds .cpadev" : nil
            )
        }
    }

    /// Reads this ledger back; nil if its place was taken by another stack's, whose processes are not this one's.
    package func contents() -> Contents? {
        guard let contents = try? Self.read(in: directory), contents.cookie == cookie else { return nil }
        return contents
    }

    /// Removes the file, unless another ledger has taken its place.
    /// - Returns: a message about the other ledger, which is kept.
    package func remove() -> String? {
        guard directory.status(of: Self.fileName) != nil else { return nil }
        guard contents() != nil else { return "\(directory.path)/\(Self.fileName): it is not this supervisor's" }
        directory.remove(Self.fileName)
        return nil
    }

    /// Reads a ledger; nil if the file does not exist, is not a ledger, or is a copy of one. Ignores an incomplete last line.
    /// - Throws: `stateUnwritable` if the file is a symbolic link or another user wrote it or may have written it:
    ///   following it would kill processes that the other user chose.
    package static func read(in directory: OwnedDirectory) throws(RuntimeError) -> Contents? {
        let bytes: [UInt8]
        let inode = directory.status(of: fileName)?.inode
        do throws(StateFileError) {
            guard let contents = try directory.contents(of: fileName) else { return nil }
            bytes = contents
        } catch {
            throw RuntimeError(error, as: .stateUnwritable, "the process ledger is not trusted")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let header = lines.first?.split(separator: " "), header.count == 4, header[0] == "cpadev-ledger",
            header[1] == "1"
        else { return nil }
        // A file that does not name its inode could be anybody's, copied here with a project.
        guard let inode, lines.count > 2, lines[1] == "@ \(inode)" else { return nil }
        var contents = Contents(bootID: String(header[2]), cookie: String(header[3]), entries: [])
        for line in lines.dropFirst(2).dropLast() {
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

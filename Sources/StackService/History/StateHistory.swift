package import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
package import StateFiles

/// What the stack was at earlier moments, in files that outlive the supervisor.
///
/// A file has an entry of JSON a line and begins with a snapshot. Its name is its number and the snapshot's time, so the
/// order of files does not depend on the clock. Secrets are masked when entries leave the supervisor, as in logs.
package actor StateHistory {
    /// The size at which a file is complete, in bytes, and the number of files.
    package struct Limits: Sendable {
        package var fileBytes = 2 << 20
        package var files = 8

        package init() {}
    }

    private static let suffix = ".jsonl"
    private static let newline = UInt8(ascii: "\n")

    private let folder: OwnedDirectory
    private let limits: Limits
    /// The file that is being written; nil if the next entry begins one.
    private var current: (name: String, bytes: Int)?
    /// The time of the last entry. Times never decrease, whatever the clock does.
    private var lastNs = Int64.min

    /// - Parameter folder: nothing else may be in it.
    package init(in folder: OwnedDirectory, limits: Limits = Limits()) {
        self.folder = folder
        self.limits = limits
    }

    // MARK: Writing

    /// Whether the next entry must be a snapshot.
    var needsSnapshot: Bool { current.map { $0.bytes >= limits.fileBytes } ?? true }

    /// Appends an entry. A snapshot begins a file. Until then other entries are dropped; the end of an earlier supervisor
    /// goes into that supervisor's last file.
    func append(_ entry: HistoryEntry) {
        var entry = entry
        entry.atNs = max(entry.atNs, lastNs)
        guard var bytes = (try? ControlCoding.encode(entry)).map({ Array($0) }) else { return }
        bytes.append(Self.newline)
        if case .snapshot = entry.content {
            begin(bytes, at: entry.atNs)
        } else if let file = current {
            let isWritten = write(bytes, to: file.name)
            // Readers skip what was written in part. A new file begins once there is room.
            current = isWritten ? (file.name, file.bytes + bytes.count) : nil
        } else if entry.content == .ended, let last = files.last {
            // The last line of a killed supervisor may lack its end.
            _ = write([Self.newline] + bytes, to: last.name)
            return
        }
        if current != nil { lastNs = entry.atNs }
    }

    /// Begins a file. Only then the oldest ones are deleted: a full disk must not cost what is there.
    private func begin(_ snapshot: [UInt8], at timeNs: Int64) {
        let files = files
        let name = File.name((files.last?.number ?? 0) + 1, timeNs) + Self.suffix
        guard write(snapshot, to: name) else {
            folder.remove(name)
            current = nil
            return
        }
        current = (name, snapshot.count)
        for old in files.dropLast(limits.files - 1) { folder.remove(old.name) }
    }

    private func write(_ bytes: [UInt8], to name: String) -> Bool {
        guard let file = try? folder.open(name, O_WRONLY | O_APPEND | O_CREAT) else { return false }
        defer { close(file) }
        return CompleteWrite.write(bytes, to: file) == nil
    }

    // MARK: Reading

    /// Returns the entries of a period, after those that say what the stack was when it began.
    package func entries(from startNs: Int64, to endNs: Int64) -> [HistoryEntry] {
        let files = files
        let first = files.lastIndex { $0.startNs <= startNs } ?? 0
        var found: [HistoryEntry] = []
        for file in files.dropFirst(first) where file.startNs <= endNs {
            found += lines(of: file).compactMap(Self.entry)
        }
        return found.filter { $0.atNs <= endNs }
    }

    /// The last entry; nil if there is none.
    var last: HistoryEntry? {
        files.last.flatMap { lines(of: $0).reversed().lazy.compactMap(Self.entry).first }
    }

    private func lines(of file: File) -> [ArraySlice<UInt8>] {
        let bytes = try? folder.contents(of: file.name, limit: 4 * limits.fileBytes)
        return (bytes ?? []).split(separator: Self.newline)
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> HistoryEntry? {
        try? ControlCoding.decode(HistoryEntry.self, from: Data(line))
    }

    /// The files, oldest first.
    private var files: [File] {
        ((try? folder.names()) ?? []).compactMap(File.init).sorted { $0.number < $1.number }
    }

    private struct File {
        var name: String
        /// Counts from 1.
        var number: Int
        /// The time of its snapshot.
        var startNs: Int64

        /// nil for a name of another form.
        init?(_ name: String) {
            guard name.hasSuffix(suffix) else { return nil }
            let parts = name.dropLast(suffix.count).split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let number = Int(parts[0]), let startNs = Int64(parts[1]) else { return nil }
            (self.name, self.number, self.startNs) = (name, number, startNs)
        }

        static func name(_ number: Int, _ startNs: Int64) -> String { "\(number)-\(startNs)" }
    }
}

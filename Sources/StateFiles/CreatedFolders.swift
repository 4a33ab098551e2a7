import Foundations
import Glibc
import Synchronization

/// The record of which folders inside a state folder cpadev created itself. It deletes only these.
///
/// A file next to the folders holds its own inode number, then the names and inode numbers of the folders. A checkout
/// that contains such a file cannot predict the inode numbers it gets, and a folder that replaced a recorded one has
/// another number.
///
///     cpadev-made 1 <inode of this file>
///     <inode> <name>
package struct CreatedFolders: Sendable {
    package static let fileName = ".cpadev-made"

    /// Held while a folder is created and recorded.
    private static let lock = Mutex(())

    private let directory: OwnedDirectory

    /// - Parameter directory: The folder whose subfolders are recorded.
    package init(in directory: OwnedDirectory) { self.directory = directory }

    /// Creates and records a folder that only this user can access. An existing folder is only opened, recorded or not.
    /// - Parameter owner: Who may own an existing folder.
    package func make(_ name: String, owner: OwnedDirectory.Owner) throws(StateFileError) -> OwnedDirectory {
        // Services start concurrently, and the first of them creates the file.
        try Self.lock.withLock { _ throws(StateFileError) in
            let isNew = directory.status(of: name) == nil
            let folder = try directory.directory(name, making: 0o700, tightensPermissions: true, owner: owner)
            if isNew { try note(name, try folder.status().inode) }
            return folder
        }
    }

    /// Records the folder itself as created by cpadev, provided that it is empty.
    package func recordEmptyFolder() throws(StateFileError) {
        guard try directory.names().isEmpty else { return }
        try start()
    }

    /// Whether the folder contains a valid record.
    package var isPresent: Bool { get throws(StateFileError) { try entries() != nil } }

    /// Deletes every recorded folder, then the record.
    /// - Returns: The paths that were kept, each with the reason, as text for the user.
    package func removeAll() throws(StateFileError) -> [String] {
        let made = try entries() ?? [:]
        var left: [String] = []
        for name in try directory.names() where name != Self.fileName {
            guard let status = directory.status(of: name) else { continue }
            let path = "\(directory.path)/\(name)"
            if status.kind == .link {
                left.append("\(path): a symbolic link, which cpadev did not make")
            } else if made[name]?.contains(status.inode) == true {
                do throws(StateFileError) { try directory.removeTree(name) } catch {
                    left.append("\(path): \(error.message)")
                }
            } else {
                left.append("\(path): cpadev did not make it")
            }
        }
        if left.isEmpty { directory.remove(Self.fileName) }
        return left
    }

    /// Deletes everything in the folder, provided that it contains a valid record.
    /// - Returns: The paths that were kept, each with the reason, as text for the user.
    package func removeContents() throws(StateFileError) -> [String] {
        let names = try directory.names().filter { $0 != Self.fileName }
        guard try entries() != nil else {
            return names.isEmpty ? [] : ["\(directory.path): cpadev did not make it"]
        }
        var left: [String] = []
        for name in names {
            do throws(StateFileError) { try directory.removeTree(name) } catch {
                left.append("\(directory.path)/\(name): \(error.message)")
            }
        }
        return left
    }

    // MARK: The file

    private func note(_ name: String, _ inode: UInt64) throws(StateFileError) {
        if try entries() == nil { try start() }
        try append("\(inode) \(name)\n")
    }

    private func start() throws(StateFileError) {
        directory.remove(Self.fileName)
        let file = try directory.open(Self.fileName, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(file) }
        guard let status = FileStatus(descriptor: file) else {
            throw .system(errno, "stat", "\(directory.path)/\(Self.fileName)")
        }
        try write("cpadev-made 1 \(status.inode)\n", to: file)
    }

    private func append(_ line: String) throws(StateFileError) {
        let file = try directory.open(Self.fileName, O_WRONLY | O_APPEND)
        defer { close(file) }
        try write(line, to: file)
    }

    private func write(_ line: String, to file: Int32) throws(StateFileError) {
        let bytes = Array(line.utf8)
        let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            throw .system(written < 0 ? errno : ENOSPC, "write", "\(directory.path)/\(Self.fileName)")
        }
    }

    /// Returns the recorded inode numbers by name; nil if there is no record or it was created elsewhere.
    private func entries() throws(StateFileError) -> [String: Set<UInt64>]? {
        guard let bytes = try directory.contents(of: Self.fileName, limit: 1 << 20),
            let own = directory.status(of: Self.fileName)?.inode
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first == "cpadev-made 1 \(own)" else { return nil }
        var entries: [String: Set<UInt64>] = [:]
        for line in lines.dropFirst() {
            let fields = line.split(separator: " ", maxSplits: 1)
            guard fields.count == 2, let inode = UInt64(fields[0]) else { continue }
            entries[String(fields[1]), default: []].insert(inode)
        }
        return entries
    }
}

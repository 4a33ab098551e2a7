import Foundations
import Glibc
import StateFiles

/// The state folder `.cpadev/` and the socket's folder. They are created with the modes they need.
package struct StateFolder {
    var location: StackLocation

    package init(_ location: StackLocation) { self.location = location }

    private static let names = ["data", "logs", "seeds", "run"]

    /// Creates missing folders, removes access for other users, and checks that files can be written.
    @discardableResult
    package func create() throws(CommandFailure) -> OpenState {
        let state: OwnedDirectory
        do throws(StateFileError) {
            // Services that run as other users reach their data through these two folders.
            state = try OwnedDirectory(path: location.stateDirectory, making: 0o711)
            _ = try state.directory("data", making: 0o711, tightensPermissions: true)
            _ = try state.directory("logs", making: 0o700, tightensPermissions: true)
            let seeds = try state.directory("seeds", making: 0o700, tightensPermissions: true)
            try CreatedFolders(in: seeds).recordEmptyFolder()
            let run = try state.directory("run", making: 0o700, tightensPermissions: true)
            try Self.settle(seeds)
            try Self.settle(run)
            try Self.probeWriting(run)
            try StackKey.create(in: run)
        } catch { throw CommandFailure(error) }
        try SocketFolder(location).create()
        return OpenState(root: state)
    }

    /// Opens existing state; returns nil if there is none. Changes nothing.
    /// - Throws: if the state folder or a folder in it is a link, belongs to another user or is writable for one.
    package func open() throws(CommandFailure) -> OpenState? {
        guard isThere else { return nil }
        do throws(StateFileError) {
            let state = try OwnedDirectory(path: location.stateDirectory)
            for name in Self.names where state.status(of: name) != nil { _ = try state.directory(name) }
            return OpenState(root: state)
        } catch { throw CommandFailure(error) }
    }

    /// Throws if `create` would lack space or permission, as far as can be checked without writing.
    package func verifyAccess() throws(CommandFailure) {
        do throws(StateFileError) {
            var folder = location.stateDirectory
            // Missing folders above it are created, too.
            while !isThere, access(folder, F_OK) != 0, errno == ENOENT, folder != "/" {
                folder = StackLocation.parent(folder)
            }
            if isThere, StackLocation.exists(location.runDirectory) { folder = location.runDirectory }
            guard access(folder, W_OK | X_OK) == 0 else { throw .system(errno, "write to", folder) }
            var disk = statvfs()
            guard statvfs(folder, &disk) == 0, disk.f_bavail * disk.f_frsize < 64 << 10 else { return }
            throw .system(ENOSPC, "write to", folder)
        } catch { throw CommandFailure(error) }
    }

    /// Whether the state folder exists, or something else in its place.
    package var isThere: Bool { FileStatus(location.stateDirectory) != nil }

    /// Whether the state folder is another user's. That user's stack may run there.
    package var isAnotherUsers: Bool { FileStatus(location.stateDirectory)?.belongsToCaller == false }

    /// Restricts a folder's content to this user. cpadev creates no links there, so any link is foreign.
    private static func settle(_ folder: OwnedDirectory) throws(StateFileError) {
        for name in try folder.names() {
            switch folder.status(of: name)?.kind {
            case .link: throw .link("\(folder.path)/\(name)")
            case .folder: try settle(try folder.directory(name, making: 0o700, tightensPermissions: true))
            default: break
            }
        }
    }

    /// Checks that files can be written: an existing folder may refuse them, and a full disk shows only on a write.
    private static func probeWriting(_ run: OwnedDirectory) throws(StateFileError) {
        let (name, probe) = try run.makeFile(prefix: ".probe-")
        defer {
            close(probe)
            run.remove(name)
        }
        let block = [UInt8](repeating: 0, count: 64 * 1024)
        let written = block.withUnsafeBytes { write(probe, $0.baseAddress, $0.count) }
        guard written != block.count else { return }
        throw .system(written < 0 ? errno : ENOSPC, "write to", run.path)
    }
}

import Glibc
package import StateFiles

/// A stack's state folder, open and checked.
///
/// What it contains is opened relative to it, so it stays the same folder even if something else takes its path: the
/// owner of a project's folder can replace the state of another user's stack in it.
package struct OpenState: Sendable {
    package let root: OwnedDirectory

    /// Opens one of the folders inside; nil if it does not exist.
    package func folder(_ name: String) throws(CommandFailure) -> OwnedDirectory? {
        guard root.status(of: name) != nil else { return nil }
        do throws(StateFileError) { return try root.directory(name) } catch { throw CommandFailure(error) }
    }

    /// The folder of the ledger, the lock and the supervisor's log; nil if it does not exist.
    package func run() throws(CommandFailure) -> OwnedDirectory? { try folder("run") }

    /// Like ``folder(_:)``, for a supervisor, whose `up` has created the folders.
    package func existing(_ name: String) throws(CommandFailure) -> OwnedDirectory {
        guard let folder = try folder(name) else {
            throw CommandFailure(.failed, "no folder \(root.path)/\(name)", hint: "cpadev up creates it")
        }
        return folder
    }
}

extension CommandFailure {
    /// The failure of a command that cannot use the state folder.
    package init(_ error: StateFileError) {
        let isFull = error.code == .system(ENOSPC)
        self.init(
            .failed,
            "cannot use the state folder: \(error.message)",
            hint: error.remedy
                ?? (isFull
                    ? "free space on that disk, or set CPADEV_STATE_DIR to a folder on another"
                    : "make it writable, or set CPADEV_STATE_DIR to a folder that you own")
        )
    }
}

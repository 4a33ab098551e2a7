import Glibc

/// Why a file or folder of a stack's state is not used.
package struct StateFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for programs to match.
    package enum Code: Hashable, Sendable {
        /// A symbolic link stands where a file or folder is expected.
        case link
        /// Something else than a folder, or than a regular file.
        case wrongKind
        /// Another user owns it.
        case foreignOwner
        /// Other users may write to it.
        case writableByOthers
        /// A mount point, which is not deleted.
        case mountPoint
        /// A system call failed with this errno.
        case system(Int32)
    }

    /// What is wrong.
    package var code: Code
    /// The file or folder.
    package var path: String
    /// What happened, to what, where.
    package var message: String
    /// What to do about it; nil where there is nothing to advise.
    package var remedy: String?

    /// The message.
    package var description: String { message }

    init(_ code: Code, _ path: String, _ message: String, remedy: String? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// A system call that failed: what it was to do, and to what.
    package static func system(_ number: Int32, _ action: String, _ path: String) -> StateFileError {
        StateFileError(.system(number), path, "cannot \(action) \(path): \(String(cString: strerror(number)))")
    }

    /// A link where none may be.
    package static func link(_ path: String) -> StateFileError {
        StateFileError(
            .link,
            path,
            "\(path) is a symbolic link, which cpadev does not follow in its state",
            remedy: "remove it: rm '\(path)'; to keep the state elsewhere, set CPADEV_STATE_DIR to that folder"
        )
    }

    static func foreignOwner(_ path: String, _ user: UInt32) -> StateFileError {
        StateFileError(
            .foreignOwner,
            path,
            "\(path) belongs to user \(user), not to you",
            remedy: "remove it, run cpadev as its owner, or set CPADEV_STATE_DIR to a folder of yours"
        )
    }

    static func writableByOthers(_ path: String) -> StateFileError {
        StateFileError(
            .writableByOthers,
            path,
            "other users may write to \(path)",
            remedy: "chmod go-w '\(path)', after a look at what is in it"
        )
    }
}

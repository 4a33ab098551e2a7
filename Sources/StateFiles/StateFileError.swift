import Diagnostics
import Foundations
import Glibc

/// The reason why a file or folder of a stack's state was rejected.
package struct StateFileError: Failure {
    package enum Code: Hashable, Sendable {
        /// A symbolic link where a file or folder is expected.
        case link
        /// Not a folder, or not a regular file.
        case wrongKind
        case foreignOwner
        case writableByOthers
        /// A mount point, which is never deleted.
        case mountPoint
        /// The path leads to another folder than the one that was opened by it.
        case replaced
        /// A system call failed with this errno.
        case system(Int32)
    }

    package var code: Code
    package var path: String
    package var message: String
    package var remedy: String?

    init(_ code: Code, _ path: String, _ message: String, remedy: String? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// Creates the error of a failed system call: "cannot <action> <path>: <reason>".
    package static func system(_ number: Int32, _ action: String, _ path: String) -> StateFileError {
        StateFileError(.system(number), path, "cannot \(action) \(path): \(String(cString: strerror(number)))")
    }

    /// Creates the error for a symbolic link where none is allowed.
    package static func link(_ path: String) -> StateFileError {
        StateFileError(
            .link,
            path,
            "\(path) is a symbolic link; cpadev does not follow links in its state folder",
            remedy:
                "remove it: rm \(QuotedValue.shell(path)); to keep the state elsewhere, set CPADEV_STATE_DIR to that folder"
        )
    }

    static func replaced(_ path: String) -> StateFileError {
        StateFileError(
            .replaced,
            path,
            "\(path) is not the folder that this stack uses any more: it was replaced or moved while the stack ran",
            remedy: "put the folder back, or start the stack again: cpadev down && cpadev up"
        )
    }

    static func foreignOwner(_ path: String, _ user: UInt32) -> StateFileError {
        StateFileError(
            .foreignOwner,
            path,
            "\(path) belongs to user \(user), not to you",
            remedy: "remove it, run cpadev as its owner, or set CPADEV_STATE_DIR to a folder that you own"
        )
    }

    package static func writableByOthers(_ path: String) -> StateFileError {
        StateFileError(
            .writableByOthers,
            path,
            "\(path) is writable by other users",
            remedy: "check its contents, then run: chmod go-w \(QuotedValue.shell(path))"
        )
    }
}

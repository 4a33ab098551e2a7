/// The file system operations that the loader needs. Tests implement them in memory.
package protocol FileAccess: Sendable {
    /// Returns the contents of a regular file.
    ///
    /// - Parameters:
    ///   - path: An absolute path.
    ///   - limit: The largest accepted size in bytes. A larger file is not read.
    /// - Throws: `FileAccessError`, including for a directory or anything else that is not a regular file.
    func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8]

    /// Returns the kind of file at an absolute path, or nil if nothing exists there.
    func kind(of path: String) -> FileKind?

    /// Whether the contents of a file that was read came through a pipe. They may be secrets, so messages must not quote
    /// them.
    func isPiped(_ path: String) -> Bool
}

/// The kind of file at a path.
package enum FileKind: Hashable, Sendable {
    case file(isExecutable: Bool)
    case directory
    /// A device, a socket, a FIFO.
    case other
}

/// The reason why a file could not be read.
package struct FileAccessError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        case notFound
        case isDirectory
        case notRegular
        /// Standard input is a terminal.
        case isTerminal
        /// No writer finished within this time.
        case pipeTimeout(seconds: Int)
        case permissionDenied
        /// Larger than the limit; the value is the file's size in bytes.
        case tooLarge(Int)
        /// The files of one load together exceed this limit, in bytes.
        case projectTooLarge(Int)
        case unreadable
    }

    package var code: Code
    /// The system's error text; empty if there is none.
    package var message: String

    package init(_ code: Code, message: String = "") {
        self.code = code
        self.message = message
    }
}

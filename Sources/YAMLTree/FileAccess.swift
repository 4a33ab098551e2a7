/// What the loader asks of a file system, so that tests can answer from memory.
package protocol FileAccess: Sendable {
    /// The whole of a regular file.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - limit: the size in bytes above which nothing is read.
    /// - Throws: `FileAccessError`, also for a directory and for whatever else is not a regular file.
    func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8]

    /// What stands at an absolute path, or nil where nothing does.
    func kind(of path: String) -> FileKind?
}

/// What stands at a path.
package enum FileKind: Hashable, Sendable {
    case file(isExecutable: Bool)
    case directory
    /// A device, a socket, a FIFO.
    case other
}

/// Why a file could not be read.
package struct FileAccessError: Error, Hashable, Sendable {
    /// The kinds of failure that are told apart.
    package enum Code: Hashable, Sendable {
        case notFound
        case isDirectory
        case notRegular
        /// Standard input, where somebody types.
        case isTerminal
        /// Nobody wrote to it, or not to the end, in this time.
        case silentPipe(seconds: Int)
        case permissionDenied
        /// Larger than the limit; the file's size in bytes.
        case tooLarge(Int)
        /// All files that were read together are larger than this limit, in bytes.
        case projectTooLarge(Int)
        case unreadable
    }

    /// Which failure it is.
    package var code: Code
    /// The system's own words.
    package var message: String

    /// A failure, with the system's words where there are any.
    package init(_ code: Code, message: String = "") {
        self.code = code
        self.message = message
    }
}

import SystemPackage

/// The files of this machine.
public struct LocalFiles: FileAccess {
    /// They have no state.
    public init() {}

    /// The whole of a regular file; what could block, such as a FIFO, is not opened.
    public func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        do {
            // Looked at before it is opened: opening a FIFO would wait for its writer.
            let stat = try Stat(FilePath(path))
            try check(stat)
            guard stat.size <= limit else { throw FileAccessError(.tooLarge(Int(stat.size))) }
            let descriptor = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
            return try descriptor.closeAfter { try readAll(descriptor, limit: limit) }
        } catch let error as FileAccessError {
            throw error
        } catch let error as Errno {
            throw FileAccessError(code(of: error), message: error.description)
        } catch {
            throw FileAccessError(.unreadable, message: "\(error)")
        }
    }

    /// What stands at a path, links followed.
    public func kind(of path: String) -> FileKind? {
        guard let stat = try? Stat(FilePath(path)) else { return nil }
        switch stat.type {
        case .regular:
            let anyExecute: FilePermissions = [.ownerExecute, .groupExecute, .otherExecute]
            return .file(isExecutable: !stat.permissions.intersection(anyExecute).isEmpty)
        case .directory: return .directory
        default: return .other
        }
    }

    private func check(_ stat: Stat) throws(FileAccessError) {
        switch stat.type {
        case .regular: break
        case .directory: throw FileAccessError(.isDirectory)
        default: throw FileAccessError(.notRegular)
        }
    }

    private func readAll(_ descriptor: FileDescriptor, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            // It may have grown since it was looked at.
            guard bytes.count <= limit else { throw FileAccessError(.tooLarge(bytes.count)) }
        }
    }

    private func code(of error: Errno) -> FileAccessError.Code {
        switch error {
        case .noSuchFileOrDirectory, .notDirectory: .notFound
        case .permissionDenied, .notPermitted: .permissionDenied
        case .isDirectory: .isDirectory
        default: .unreadable
        }
    }
}

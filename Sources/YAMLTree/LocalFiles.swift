import SystemPackage

/// The files of this machine.
package struct LocalFiles: FileAccess {
    package init() {}

    /// Returns the contents of a regular file. Anything that could block, such as a FIFO, a device or a file in /proc,
    /// is rejected.
    package func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        do {
            let descriptor = try FileOpening.regular(path)
            return try descriptor.closeAfter {
                let size = try Stat(descriptor).size
                guard size <= limit else { throw FileAccessError(.tooLarge(Int(size))) }
                return try readAll(descriptor, limit: limit)
            }
        } catch {
            throw FileAccessError(reading: error)
        }
    }

    package func isPiped(_ path: String) -> Bool { false }

    /// Returns the kind of file at a path, following links.
    package func kind(of path: String) -> FileKind? {
        guard let stat = try? Stat(FilePath(path)) else { return nil }
        switch stat.type {
        case .regular:
            let anyExecute: FilePermissions = [.ownerExecute, .groupExecute, .otherExecute]
            return .file(isExecutable: !stat.permissions.intersection(anyExecute).isEmpty)
        case .directory: return .directory
        default: return .other
        }
    }

    private func readAll(_ descriptor: FileDescriptor, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            // The file may have grown since its size was checked.
            guard bytes.count <= limit else { throw FileAccessError(.tooLarge(bytes.count)) }
        }
    }
}

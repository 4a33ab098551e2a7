import Foundations
import Glibc
import SystemPackage

/// Opens files without blocking and without side effects: opening a FIFO would wait for its writer, and opening a
/// device could trigger an action.
enum FileOpening {
    /// The kinds of file, as far as reading is concerned.
    enum Kind {
        case regular
        case directory
        /// A FIFO or an unnamed pipe.
        case pipe
        /// A device, a socket, or a virtual file of the kernel, such as one of /proc.
        case other
    }

    /// The devices of the kernel's virtual file systems. The folder of one that is not mounted has the root's device,
    /// which is excluded.
    private static let kernelDevices: Set<UInt64> = {
        let folders = [
            "/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security", "/sys/fs/cgroup",
            "/sys/fs/bpf",
        ]
        return Set(folders.compactMap { FileStatus($0, followsLinks: true)?.device }).subtracting(
            [FileStatus("/")?.device].compactMap(\.self)
        )
    }()
    /// The device that all unnamed pipes share.
    private static let pipeDevice: UInt64? = {
        guard let ends = try? FileDescriptor.pipe() else { return nil }
        defer {
            try? ends.readEnd.close()
            try? ends.writeEnd.close()
        }
        return FileStatus(descriptor: ends.readEnd.rawValue)?.device
    }()

    /// Opens a regular file for reading.
    static func regular(_ path: String) throws -> FileDescriptor {
        let descriptor = try open(path, ifOf: .regular)
        do { try require(.regular, kind(of: descriptor)) } catch {
            try? descriptor.close()
            throw error
        }
        return descriptor
    }

    /// Opens a FIFO for polling.
    static func pipe(_ path: String) throws -> FileDescriptor { try open(path, ifOf: .pipe) }

    /// Returns the kind of file at a path, following links; nil if there is none.
    static func kind(of path: String) -> Kind? { FileStatus(path, followsLinks: true).map(kind) }

    /// Whether the pipe is unnamed, such as the one a shell creates for `<(…)`, rather than a FIFO that any process can
    /// write to.
    static func isUnnamed(_ descriptor: FileDescriptor) -> Bool {
        guard let pipeDevice else { return false }
        return FileStatus(descriptor: descriptor.rawValue)?.device == pipeDevice
    }

    static func kind(of descriptor: FileDescriptor) throws -> Kind {
        guard let status = FileStatus(descriptor: descriptor.rawValue) else { throw Errno(rawValue: errno) }
        let kind = kind(status)
        return kind == .regular && kernelDevices.contains(status.device) ? .other : kind
    }

    private static func open(_ path: String, ifOf kind: Kind) throws -> FileDescriptor {
        guard let found = Self.kind(of: path) else { throw Errno(rawValue: errno) }
        try require(kind, found)
        // The file may have been replaced since, so the flags are those that are safe for a FIFO or a terminal.
        return try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec, .noControllingTerminal])
    }

    private static func require(_ wanted: Kind, _ found: Kind) throws(FileAccessError) {
        guard found != wanted else { return }
        throw FileAccessError(found == .directory ? .isDirectory : .notRegular)
    }

    private static func kind(_ status: FileStatus) -> Kind {
        switch status.kind {
        case .regular: .regular
        case .folder: .directory
        case .pipe: .pipe
        case .link, .socket, .device: .other
        }
    }
}

extension FileDescriptor.OpenOptions {
    /// Source: open(2), `O_NOCTTY`.
    fileprivate static let noControllingTerminal = FileDescriptor.OpenOptions(rawValue: O_NOCTTY)
}

extension FileAccessError {
    /// Wraps any error from reading a file.
    init(reading error: any Error) {
        switch error {
        case let error as FileAccessError: self = error
        case let error as Errno: self.init(Self.code(of: error), message: error.description)
        default: self.init(.unreadable, message: "\(error)")
        }
    }

    private static func code(of error: Errno) -> Code {
        switch error {
        case .noSuchFileOrDirectory, .notDirectory: .notFound
        case .permissionDenied, .notPermitted: .permissionDenied
        case .isDirectory: .isDirectory
        default: .unreadable
        }
    }
}

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
    private static let kernelDevices: Set<dev_t> = {
        let folders = [
            "/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security", "/sys/fs/cgroup",
            "/sys/fs/bpf",
        ]
        return Set(folders.compactMap { status(of: $0)?.st_dev }).subtracting(
            [status(of: "/")?.st_dev].compactMap(\.self)
        )
    }()
    /// The device that all unnamed pipes share.
    private static let pipeDevice: dev_t? = {
        guard let ends = try? FileDescriptor.pipe() else { return nil }
        defer {
            try? ends.readEnd.close()
            try? ends.writeEnd.close()
        }
        return (try? status(of: ends.readEnd))?.st_dev
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
    static func kind(of path: String) -> Kind? { status(of: path).map { kind($0.st_mode) } }

    /// Whether the pipe is unnamed, such as the one a shell creates for `<(…)`, rather than a FIFO that any process can
    /// write to.
    static func isUnnamed(_ descriptor: FileDescriptor) -> Bool {
        guard let pipeDevice, let status = try? status(of: descriptor) else { return false }
        return status.st_dev == pipeDevice
    }

    static func kind(of descriptor: FileDescriptor) throws -> Kind {
        let status = try status(of: descriptor)
        let kind = kind(status.st_mode)
        return kind == .regular && kernelDevices.contains(status.st_dev) ? .other : kind
    }

    private static func open(_ path: String, ifOf kind: Kind) throws -> FileDescriptor {
        guard let status = status(of: path) else { throw Errno(rawValue: errno) }
        try require(kind, self.kind(status.st_mode))
        // The file may have been replaced since, so the flags are those that are safe for a FIFO or a terminal.
        return try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec, .noControllingTerminal])
    }

    private static func require(_ wanted: Kind, _ found: Kind) throws(FileAccessError) {
        guard found != wanted else { return }
        throw FileAccessError(found == .directory ? .isDirectory : .notRegular)
    }

    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .regular
        case S_IFDIR: .directory
        case S_IFIFO: .pipe
        default: .other
        }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func status(of descriptor: FileDescriptor) throws -> stat {
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        return status
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

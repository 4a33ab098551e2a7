import Glibc
import SystemPackage

/// Opens files without ever waiting for one, and without touching what is no file: opening a FIFO waits for its writer,
/// and opening a device may start something.
enum FileOpening {
    /// What a path leads to, as far as reading is concerned.
    enum Kind {
        case regular
        case directory
        /// A FIFO, also one without a name.
        case pipe
        /// A device, a socket, or a file that the kernel makes up.
        case other
    }

    /// The devices of file systems that the kernel makes up. Where one is not mounted, its folder is the root's.
    private static let kernelDevices: Set<dev_t> = {
        let folders = [
            "/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security", "/sys/fs/cgroup",
            "/sys/fs/bpf",
        ]
        return Set(folders.compactMap { status(of: $0)?.st_dev }).subtracting(
            [status(of: "/")?.st_dev].compactMap(\.self)
        )
    }()
    /// That of all pipes without a name.
    private static let pipeDevice: dev_t? = {
        guard let ends = try? FileDescriptor.pipe() else { return nil }
        defer {
            try? ends.readEnd.close()
            try? ends.writeEnd.close()
        }
        return (try? status(of: ends.readEnd))?.st_dev
    }()

    /// A regular file, ready to be read.
    static func regular(_ path: String) throws -> FileDescriptor {
        let descriptor = try open(path, ifOf: .regular)
        do { try require(.regular, kind(of: descriptor)) } catch {
            try? descriptor.close()
            throw error
        }
        return descriptor
    }

    /// A FIFO, ready to be polled.
    static func pipe(_ path: String) throws -> FileDescriptor { try open(path, ifOf: .pipe) }

    /// What stands at a path, links followed; nil where nothing can be found.
    static func kind(of path: String) -> Kind? { status(of: path).map { kind($0.st_mode) } }

    /// Whether the pipe is one that a shell made for `<(…)`, and not a FIFO with a name that anybody may write to.
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
        // Another file may be there by now, so it is opened as if it were a FIFO or a terminal.
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
    /// Any error of reading a file.
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

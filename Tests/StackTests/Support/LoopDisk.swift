import Glibc
import TestSupport

/// A small ext4 file system in a file. Unlike a ``TinyDisk``, it counts as a disk.
struct LoopDisk: Sendable {
    let path: String
    private let stack: Stack

    /// - Parameter path: an empty folder in the stack's.
    init(at path: String, megabytes: Int, in stack: Stack) async throws {
        self.path = path
        self.stack = stack
        let image = "\(path).img"
        try await Self.run("/usr/bin/truncate", ["--size=\(megabytes)M", image], stack)
        try await Self.run("/sbin/mkfs.ext4", ["-q", "-F", image], stack)
        try await Self.run("/bin/mount", ["-o", "loop", image, path], stack)
        // Whoever may enter the stack's folder sees how full it is.
        chmod(path, 0o755)
    }

    private static func run(_ program: String, _ arguments: [String], _ stack: Stack) async throws {
        let result = try await stack.start(program: program, arguments).result()
        guard result.code == 0 else { throw TestFailure("\(program): \(result.summary)") }
    }

    /// Makes a folder of the disk appear at another place, too.
    func show(_ folder: String, at place: String) throws {
        guard mkdir("\(path)/\(folder)", 0o700) == 0, mkdir(place, 0o700) == 0 || errno == EEXIST,
            Glibc.mount("\(path)/\(folder)", place, nil, UInt(MS_BIND), nil) == 0
        else { throw TestFailure("cannot bind \(place): errno \(errno)") }
    }

    /// Writes until nothing fits any more.
    func fill() throws {
        let file = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TestFailure("cannot fill the disk: errno \(errno)") }
        defer { close(file) }
        // Large pieces first; small ones fill the rest.
        for size in [1 << 20, 1 << 10] {
            let piece = [UInt8](repeating: 0, count: size)
            while write(file, piece, size) > 0 {}
        }
    }

    /// Takes away what filled it.
    func empty() { unlink("\(path)/filler") }

    func unmount(_ place: String) { umount2(place, Int32(MNT_DETACH)) }
}

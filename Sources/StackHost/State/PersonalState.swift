package import FoundationEssentials
import Foundations
import Glibc

/// The state of a user, as opposed to a project: `${XDG_STATE_HOME:-~/.local/state}/cpadev`.
package enum PersonalState {
    /// The folder; nil if the environment defines none. Source: XDG Base Directory Specification 0.8.
    package static func folder(_ environment: [String: String]) -> String? {
        func folder(_ name: String) -> String? {
            // The specification says to ignore relative paths.
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let base = folder("XDG_STATE_HOME") ?? folder("HOME").map { "\($0)/.local/state" }
        return base.map { "\($0)/cpadev" }
    }

    /// Replaces a file atomically, so that no reader sees a partial one. Errors are ignored.
    package static func write(_ data: Data, to path: String) {
        makeFolders(of: path)
        let temporary = "\(path).\(getpid())"
        // Another user's home, which root has under sudo, may hold a pipe there, and opening that would block.
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let error = CompleteWrite.write(Array(data), to: descriptor)
        close(descriptor)
        if error != nil || rename(temporary, path) != 0 { unlink(temporary) }
    }

    /// Waits for the lock on a file that several processes change, and returns a descriptor that holds it; nil if it cannot
    /// be had.
    static func lock(_ path: String) -> Int32? {
        makeFolders(of: path)
        let file = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else { return nil }
        guard FileStatus(descriptor: file)?.belongsToCaller == true else {
            close(file)
            return nil
        }
        while flock(file, LOCK_EX) != 0, errno == EINTR {}
        return file
    }

    /// Creates missing folders, with the mode from the specification.
    private static func makeFolders(of path: String) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            _ = mkdir(folder, 0o700)
        }
    }
}

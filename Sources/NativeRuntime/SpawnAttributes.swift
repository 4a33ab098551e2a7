import CLinux
import Glibc

/// The attributes that service processes get instead of inheriting this process's own.
package struct SpawnAttributes: Sendable {
    /// The soft limit on open files; 0 leaves it unchanged.
    var openFiles: UInt64 = 0
    /// The umask; nil leaves it unchanged.
    var fileMask: mode_t?

    /// Creates a value that changes nothing.
    package init() {}

    /// Raises this process's open-file limit and restricts its umask for use as a supervisor, and returns the previous
    /// values.
    ///
    /// Three hundred services need over a thousand descriptors. Logs, seeds and snapshots must be readable by their
    /// owner only, while services keep the umask that the user chose.
    package static func prepareSupervisor() -> SpawnAttributes {
        var result = SpawnAttributes()
        result.openFiles = clinux_raise_open_files()
        result.fileMask = umask(0o077)
        return result
    }

    func apply(to request: inout clinux_spawn_request) {
        request.open_files = openFiles
        guard let fileMask else { return }
        request.sets_file_mask = 1
        request.file_mask = fileMask
    }
}

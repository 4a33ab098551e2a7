import CLinux
import Glibc

/// What processes of services inherit in place of what this process gave itself.
package struct ProcessInheritance: Sendable {
    /// The soft limit on open files; 0 leaves it as it is.
    var openFiles: UInt64 = 0
    /// The umask; nil leaves it as it is.
    var fileMask: mode_t?

    /// Nothing is changed.
    package init() {}

    /// Gives this process the open files and the privacy that a supervisor needs, and remembers what it had.
    ///
    /// Three hundred services need over a thousand descriptors. Logs, seeds and snapshots are for their owner alone; a
    /// service keeps the umask that its user chose.
    package static func prepareSupervisor() -> ProcessInheritance {
        var result = ProcessInheritance()
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

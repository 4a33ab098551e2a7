import CLinux
import Glibc

/// The configuration of a ``FileWatcher``.
package struct FileWatchConfiguration: Sendable {
    /// Absolute paths of files and folders, which are watched recursively. They need not exist yet.
    package var roots: [String]
    /// Whether a folder is excluded.
    package var isPruned: @Sendable (_ folder: String) -> Bool
    /// How long no event must occur before changes are reported.
    package var quiet: Duration
    /// The time after which changes are reported even if events continue.
    package var patience: Duration
    /// Adds a watch to an inotify descriptor and returns its number, or the negated errno. Tests make it fail.
    var addWatch: @Sendable (_ inotify: Int32, _ folder: String) -> Int32

    package init(
        roots: [String],
        quiet: Duration = .milliseconds(100),
        patience: Duration = .seconds(2),
        isPruned: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.roots = roots
        self.isPruned = isPruned
        self.quiet = quiet
        self.patience = patience
        addWatch = { inotify, folder in
            let watch = clinux_inotify_add(inotify, folder)
            return watch >= 0 ? watch : -errno
        }
    }
}

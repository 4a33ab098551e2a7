import CLinux
import Glibc

/// Watches files and folders with inotify(7), and tells in batches what changed.
///
/// A thread of its own waits for the kernel, since that blocks. It ends with the watcher, or when the stream's reader is
/// gone.
package final class FileWatcher: Sendable {
    /// Batches of changes, in order. Without a limit on how many wait: each is small, and every one matters.
    package let events: AsyncStream<WatchEvent>
    /// What lay below the roots when the watch began, sorted: absolute paths of files.
    package let files: [String]

    private let stopEvent: Int32
    private let emit: AsyncStream<WatchEvent>.Continuation

    /// Begins to watch. Returns once every change from then on is seen. Throws ``FileWatchError`` where a folder cannot be
    /// watched.
    package init(_ configuration: FileWatchConfiguration) throws(FileWatchError) {
        let inotify = clinux_inotify_create()
        guard inotify >= 0 else {
            let limit = WatchedTree.limit("max_user_instances")
            throw FileWatchError(
                .tooManyWatchers,
                "cannot watch files: the system allows \(limit) watchers (fs.inotify.max_user_instances)",
                remedy: "sudo sysctl fs.inotify.max_user_instances=512"
            )
        }
        var tree = WatchedTree(inotify: inotify, configuration: configuration)
        let failures = tree.takeFailures()
        if let failure = failures.first {
            close(inotify)
            throw failure
        }
        files = tree.files.keys.sorted()
        let stop = clinux_eventfd()
        stopEvent = stop
        (events, emit) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        emit.onTermination = { _ in Self.wake(stop) }
        let loop = WatchLoop(inotify: inotify, stopEvent: stop, configuration: configuration, emit: emit)
        loop.start(tree)
    }

    /// Ends the watch and the stream.
    package func stop() { emit.finish() }

    deinit { emit.finish() }

    private static func wake(_ event: Int32) {
        var one: UInt64 = 1
        _ = write(event, &one, MemoryLayout.size(ofValue: one))
    }
}

import CLinux
import Foundations
import Glibc

/// The thread of a watcher: reads inotify events, waits until there are no more, and reports the changes.
struct WatchLoop: Sendable {
    let inotify: Int32
    let stopEvent: Int32
    let configuration: FileWatchConfiguration
    let emit: AsyncStream<WatchEvent>.Continuation

    func start(_ tree: sending WatchedTree) {
        let tree = tree
        DedicatedThread.startOrTrap(named: "cpadev-watch") { self.run(tree) }
    }

    private func run(_ tree: WatchedTree) {
        var tree = tree
        let epoll = clinux_epoll_create()
        _ = clinux_epoll_add(epoll, inotify, 0)
        _ = clinux_epoll_add(epoll, stopEvent, 1)
        defer { for descriptor in [epoll, inotify, stopEvent] { close(descriptor) } }
        let clock = ContinuousClock()
        var tokens: [UInt64] = [0, 0]
        var entries = [clinux_inotify_entry](repeating: clinux_inotify_entry(), count: 256)
        var began: ContinuousClock.Instant?
        while true {
            let timeout = tree.hasChanges ? Int32(clamping: configuration.quiet.wholeMilliseconds) : -1
            let ready = clinux_epoll_wait(epoll, &tokens, 2, timeout)
            guard ready >= 0, !tokens.prefix(Int(ready)).contains(1) else { return }
            var count = clinux_inotify_read(inotify, &entries, 256)
            while count > 0 {
                for entry in entries.prefix(Int(count)) { tree.take(entry) }
                count = clinux_inotify_read(inotify, &entries, 256)
            }
            guard tree.hasChanges else { continue }
            let first = began ?? clock.now
            began = first
            // Continuous writes must not delay reporting indefinitely.
            guard ready == 0 || clock.now - first > configuration.patience else { continue }
            began = nil
            let changes = tree.changes()
            if !changes.isEmpty { emit.yield(.changed(changes)) }
            for failure in tree.takeFailures() { emit.yield(.failed(failure)) }
        }
    }
}

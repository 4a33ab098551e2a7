import CLinux

/// Memory that starting a stack took and watching over it does not need: a supervisor lives for days, beside nine servers
/// that want it more.
enum IdleMemory {
    /// How long nothing must have changed.
    private static let quiet = Duration.seconds(10)

    /// Gives it back each time that the stack has settled after changes; ends with the stream.
    static func release(afterQuietSince changes: AsyncStream<Void>) async {
        var pending: Task<Void, Never>?
        for await _ in changes {
            pending?.cancel()
            pending = Task {
                do { try await Task.sleep(for: quiet) } catch { return }
                clinux_trim_memory()
                // Most of a program runs only once, at its start.
                clinux_release_code()
            }
        }
        pending?.cancel()
    }
}

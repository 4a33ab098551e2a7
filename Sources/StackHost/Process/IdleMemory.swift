import CLinux
import Foundations

/// Releases memory that only a start needs: a supervisor runs for days next to nine servers with more use for it.
enum IdleMemory {
    /// The time without changes before memory is released.
    private static let quiet = Duration.seconds(10)

    /// Releases memory each time the stack has settled after changes; ends with the stream.
    static func release(afterQuietSince changes: AsyncStream<Void>) async {
        var pending: OwnedTask<Void>?
        for await _ in changes {
            pending?.cancel()
            pending = OwnedTask {
                do { try await Task.sleep(for: quiet) } catch { return }
                clinux_trim_memory()
                // Most code runs only once, at startup.
                clinux_release_code()
            }
        }
        pending?.cancel()
    }
}

import CLinux
import Foundations
import Glibc
import NativeRuntime
import Synchronization

/// Host ports that this process reserves among the stacks of its user whose ports are chosen, until it ends.
///
/// A free port stays free until a server binds it, which may take seconds. Each reserved port is a locked byte of one
/// file, so that two stacks that start at the same time never choose the same one.
final class PortReservations: Sendable {
    /// Ports that are chosen for a stack. The kernel gives those above to outgoing connections. Source:
    /// Documentation/networking/ip-sysctl.rst, ip_local_port_range.
    private static let range: ClosedRange<UInt16> = 20_000...32_767
    private static let tries = 2000

    private let file: Int32
    /// The locks of one process do not exclude each other.
    private let own = Mutex<Set<UInt16>>([])

    /// - Parameter folder: the folder of the user's sockets.
    init(in folder: String) throws(CommandFailure) {
        let path = "\(folder)/ports"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw CommandFailure(.failed, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(file) }

    /// Reserves a port if nobody has reserved it and nobody listens on it.
    func reserve(_ port: UInt16, on host: String) -> Bool {
        own.withLock { own in
            guard !own.contains(port), clinux_lock_byte(file, Int64(port)) == 0 else { return false }
            guard PortInspector.holderDescription(of: port, host: host) == nil else {
                _ = clinux_unlock_byte(file, Int64(port))
                return false
            }
            own.insert(port)
            return true
        }
    }

    /// Reserves a free port of the range; nil if there is none.
    func reserveAny(on host: String) -> UInt16? {
        for _ in 0..<Self.tries {
            let port = UInt16.random(in: Self.range)
            if reserve(port, on: host) { return port }
        }
        return nil
    }
}

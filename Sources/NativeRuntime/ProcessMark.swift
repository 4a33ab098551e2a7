import CLinux
import Glibc
import Runtime
import Synchronization

/// A number that identifies the processes of a stack, regardless of their session, parent and environment.
///
/// Linux passes the mark on to every descendant; see `clinux_mark`. It consists of a constant, bits derived from the
/// stack's cookie, and a serial number per instance. With the cookie alone, processes of a stack can be found even
/// after its supervisor has died.
struct ProcessMark: Hashable, Sendable {
    /// Upper bits that no user would choose as a limit.
    private static let magic = UInt64(CLINUX_MARK_MAGIC)
    private static let serialBits: UInt64 = 20
    private static let stackBits: UInt64 = 28
    /// The serial of processes started by provider programs, which are meant to outlive the stack.
    static let exemptSerial: UInt64 = 0

    let value: UInt64

    /// - Parameter serial: 1 or more; only the lower 20 bits are used.
    init(cookie: String, serial: UInt64) {
        value = Self.stack(cookie) << Self.serialBits | (serial & (1 << Self.serialBits - 1))
    }

    /// The part that all marks of a stack share.
    static func stack(_ cookie: String) -> UInt64 {
        // FNV-1a. On a collision of two stacks on one machine, each would kill the processes of the other.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in cookie.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return magic << stackBits | (hash ^ hash >> 32) & (1 << stackBits - 1)
    }

    /// Whether the process belongs to the stack.
    static func belongs(_ pid: Int32, to stack: UInt64) -> Bool {
        let mark = clinux_mark(pid)
        return mark >> serialBits == stack && mark & (1 << serialBits - 1) != exemptSerial
    }

    /// Whether the process is marked as belonging to another stack, or as meant to outlive this one.
    static func isOutside(_ pid: Int32, of stack: UInt64) -> Bool {
        isSet(on: pid) && !belongs(pid, to: stack)
    }

    /// Whether the process belongs to any stack.
    static func isSet(on pid: Int32) -> Bool { clinux_mark(pid) >> (serialBits + stackBits) == magic }

    func isOn(_ pid: Int32) -> Bool { clinux_mark(pid) == value }
}

/// Assigns each instance its own mark.
final class ProcessMarkRegistry: Sendable {
    private struct State {
        var last = ProcessMark.exemptSerial
        var serials: [InstanceID: UInt64] = [:]
    }

    private let cookie: String
    private let state = Mutex(State())

    init(cookie: String) { self.cookie = cookie }

    /// The mark of processes that may outlive the stack.
    var exempt: ProcessMark { ProcessMark(cookie: cookie, serial: ProcessMark.exemptSerial) }

    /// Returns the mark of an instance, which all its processes share.
    func mark(of instance: InstanceID) -> ProcessMark {
        let serial = state.withLock { state in
            if let serial = state.serials[instance] { return serial }
            state.last = state.last % (1 << 20 - 1) + 1
            // An instance is never reused: its successor has a higher generation.
            state.serials[instance] = state.last
            return state.last
        }
        return ProcessMark(cookie: cookie, serial: serial)
    }

    func forget(_ instance: InstanceID) { state.withLock { $0.serials[instance] = nil } }
}

import CLinux
import Glibc
import Runtime
import Synchronization

/// The marks by which processes of a stack are known, whatever became of their session, parent and environment.
///
/// A mark is a number that Linux hands down to every descendant; see `clinux_mark`. It is made of a constant, of the
/// stack's cookie, and of a serial number for each instance. So anyone who has the cookie knows what belongs to the stack,
/// also when its supervisor is dead.
struct ProcessMark: Hashable, Sendable {
    /// Upper bits that no person would choose as a limit.
    private static let magic = UInt64(CLINUX_MARK_MAGIC)
    private static let serialBits: UInt64 = 20
    private static let stackBits: UInt64 = 28
    /// Of what a provider's program starts, which is meant to outlive its caller.
    static let exemptSerial: UInt64 = 0

    let value: UInt64

    /// - Parameter serial: from 1 on; only its lower 20 bits count.
    init(cookie: String, serial: UInt64) {
        value = Self.stack(cookie) << Self.serialBits | (serial & (1 << Self.serialBits - 1))
    }

    /// The part that all marks of a stack have in common.
    static func stack(_ cookie: String) -> UInt64 {
        // FNV-1a; of two stacks on one machine that had the same by chance, one would end the other's.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in cookie.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return magic << stackBits | (hash ^ hash >> 32) & (1 << stackBits - 1)
    }

    /// Whether the process belongs to the stack.
    static func belongs(_ pid: Int32, to stack: UInt64) -> Bool {
        let mark = clinux_mark(pid)
        return mark >> serialBits == stack && mark & (1 << serialBits - 1) != exemptSerial
    }

    /// Whether the process is marked as another stack's, or as one that is meant to outlive its caller.
    static func isOutside(_ pid: Int32, of stack: UInt64) -> Bool {
        clinux_mark(pid) >> (serialBits + stackBits) == magic && !belongs(pid, to: stack)
    }

    func isOn(_ pid: Int32) -> Bool { clinux_mark(pid) == value }
}

/// Gives each instance a mark of its own.
final class ProcessMarks: Sendable {
    private struct State {
        var last = ProcessMark.exemptSerial
        var serials: [InstanceID: UInt64] = [:]
    }

    private let cookie: String
    private let state = Mutex(State())

    init(cookie: String) { self.cookie = cookie }

    /// Of what may outlive the stack.
    var exempt: ProcessMark { ProcessMark(cookie: cookie, serial: ProcessMark.exemptSerial) }

    /// The same for each process of an instance.
    func mark(of instance: InstanceID) -> ProcessMark {
        let serial = state.withLock { state in
            if let serial = state.serials[instance] { return serial }
            state.last = state.last % (1 << 20 - 1) + 1
            // An instance is followed by one with a higher generation, and never comes again.
            state.serials[instance] = state.last
            return state.last
        }
        return ProcessMark(cookie: cookie, serial: serial)
    }

    func forget(_ instance: InstanceID) { state.withLock { $0.serials[instance] = nil } }
}

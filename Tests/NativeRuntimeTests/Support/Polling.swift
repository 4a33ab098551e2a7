import Glibc

@testable import NativeRuntime

/// Waits for what no event tells of, such as the end of a process that is nobody's child here.
/// - Returns: whether it came true within ten seconds.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(10))
    while !condition() {
        if clock.now >= deadline { return false }
        try? await clock.sleep(for: .milliseconds(5))
    }
    return true
}

/// Whether the process is there and did not end.
func isAlive(_ pid: Int32) -> Bool {
    guard let entry = ProcessTable.entry(of: pid) else { return false }
    return !entry.isZombie
}

@testable import NativeRuntime

/// Whether the process is there and did not end.
func isAlive(_ pid: Int32) -> Bool {
    guard let entry = ProcessTable.entry(of: pid) else { return false }
    return !entry.isZombie
}

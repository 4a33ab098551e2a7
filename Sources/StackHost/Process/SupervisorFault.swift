import Foundations
import Glibc

/// Faults that tests inject into a supervisor through its environment. A release build has none.
enum SupervisorFault {
    /// Blocks every thread of the concurrency pool forever, some seconds after the start.
    static let blocksPool = "CPADEV_FAULT_BLOCKED_POOL"

    #if DEBUG
    private static let tasks = OwnedTasks<Never>()
    #endif

    static func begin(_ environment: [String: String]) {
        #if DEBUG
        guard environment[blocksPool]?.isEmpty == false else { return }
        for _ in 0..<(sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 8) {
            tasks.run {
                try? await Task.sleep(for: .seconds(3))
                while true { pause() }
            }
        }
        #endif
    }
}

import ControlAPI
import ControlClient
import Glibc

/// Takes a running stack down, and makes sure of it.
struct StackShutdown {
    var client: ControlClient
    var location: StackLocation?

    init(client: ControlClient, location: StackLocation? = nil) {
        self.client = client
        self.location = location
    }

    /// Returns once the supervisor has ended.
    func run(removingVolumes: Bool) async throws {
        let before = try await client.snapshot()
        let running = before.services.filter { $0.pid != nil || $0.state == .running }
        _ = try await client.perform(.down(volumes: removingVolumes))
        await watch()
        try await waitForEnd(of: before.supervisor.pid)
        let count = running.count == 1 ? "1 service" : "\(running.count) services"
        let data = removingVolumes ? "; their data is removed" : ""
        Terminal.standardError.write("stopped \(count)\(data); nothing is left running\n")
    }

    /// Tells each service's end, until the stream ends with the supervisor.
    private func watch() async {
        var stopped: Set<String> = []
        do {
            for try await update in client.updates(after: nil) {
                guard case .event(let event) = update, case .serviceChanged(let status) = event.payload,
                    status.state == .stopped, stopped.insert(status.name).inserted, let exit = status.lastExit
                else { continue }
                Terminal.standardError.write("· \(status.name) stopped (\(exit))\n")
            }
        } catch {
            // The connection breaks when the supervisor ends, which is what is waited for.
        }
    }

    private func waitForEnd(of pid: Int32) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(15))
        // Mostly it is no child of this process, so there is no event to wait for.
        while isAlive(pid) {
            guard clock.now < deadline else {
                throw CommandFailure(.failed, "the supervisor, pid \(pid), does not end", hint: "kill \(pid)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// One that has ended keeps its pid until its parent collects it, which the first process of a container may do
    /// late or never; and while one of its threads goes on, it still holds its files.
    private func isAlive(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0, let text = SmallFile.read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")")
        else { return false }
        // Source: proc(5). After the name come the state, as the third field, and the number of threads as the 20th.
        let fields = text[end...].split(separator: " ")
        guard fields.count > 18, fields[1] == "Z" || fields[1] == "X" else { return true }
        return fields[18] != "1"
    }
}

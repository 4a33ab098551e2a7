import ControlAPI
import Workflows

/// Shows how a run goes: a line for each job that begins or ends.
struct RunProgress {
    private let folder: RunFolder
    private let width: Int
    private let terminal = Terminal.standardError
    private var shown: Set<String> = []

    init(folder: RunFolder, jobs: [String]) {
        self.folder = folder
        width = jobs.map(\.count).max() ?? 0
    }

    mutating func show(_ jobs: [ServiceStatus]) {
        for job in jobs {
            let name = job.name.padded(to: width)
            switch job.state {
            case .starting, .running:
                guard shown.insert("\(job.name) started").inserted else { continue }
                terminal.write("▶ \(name) started\n")
            case .completed, .failed, .gaveUp, .unavailable:
                guard shown.insert(job.name).inserted else { continue }
                end(name, folder.result(of: job.name))
            case .skipped:
                guard shown.insert(job.name).inserted else { continue }
                terminal.write(terminal.paint("– \(name) skipped", .dim) + "\n")
            case .waiting, .preparing, .paused, .unreachable, .stopping, .stopped, .backoff: break
            }
        }
    }

    private func end(_ name: String, _ result: JobResult?) {
        let state = result?.state ?? .failed
        let time = (result?.durationMs).map { " · \(ProfileTable.time($0))" } ?? ""
        let reason = (result?.reason).map { ": \($0)" } ?? ""
        terminal.write(terminal.paint("\(state.symbol) \(name) \(state.rawValue)\(reason)\(time)", state.style) + "\n")
    }
}

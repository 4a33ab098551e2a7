import ControlAPI
import Environments
import FoundationEssentials
import StackHost

/// The workflows that ran on this machine: the file in which `cpadev ci` keeps its history, a line of JSON for each run.
struct WorkflowRuns {
    private struct Run: Decodable {
        var workflow: String
        var startedNs: Int64
        var state: String
    }

    private static let largestFile = 16 << 20

    private let path: String

    init(_ location: StackLocation) { path = "\(location.stateDirectory)/ci/history.jsonl" }

    /// Returns the last run of a workflow; nil if none is known. Lines that cannot be read are left out.
    func last(of workflow: String) -> EnvironmentReport.Run? {
        let lines = (SmallFile.read(path, upToBytes: Self.largestFile) ?? "").split(separator: "\n")
        for line in lines.reversed() {
            guard let run = try? ControlCoding.decode(Run.self, from: Data(line.utf8)), run.workflow == workflow,
                let state = EnvironmentReport.Run.State(rawValue: run.state)
            else { continue }
            return EnvironmentReport.Run(state: state, began: run.startedNs / 1_000_000_000)
        }
        return nil
    }
}

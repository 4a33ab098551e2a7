import Foundation
import TestSupport

/// The report of `cpadev ci --json`.
struct WorkflowRun: Decodable, Sendable, CustomStringConvertible {
    struct Step: Decodable, Sendable {
        var title: String
        var state: String
        var reason: String?
        var remedy: String?
    }

    struct Job: Decodable, Sendable {
        var id: String
        var state: String
        var reason: String?
        var steps: [Step]
    }

    var number: Int
    var state: String
    var criticalPath: [String]
    var jobs: [Job]

    init(_ json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Self.self, from: Data(json.utf8))
    }

    subscript(id: String) -> Job? { jobs.first { $0.id == id } }

    var states: [String: String] { Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0.state) }) }

    var description: String {
        jobs.map { job in
            "\(job.id) \(job.state) \(job.reason ?? "")\n"
                + job.steps.map { "  \($0.title) \($0.state) \($0.reason ?? "")\n" }.joined()
        }.joined()
    }

    /// The supervisor's log of the newest run.
    static func log(_ stack: Stack) -> String {
        let path = "\(stack.state)/ci"
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).compactMap { Int($0) }
        let log = "\(path)/\(numbers.max() ?? 0)/state/run/supervisor.log"
        return String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    }
}

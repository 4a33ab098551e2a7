import TestSupport

/// What `status --json` says, as far as tests ask.
struct StackStatus: Decodable, Sendable {
    struct Supervisor: Decodable, Sendable {
        var pid: Int32
        var socket: String
    }

    struct Probe: Decodable, Sendable {
        var message: String
    }

    struct Container: Decodable, Hashable, Sendable {
        var id: String
        var name: String
    }

    struct Service: Decodable, Sendable {
        var name: String
        var state: String
        var health: String?
        var pid: Int32?
        var runtime: String?
        var container: Container?
        var restarts: Int
        var reason: String?
        var remedy: String?
        var probe: Probe?
        var droppedLines: Int
        var logProblem: String?
    }

    struct Green: Decodable, Sendable {
        var from: String
        var until: String?
    }

    struct Project: Decodable, Sendable {
        var name: String
    }

    struct Resets: Decodable, Sendable {
        struct Outcome: Decodable, Sendable {
            var problem: String?
        }

        var phase: String
        /// As ISO 8601, so that they are in order as texts.
        var next: String?
        var scheduledFor: String?
        var count: Int
        var last: Outcome?
    }

    struct Seed: Decodable, Sendable {
        var state: String
        var resets: Resets?
    }

    var project: Project
    var supervisor: Supervisor
    var data: Seed?
    var lastGreen: Green?
    var services: [Service]

    subscript(name: String) -> Service {
        get throws {
            guard let service = services.first(where: { $0.name == name }) else {
                throw TestFailure("no service \(name) in the status")
            }
            return service
        }
    }

    var containers: [Container] { services.compactMap(\.container) }

    var pids: [Int32] { services.compactMap(\.pid) }
}

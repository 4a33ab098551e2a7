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

    var supervisor: Supervisor
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

import Foundation
import TestSupport
import Testing

/// The repository's stack with the profile `monitoring`, as those on call see it.
struct MonitoredStack: Sendable {
    /// With what is fetched the first time.
    static let patience = Duration.seconds(900)

    struct Notification: Decodable, Sendable {
        var channel: String
        var alert: String
        var severity: String
        var status: String
        var text: String
    }

    struct Rule: Decodable, Sendable {
        struct Alert: Decodable, Sendable { var labels: [String: String] }

        var name: String
        var state: String
        var problem: String?
        var alerts: [Alert]
    }

    struct Target: Decodable, Sendable {
        var labels: [String: String]
        var health: String
        var lastError: String

        var job: String { labels["job"] ?? "" }
    }

    let stack: Stack
    let nine: NineServices

    init(_ stack: Stack, _ nine: NineServices) {
        self.stack = stack
        self.nine = nine
        stack.setEnvironment("COMPOSE_PROFILES", "monitoring")
    }

    /// Starts services with what they depend on, and waits for them.
    func up(_ services: String...) async throws {
        let up = try stack.start(program: Places.cpadev, ["up", "-d", "--wait"] + services)
        let result = try await up.result(within: Self.patience)
        guard result.code == 0 else { throw TestFailure("\(result.summary)\(stack.supervisorLog)") }
    }

    /// Runs `cpadev` with these arguments, whatever its exit code.
    @discardableResult
    func cpadev(_ arguments: String...) async throws -> CommandResult {
        try await stack.start(program: Places.cpadev, arguments).result()
    }

    /// The output of curl; empty if it fails.
    @discardableResult
    func curl(_ arguments: String...) async throws -> String {
        try await stack.start(program: "/usr/bin/curl", ["-fsS", "-m", "20"] + arguments).result().output
    }

    /// The address of a service.
    /// - Parameter port: the variable of its port.
    func address(_ port: String) throws -> String { "http://127.0.0.1:\(try #require(nine.ports[port]))" }

    func rules() async throws -> [Rule] {
        try JSONDecoder().decode([Rule].self, from: Data(try await cpadev("alerts", "--json").output.utf8))
    }

    /// What the receivers of notifications got, newest last.
    func notifications() async throws -> [Notification] {
        let answer = try await curl("\(address("NOTIFICATIONS_PORT"))/notifications")
        return try JSONDecoder().decode([Notification].self, from: Data(answer.utf8))
    }

    /// Waits until Prometheus has read all targets of these jobs, each of which it asks every five seconds.
    func expectTargets(_ jobs: Set<String>) async throws {
        var down: [String] = []
        try await eventually("targets: \(down)") {
            let targets = try await targets()
            let missing = jobs.subtracting(targets.map(\.job)).map { "\($0) is missing" }
            down = missing + targets.filter { jobs.contains($0.job) && $0.health != "up" }.map(\.lastError)
            return down.isEmpty
        }
    }

    private func targets() async throws -> [Target] {
        struct Answer: Decodable { var data: Targets }
        struct Targets: Decodable { var activeTargets: [Target] }
        let answer = try await curl("\(address("PROMETHEUS_PORT"))/api/v1/targets")
        return (try? JSONDecoder().decode(Answer.self, from: Data(answer.utf8)))?.data.activeTargets ?? []
    }

    /// The sum of what Prometheus finds for an expression; nil if that is nothing.
    func value(of expression: String) async throws -> Double? {
        struct Answer: Decodable { var data: Found }
        struct Found: Decodable { var result: [Sample] }
        struct Sample: Decodable { var value: [Part] }
        enum Part: Decodable {
            case time(Double)
            case value(String)
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                self = try (try? container.decode(Double.self)).map(Part.time) ?? .value(container.decode(String.self))
            }
        }
        let query = [
            "-G", "--data-urlencode", "query=sum(\(expression))", "\(try address("PROMETHEUS_PORT"))/api/v1/query",
        ]
        let answer = try await stack.start(program: "/usr/bin/curl", ["-fsS", "-m", "20"] + query).result().output
        let found = try JSONDecoder().decode(Answer.self, from: Data(answer.utf8)).data.result.first
        if case .value(let text) = found?.value.last { return Double(text) }
        return nil
    }
}

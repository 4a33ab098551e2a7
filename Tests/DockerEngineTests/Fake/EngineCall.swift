import Synchronization
import TestSupport

@testable import DockerEngine

/// One call of each kind: plain, with a body, streaming, hijacked.
enum EngineCall: String, CaseIterable, Sendable {
    case inspect, list, create, start, wait, events, stats, logs, pull, build, attach, exec, run

    /// How the answer to it is read.
    enum Kind { case json, nothing, lines, output }

    var kind: Kind {
        switch self {
        case .inspect, .list, .create, .wait, .run: .json
        case .start: .nothing
        case .events, .stats, .pull, .build: .lines
        case .logs, .attach, .exec: .output
        }
    }

    /// Whether it may be silent as long as the engine lives.
    var isLasting: Bool { [.wait, .events, .stats, .logs, .attach, .exec].contains(self) }

    /// Makes the call and reads all of the answer; nil where nothing failed.
    func failure(_ client: EngineClient, context: TemporaryFolder) async -> EngineError? {
        do throws(EngineError) {
            try await make(client, context)
            return nil
        } catch { return error }
    }

    private func make(_ client: EngineClient, _ context: TemporaryFolder) async throws(EngineError) {
        switch self {
        case .inspect: _ = try await client.inspectContainer("x")
        case .list: _ = try await client.listContainers(labels: ["a": "b"], all: true)
        case .create: _ = try await client.createContainer(name: "x", ContainerCreateRequest(image: "i"))
        case .start: _ = try await client.startContainer("x")
        case .wait: _ = try await client.waitContainer("x")
        case .events: for try await _ in try await client.events(filters: [:]) {}
        case .stats: for try await _ in try await client.stats("x") {}
        case .logs: for try await _ in try await client.logs("x", follow: true, isTTY: false) {}
        case .pull: for try await _ in try await client.pullImage("x:1") {}
        case .build:
            let context = try BuildContext(folder: context.path)
            for try await _ in try await client.buildImage(BuildRequest(tags: ["x"]), context: context) {}
        case .attach:
            let attachment = try await client.attach("x", isTTY: false) { _, _ in }
            if let error = await attachment.ended() { throw error }
        case .exec: for try await _ in try await client.startExec("x").output {}
        case .run: _ = try await client.run("x", ExecRequest(["true"]), timeout: .seconds(5), limit: 100)
        }
    }
}

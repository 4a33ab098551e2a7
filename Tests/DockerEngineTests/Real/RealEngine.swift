import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import DockerEngine

/// The Docker Engine that the environment names. Where none answers, tests that need it are skipped, and fail where
/// `CI=true`.
struct RealEngine: Sendable {
    let client: EngineClient
    /// A prefix for names, so that runs beside each other do not meet.
    let prefix: String

    static let isThere: Bool = {
        if Capability.isRequired { return true }
        guard let endpoint = try? endpoint(), case .unix(let path) = endpoint else { return (try? endpoint()) != nil }
        return access(path, R_OK | W_OK) == 0
    }()

    static func endpoint() throws(EngineError) -> EngineEndpoint {
        let environment = ProcessInfo.processInfo.environment
        return try EngineEndpoint.resolve(environment: environment, home: environment["HOME"])
    }

    /// An engine, and an image in it that consists of a few of this machine's programs.
    init() async throws {
        client = EngineClient(endpoint: try Self.endpoint())
        prefix = "dockerenginetests-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try await TestImage.shared.build(with: client)
    }

    /// A container that runs a shell script; removed at the end.
    func withContainer(
        _ script: String,
        _ change: (inout ContainerCreateRequest) -> Void = { _ in },
        _ body: (String) async throws -> Void
    ) async throws {
        var request = ContainerCreateRequest(image: TestImage.name)
        request.command = ["/bin/sh", "-c", script]
        request.labels = ["dev.cpadev.test": prefix]
        request.hostConfig.networkMode = "none"
        change(&request)
        let suffix = UInt32.random(in: 0...UInt32.max)
        let id = try await client.createContainer(name: "\(prefix)-\(suffix)", request).id
        do {
            try await body(id)
        } catch {
            try? await client.removeContainer(id, force: true, volumes: true)
            throw error
        }
        try await client.removeContainer(id, force: true, volumes: true)
    }

    /// Removes a tag from an image, and the image itself with its last tag.
    func removeImage(_ reference: String) async throws {
        try await client.perform(EngineRequest(.delete, "/images/", reference, query: [("force", "1")]))
    }
}

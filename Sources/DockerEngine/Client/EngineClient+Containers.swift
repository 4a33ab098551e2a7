import NIOCore

extension EngineClient {
    /// Creates a container. Throws `notFound` if the image does not exist, `conflict` if the name is taken.
    ///
    /// - Parameter platform: `os[/architecture[/variant]]`.
    package func createContainer(
        name: String,
        platform: String? = nil,
        _ container: ContainerCreateRequest
    ) async throws(EngineError) -> ContainerCreation {
        var request = EngineRequest(.post, "/containers/create", query: [("name", name)])
        if let platform { request.query.append(("platform", platform)) }
        return try await value(ContainerCreation.self, request.sending(container))
    }

    /// Starts a container. Returns false if it was already running.
    @discardableResult
    package func startContainer(_ id: String) async throws(EngineError) -> Bool {
        try await perform(EngineRequest(.post, "/containers/", id, "/start")) != 304
    }

    /// Stops a container with its stop signal, and with SIGKILL after the grace period. Returns false if it was not running.
    @discardableResult
    package func stopContainer(_ id: String, grace: Duration) async throws(EngineError) -> Bool {
        let request = EngineRequest(
            .post,
            "/containers/",
            id,
            "/stop",
            query: [("t", String(grace.components.seconds))]
        )
        return try await perform(request, patience: timeouts.request + grace) != 304
    }

    /// Sends a signal, given by number or name. Throws `conflict` if the container is not running.
    package func killContainer(_ id: String, signal: String) async throws(EngineError) {
        try await perform(EngineRequest(.post, "/containers/", id, "/kill", query: [("signal", signal)]))
    }

    /// Renames a container.
    package func renameContainer(_ id: String, to name: String) async throws(EngineError) {
        try await perform(EngineRequest(.post, "/containers/", id, "/rename", query: [("name", name)]))
    }

    /// Removes a container.
    ///
    /// - Parameters:
    ///   - force: whether to remove it even if it is running.
    ///   - volumes: whether to remove its anonymous volumes too.
    package func removeContainer(_ id: String, force: Bool, volumes: Bool) async throws(EngineError) {
        let query = [("force", force ? "1" : "0"), ("v", volumes ? "1" : "0")]
        try await perform(EngineRequest(.delete, "/containers/", id, query: query))
    }

    /// Returns a container by its id or name. Throws `notFound`.
    package func inspectContainer(_ id: String) async throws(EngineError) -> ContainerInspection {
        try await value(ContainerInspection.self, EngineRequest(.get, "/containers/", id, "/json"))
    }

    /// Returns the containers that have all of the labels; a nil value matches any value.
    ///
    /// - Parameter all: whether to include containers that are not running.
    package func listContainers(
        labels: [String: String?],
        all: Bool
    ) async throws(EngineError) -> [ContainerSummary] {
        var request = EngineRequest(.get, "/containers/json", query: [("all", all ? "1" : "0")])
        if !labels.isEmpty { request.query.append(("filters", try Self.filters(labels: labels))) }
        return try await value([ContainerSummary].self, request)
    }

    /// Waits until a container is not running, and returns its exit code. Returns at once if it is not running now.
    package func waitContainer(_ id: String) async throws(EngineError) -> Int {
        struct Ended: Decodable {
            struct Failure: Decodable {
                var message: String?
            }
            var exitCode: Int?
            var failure: Failure?
            enum CodingKeys: String, CodingKey {
                case exitCode = "statusCode"
                case failure = "error"
            }
        }
        let request = EngineRequest(.post, "/containers/", id, "/wait", query: [("condition", "not-running")])
        let body = try await openLasting(request, .untilClosed, boundsHead: false)
        let ended = try EngineJSON.decode(Ended.self, from: try await body.collect(upTo: 1 << 20).readableBytesView)
        if let message = ended.failure?.message, !message.isEmpty {
            throw EngineErrorClassifier.error(inStream: message, otherwise: .serverError)
        }
        guard let code = ended.exitCode else {
            throw EngineError(.malformedResponse, "the engine did not report the container's exit code")
        }
        return code
    }

    /// Extracts a tar archive in a container.
    ///
    /// - Parameter path: a folder in the container. Throws `notFound` if it does not exist.
    package func putArchive(_ id: String, path: String, archive: [UInt8]) async throws(EngineError) {
        var request = EngineRequest(.put, "/containers/", id, "/archive", query: [("path", path)])
        request.body = .bytes(archive, type: "application/x-tar")
        try await perform(request)
    }
}

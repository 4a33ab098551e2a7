import NIOCore

extension EngineClient {
    /// Returns a container's output from the engine's log.
    ///
    /// - Parameters:
    ///   - follow: whether to keep following until the container ends.
    ///   - since: nanoseconds since 1970, or nil to start from the first line.
    ///   - timestamps: whether each line starts with the time at which the engine received it, followed by a space.
    ///   - isTTY: whether the container has a terminal; its output is then not framed.
    package func logs(
        _ id: String,
        follow: Bool,
        since: Int64? = nil,
        timestamps: Bool = false,
        isTTY: Bool
    ) async throws(EngineError) -> EngineStream<LogChunk> {
        var request = EngineRequest(.get, "/containers/", id, "/logs", query: [("stdout", "1"), ("stderr", "1")])
        request.query += [("follow", follow ? "1" : "0"), ("timestamps", timestamps ? "1" : "0")]
        if let since { request.query.append(("since", Self.seconds(ofNanoseconds: since))) }
        request.avoidsChunks = true
        return EngineStream(try await openLasting(request, .untilClosed), decoder: OutputDecoder(isTTY: isTTY))
    }

    /// Attaches to a container's output. Attaching before the start delivers every byte without the detour through the
    /// engine's log.
    ///
    /// - Parameter onChunk: called on one of the client's own threads, with many lines at once under load. Reading pauses
    ///   until it returns. The pointer is valid only during the call.
    package func attach(
        _ id: String,
        isTTY: Bool,
        onChunk: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) async throws(EngineError) -> Attachment {
        let query = [("stream", "1"), ("stdout", "1"), ("stderr", "1")]
        var request = EngineRequest(.post, "/containers/", id, "/attach", query: query)
        request.hijacks = true
        let body = try await openLasting(request, .untilClosed) { loop in
            ChunkSink(on: loop, isTTY: isTTY, onChunk: onChunk)
        }
        return Attachment(connection: body.connection)
    }

    /// Streams the events that match the filters. Throws when the engine goes away or hangs.
    ///
    /// - Parameter filters: such as `["type": ["container"], "label": ["a=b"]]`.
    package func events(filters: [String: [String]]) async throws(EngineError) -> EngineStream<EngineEvent> {
        var request = EngineRequest(.get, "/events")
        if !filters.isEmpty { request.query.append(("filters", try Self.filters(filters))) }
        // The stream has no regular end: if it ends, the engine is gone.
        let ending = EngineError(.connectionLost, "the engine closed its event stream")
        return EngineStream(
            try await openLasting(request, .none),
            decoder: JSONLinesDecoder<EngineEvent, EngineEvent>(endingWith: ending)
        )
    }

    /// Streams a running container's resource usage once a second until it ends.
    package func stats(_ id: String) async throws(EngineError) -> EngineStream<ContainerStatistics> {
        let request = EngineRequest(.get, "/containers/", id, "/stats", query: [("stream", "1")])
        return EngineStream(
            try await openLasting(request, .untilClosed),
            decoder: JSONLinesDecoder<ContainerStatistics, ContainerStatistics>()
        )
    }

    /// A time in the format of the API: `1700000000.000000001`.
    static func seconds(ofNanoseconds time: Int64) -> String {
        let fraction = String(time % 1_000_000_000)
        return "\(time / 1_000_000_000).\(String(repeating: "0", count: 9 - fraction.utf8.count))\(fraction)"
    }
}

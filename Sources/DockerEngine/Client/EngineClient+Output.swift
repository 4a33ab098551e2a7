import NIOCore

extension EngineClient {
    /// What a container wrote, from the engine's copy.
    ///
    /// - Parameters:
    ///   - follow: goes on until the container ends.
    ///   - since: nanoseconds since 1970; nil: from the first line on.
    ///   - tail: so many lines at the end; nil: all.
    ///   - timestamps: each line begins with the time at which the engine got it, and a space.
    ///   - isTTY: the container has a terminal, and its output no frames.
    package func logs(
        _ id: String,
        follow: Bool,
        since: Int64? = nil,
        tail: Int? = nil,
        timestamps: Bool = false,
        isTTY: Bool
    ) async throws(EngineError) -> EngineStream<LogChunk> {
        var request = EngineRequest(.get, "/containers/", id, "/logs")
        request.query = [
            ("stdout", "1"), ("stderr", "1"), ("follow", follow ? "1" : "0"), ("timestamps", timestamps ? "1" : "0"),
            ("tail", tail.map { String($0) } ?? "all"),
        ]
        if let since { request.query.append(("since", Self.seconds(ofNanoseconds: since))) }
        request.avoidsChunks = true
        return EngineStream(try await openLasting(request, .untilClosed), decoder: OutputDecoder(isTTY: isTTY))
    }

    /// Attaches to a container's outputs, best before it is started: then every byte comes, without a detour through
    /// the engine's copy.
    ///
    /// - Parameters:
    ///   - stdin: also to its input, which ``Attachment/write(_:)`` fills.
    ///   - onChunk: called on a thread of the client's own, with many lines at once where many come; nothing more is read
    ///     meanwhile. The pointer is valid during the call only.
    package func attach(
        _ id: String,
        isTTY: Bool,
        stdin: Bool = false,
        onChunk: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) async throws(EngineError) -> Attachment {
        var request = EngineRequest(.post, "/containers/", id, "/attach")
        request.query = [("stream", "1"), ("stdout", "1"), ("stderr", "1")]
        if stdin { request.query.append(("stdin", "1")) }
        request.hijacks = true
        let body = try await openLasting(request, .untilClosed) { loop in
            ChunkSink(on: loop, isTTY: isTTY, onChunk: onChunk)
        }
        return Attachment(connection: body.connection)
    }

    /// The events that match the filters, from now on or from a moment on. Throws when the engine goes away or hangs.
    ///
    /// - Parameters:
    ///   - filters: such as `["type": ["container"], "label": ["a=b"]]`.
    ///   - since: nanoseconds since 1970.
    package func events(
        filters: [String: [String]],
        since: Int64? = nil
    ) async throws(EngineError) -> EngineStream<EngineEvent> {
        var request = EngineRequest(.get, "/events")
        if !filters.isEmpty { request.query.append(("filters", try Self.filters(filters))) }
        if let since { request.query.append(("since", Self.seconds(ofNanoseconds: since))) }
        let body = try await openLasting(request, .none)
        return EngineStream(body, decoder: EventDecoder())
    }

    /// What a running container uses, every second, until it ends.
    package func stats(_ id: String) async throws(EngineError) -> EngineStream<ContainerStatistics> {
        var request = EngineRequest(.get, "/containers/", id, "/stats")
        request.query = [("stream", "1")]
        return EngineStream(
            try await openLasting(request, .untilClosed),
            decoder: JSONLinesDecoder<ContainerStatistics, ContainerStatistics>()
        )
    }

    /// As the API takes times: `1700000000.000000001`.
    static func seconds(ofNanoseconds time: Int64) -> String {
        let fraction = String(time % 1_000_000_000)
        return "\(time / 1_000_000_000).\(String(repeating: "0", count: 9 - fraction.utf8.count))\(fraction)"
    }
}

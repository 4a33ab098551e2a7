import ControlAPI
import FoundationEssentials
import Hummingbird
import LogAnalysis
import NIOCore

/// Updates as server-sent events. Source: HTML Living Standard, section 9.2.
///
///     event: snapshot          event: change          event: metrics
///     data: {…}                id: 1732…              data: […]
///                              data: {…}
enum EventStream {
    static func response(
        _ updates: AsyncThrowingStream<StackUpdate, any Error>,
        counting streams: OpenStreams,
        masker: @escaping @Sendable () async -> SecretMasker?
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: .init { writer in
                streams.begin()
                defer { streams.end() }
                for try await update in updates { try await writer.write(frame(update, masker: await masker())) }
                try await writer.finish(nil)
            }
        )
    }

    static func frame(_ update: StackUpdate, masker: SecretMasker?) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        let data: Data
        switch update {
        case .snapshot(let snapshot):
            buffer.writeString("event: snapshot\nid: \(snapshot.sequence)\n")
            data = try ControlCoding.encode(snapshot, masker: masker)
        case .event(let event):
            buffer.writeString("event: change\nid: \(event.sequence)\n")
            data = try ControlCoding.encode(event, masker: masker)
        case .metrics(let metrics):
            buffer.writeString("event: metrics\n")
            data = try ControlCoding.encode(metrics, masker: masker)
        case .data(let status):
            buffer.writeString("event: data\n")
            data = try ControlCoding.encode(status, masker: masker)
        }
        buffer.writeString("data: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }
}

/// A stream of values as JSON lines. An empty line is a heartbeat.
enum JSONLinesStream {
    /// - Parameter masker: masks secrets; nil: the values contain none.
    static func response(
        _ values: AsyncThrowingStream<some Encodable & Sendable, any Error>,
        beat interval: Duration,
        masker: (@Sendable () async -> SecretMasker?)? = nil
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/x-ndjson"],
            body: HeartbeatBody.of(values, beat: interval, silence: ByteBuffer(string: "\n")) { value in
                var buffer = ByteBuffer(bytes: try ControlCoding.encode(value, masker: await masker?()))
                buffer.writeString("\n")
                return buffer
            }
        )
    }
}

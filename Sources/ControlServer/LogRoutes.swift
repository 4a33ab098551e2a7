import ControlAPI
import Foundations
import Hummingbird
import NIOCore

/// The routes below `/v1/logs`: lines as JSON or packed, depending on the Accept header, and patterns.
struct LogRoutes {
    let control: any StackControl
    /// The maximum silence of a response.
    let beat: Duration

    func lines(_ request: Request) async throws -> Response {
        let query = try LogQuery(parameters: parameters(request), now: WallClock.nowNs)
        guard request.headers[.accept]?.contains(PackedLogBatch.mediaType) == true else {
            return JSONLinesStream.response(try await control.logs(query), beat: beat)
        }
        let batches = try await control.packedLogs(query)
        return Response(
            status: .ok,
            headers: [.contentType: PackedLogBatch.mediaType],
            body: HeartbeatBody.of(batches, beat: beat, silence: ByteBuffer(bytes: LogPacker().finish().bytes)) {
                ByteBuffer(bytes: $0.bytes)
            }
        )
    }

    func patterns(_ request: Request) async throws -> LogPatterns {
        let green = LogQuery.Parameter("new_since_green", "1")
        let parameters = parameters(request)
        let query = try LogQuery(parameters: parameters.filter { $0 != green }, now: WallClock.nowNs)
        return try await control.logPatterns(query, newSinceGreen: parameters.contains(green))
    }

    private func parameters(_ request: Request) -> [LogQuery.Parameter] {
        request.uri.queryParameters.map { LogQuery.Parameter(String($0.key), String($0.value)) }
    }
}

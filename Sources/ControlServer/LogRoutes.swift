import ControlAPI
import FoundationEssentials
import Hummingbird
import NIOCore

/// What is served below `/v1/logs`: lines as JSON or packed, as the client accepts, and shapes of lines.
struct LogRoutes {
    let control: any StackControl
    /// The longest silence of an answer.
    let beat: Duration

    func lines(_ request: Request) async throws -> Response {
        let query = try LogQuery(parameters: parameters(request), now: Date.nowNs)
        guard request.headers[.accept]?.contains(PackedLogBatch.mediaType) == true else {
            return JSONLinesStream.response(try await control.logs(query), beat: beat)
        }
        let batches = try await control.packedLogs(query)
        return Response(
            status: .ok,
            headers: [.contentType: PackedLogBatch.mediaType],
            body: LivingBody.of(batches, beat: beat, silence: ByteBuffer(bytes: LogPacker().finish().bytes)) {
                ByteBuffer(bytes: $0.bytes)
            }
        )
    }

    func patterns(_ request: Request) async throws -> LogPatterns {
        let green = LogQuery.Parameter("new_since_green", "1")
        let parameters = parameters(request)
        let query = try LogQuery(parameters: parameters.filter { $0 != green }, now: Date.nowNs)
        return try await control.logPatterns(query, newSinceGreen: parameters.contains(green))
    }

    private func parameters(_ request: Request) -> [LogQuery.Parameter] {
        request.uri.queryParameters.map { LogQuery.Parameter(String($0.key), String($0.value)) }
    }
}

extension Date {
    /// Nanoseconds since 1970, now.
    static var nowNs: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000_000) }
}

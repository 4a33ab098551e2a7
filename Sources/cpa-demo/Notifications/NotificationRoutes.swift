import Hummingbird

/// What PagerDuty and Slack answer, and the notifications so far.
struct NotificationRoutes: Sendable {
    static let notifications = "/notifications"
    static let pagerDuty = "/v2/enqueue"
    static let slack = "/slack"
    static let health = "/health"

    /// PagerDuty's limit, in bytes.
    private static let eventLimit = 512 << 10
    /// In bytes.
    private static let messageLimit = 1 << 20

    let log: NotificationLog

    private struct Accepted: Encodable {
        let status = "success"
        let message = "Event processed"
        var dedupKey: String
    }

    private struct Refused: Encodable {
        let status = "invalid event"
        let message = "Event object is invalid"
        var errors: [String]
    }

    private struct Health: Encodable {
        let status = "ok"
        var notifications: Int
    }

    func router() -> Router<DemoContext> {
        let router = Router(context: DemoContext.self)
        router.add(middleware: RequestLogMiddleware(firstStatus: 400))
        router.add(middleware: LoopbackGuard())
        router.get("\(Self.health)") { _, _ in try JSONCoding.response(Health(notifications: log.all.count)) }
        router.get("\(Self.notifications)") { _, _ in try JSONCoding.response(log.all) }
        router.post("\(Self.pagerDuty)") { request, _ in
            let body = try await request.bytes(upTo: Self.eventLimit)
            let event: PagerDutyEvent
            do throws(PagerDutyEvent.Refusal) { event = try PagerDutyEvent(parsing: body.readableBytesView) } catch {
                return try JSONCoding.response(Refused(errors: error.errors), status: .badRequest)
            }
            log.add(event.notification)
            return try JSONCoding.response(Accepted(dedupKey: event.dedupKey), status: .accepted)
        }
        router.post("\(Self.slack)") { request, _ in
            let body = try await request.bytes(upTo: Self.messageLimit)
            do throws(Problem) {
                log.add(try SlackMessage(parsing: body.readableBytesView).notification)
                return Self.plain("ok")
            } catch {
                return Self.plain(error.message, status: .badRequest)
            }
        }
        return router
    }

    private static func plain(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

package import Alerting
import AsyncHTTPClient
package import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A client of Alertmanager. Source: its repository, api/v2/openapi.yaml.
package struct AlertmanagerClient: Sendable {
    /// The host and port, such as `127.0.0.1:9093`.
    let address: String

    package init(address: String) { self.address = address }

    /// Returns the alerts that Prometheus sent, with where their routes lead.
    package func alerts() async throws(MonitoringError) -> [RoutedAlert] {
        try alerts(in: try await accepted(HTTPClientRequest(url: "http://\(address)/api/v2/alerts")))
    }

    func alerts(in body: Data) throws(MonitoringError) -> [RoutedAlert] {
        let alerts: [AlertBody] = try decode(body)
        return alerts.map { alert in
            RoutedAlert(
                labels: alert.labels,
                receivers: alert.receivers.map(\.name),
                silencedBy: alert.status.silencedBy
            )
        }
    }

    /// Returns all silences that are kept, expired ones included.
    package func silences() async throws(MonitoringError) -> [Silence] {
        try silences(in: try await accepted(HTTPClientRequest(url: "http://\(address)/api/v2/silences")))
    }

    func silences(in body: Data) throws(MonitoringError) -> [Silence] {
        let silences: [SilenceBody] = try decode(body)
        return silences.map(Silence.init)
    }

    /// Silences all alerts of a rule from now on, and returns the silence's number.
    @discardableResult
    package func silence(_ request: SilenceRequest, now: Date = Date()) async throws(MonitoringError) -> String {
        let body = NewSilence(
            matchers: [Silence.Matcher(name: "alertname", value: request.rule)],
            startsAt: now.formatted(.iso8601),
            endsAt: now.addingTimeInterval(Double(request.length.seconds)).formatted(.iso8601),
            createdBy: request.author,
            comment: request.comment
        )
        var post = HTTPClientRequest(url: "http://\(address)/api/v2/silences")
        post.method = .POST
        post.headers.add(name: "Content-Type", value: "application/json")
        guard let bytes = try? JSONEncoder().encode(body) else { throw garbled }
        post.body = .bytes(ByteBuffer(bytes: bytes))
        let answer: CreatedSilence = try decode(try await accepted(post))
        return answer.silenceID
    }

    /// Ends a silence.
    package func endSilence(_ id: String) async throws(MonitoringError) {
        // The number comes from Alertmanager and is a UUID.
        var request = HTTPClientRequest(url: "http://\(address)/api/v2/silence/\(id)")
        request.method = .DELETE
        _ = try await accepted(request)
    }

    /// Returns the body of a response. Throws if the request is refused.
    private func accepted(_ request: HTTPClientRequest) async throws(MonitoringError) -> Data {
        let (status, body) = try await MonitoringHTTP.send(request, to: "Alertmanager")
        guard status == .ok else {
            let reason = Self.reason(in: body) ?? "\(status.code) \(status.reasonPhrase)"
            throw MonitoringError(.refused, "Alertmanager at \(address): \(reason)")
        }
        return body
    }

    /// Returns why a request is refused: a text, or an object with one.
    static func reason(in body: Data) -> String? {
        let decoder = JSONDecoder()
        return (try? decoder.decode(Refusal.self, from: body))?.message
            ?? (try? decoder.decode(String.self, from: body))
    }

    private func decode<Value: Decodable>(_ body: Data) throws(MonitoringError) -> Value {
        guard let value = try? MonitoringHTTP.decoder.decode(Value.self, from: body) else { throw garbled }
        return value
    }

    private var garbled: MonitoringError {
        MonitoringError(
            .garbled,
            "what listens at \(address) does not respond as Alertmanager",
            remedy: "see its log: cpadev logs alertmanager"
        )
    }
}

private struct AlertBody: Decodable {
    struct Receiver: Decodable { var name: String }
    struct Status: Decodable { var silencedBy: [String] }

    var labels: [String: String]
    var receivers: [Receiver]
    var status: Status
}

private struct SilenceBody: Decodable {
    struct Status: Decodable { var state: Silence.State }

    struct Matcher: Decodable {
        var name: String
        var value: String
        var isRegex: Bool
        // Missing in answers of Alertmanager before 0.22.
        var isEqual: Bool?
    }

    var id: String
    var status: Status
    var matchers: [Matcher]
    var startsAt: Date
    var endsAt: Date
    var createdBy: String
    var comment: String
}

extension Silence {
    fileprivate init(_ body: SilenceBody) {
        self.init(
            id: body.id,
            state: body.status.state,
            matchers: body.matchers.map {
                Matcher(name: $0.name, value: $0.value, isRegex: $0.isRegex, isEqual: $0.isEqual ?? true)
            },
            startsAt: body.startsAt,
            endsAt: body.endsAt,
            author: body.createdBy,
            comment: body.comment
        )
    }
}

private struct NewSilence: Encodable {
    var matchers: [Silence.Matcher]
    var startsAt: String
    var endsAt: String
    var createdBy: String
    var comment: String
}

private struct CreatedSilence: Decodable { var silenceID: String }

private struct Refusal: Decodable { var message: String }

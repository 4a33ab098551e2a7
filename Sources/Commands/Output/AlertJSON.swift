import Alerting

/// `cpadev alerts --json`
enum AlertJSON {
    static func render(_ report: AlertReport) throws -> String {
        try JSONText.render((report.rules.value ?? []).map { Entry(rule: $0, silence: report.silence(of: $0)) })
    }

    /// A rule, with `silence` if it is silenced.
    private struct Entry: Encodable {
        var rule: AlertRule
        var silence: Silence?

        private enum CodingKeys: String, CodingKey { case silence }

        func encode(to encoder: any Encoder) throws {
            try rule.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(silence, forKey: .silence)
        }
    }
}

import ControlAPI
import LogAnalysis
import Testing

@Suite struct LogQueryParameterTests {
    static let full = LogQuery(
        services: ["größe", "a&b=c d"],
        filter: LogFilter(
            pattern: LogPattern("a+ (b|c)%20", kind: .literal, case: .sensitive),
            isInverted: true,
            leastLevel: .warn,
            streams: [.stderr, .system],
            since: 1_700_000_000_000_000_001,
            until: .max,
            from: LogPlace(timeNs: -5, service: "größe", numbers: [:]),
            before: LogPlace(timeNs: .max, service: "a&b=c d", numbers: ["größe": .max, "a&b=c d": 0]),
            fields: [".status>=500", #".msg = "x & y""#],
            words: ["oak", "1-2"]
        ),
        tail: 5,
        head: 0,
        follow: true,
        context: 3,
        showsSecrets: true,
        maximumLag: 1000
    )

    private func read(_ items: (String, String)...) throws(ControlError) -> LogQuery {
        try LogQuery(parameters: items.map { .init($0.0, $0.1) }, now: 1_000_000_000_000)
    }

    @Test func aQueryComesBackAsItWas() throws {
        #expect(try LogQuery(parameters: Self.full.parameters, now: 0) == Self.full)
        #expect(LogQuery().parameters == [])
        #expect(try LogQuery(parameters: [], now: 0) == LogQuery())
    }

    @Test func whatPeopleTypeIsUnderstood() throws {
        let query = try read(("grep", "Error"), ("since", "10m"), ("level", "error"), ("follow", "true"), ("tail", "3"))
        #expect(query.filter == LogFilter(pattern: LogPattern("Error"), leastLevel: .error, since: 400_000_000_000))
        #expect(query.follow && query.tail == 3)
        #expect(try read(("until", "1970-01-01T00:00:02Z")).filter.until == 2_000_000_000)
        #expect(try read(("grep", ""), ("literal", "1")).filter.pattern == nil)
    }

    @Test(
        arguments: [
            ("greb", "x", "unknown parameter 'greb'"),
            ("tail", "-1", "'tail' is '-1', but must be a number, 0 or more"),
            ("tail", "many", "'tail' is 'many', but must be a number, 0 or more"),
            ("from", "5,api,api", "'from' is '5,api,api', but must have the form TIME,SERVICE,SERVICE:NUMBER,…"),
            ("before", "noon,api", "'before' is 'noon,api', but must have the form TIME,SERVICE,SERVICE:NUMBER,…"),
            ("follow", "perhaps", "'follow' is 'perhaps', but must be 1 or 0"),
            ("level", "loud", "'level' is 'loud', but must be one of: trace, debug, info, warn, error, fatal"),
            ("stream", "x", "'stream' is 'x', but must be one of: stdout, stderr, system"),
            ("since", "noon", "'noon': invalid time"),
        ]
    )
    func whatCannotBeUnderstoodIsABadRequest(name: String, value: String, message: String) {
        #expect {
            _ = try read((name, value))
        } throws: {
            let error = $0 as? ControlError
            return error?.code == .badRequest && error?.message == message
        }
    }

    @Test func theMarkStandsBelowTheCharacterAtThePlace() {
        let error = FilterError("größe(", at: 8, "missing )", hint: "close it")
        #expect(error.excerpt == "größe(\n      ^\n")
        let sent = ControlError(error)
        #expect(sent.message == "'größe(': missing )" && sent.hint == "close it" && sent.details == error.excerpt)
    }
}

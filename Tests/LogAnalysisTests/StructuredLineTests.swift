import LogAnalysis
import Testing

@Suite struct StructuredLineTests {
    @Test func jsonLineTellsItsFieldsInOrder() throws {
        let text =
            #"{"time":"2026-11-24T07:10:19.266Z","level":"info","msg":"a \"b\" ü","n":-1.5e3,"ok":true,"no":null,"o":{"x":[1]}}"#
        let line = try #require(StructuredLine(text))
        #expect(line.structure == .json && line.level == .info && line.message == "a \"b\" ü")
        #expect(line.timeNs == 1_795_504_219_266_000_000)
        #expect(line.fields.map(\.name) == ["time", "level", "msg", "n", "ok", "no", "o"])
        #expect(
            line.fields.dropFirst(3).map(\.value) == [.number("-1.5e3"), .bool(true), .null, .nested(#"{"x":[1]}"#)]
        )
        #expect(line.fields.map(\.role) == [.time, .level, .message, nil, nil, nil, nil])
    }

    @Test func theMessageOfRustsTracingIsInItsFields() throws {
        let text =
            #"{"timestamp":"2026-11-24T07:10:19Z","level":"WARN","fields":{"message":"slow \"q\"","ms":12},"target":"api"}"#
        let line = try #require(StructuredLine(text))
        #expect(line.level == .warn && line.message == #"slow "q""#)
        #expect(line.fields.map(\.name) == ["timestamp", "level", "fields.message", "fields.ms", "target"])
        #expect(line.fields.map(\.role) == [.time, .level, .message, nil, nil])
        #expect(LineSummary(line)?.text == #"slow "q" fields.ms=12 target=api"#)
    }

    @Test(arguments: [
        #"{"fields":{"message":"inner"},"message":"outer"}"#, #"{"message":"outer","fields":{"message":"inner"}}"#,
    ])
    func aMessageOfTheLineItselfComesFirst(text: String) throws {
        let line = try #require(StructuredLine(text))
        #expect(line.message == "outer" && line.fields.contains { $0.name == "fields" })
    }

    @Test(arguments: [
        #"{"level":"info","fields":{"a":1}}"#, #"{"level":"info","fields":{"message":1}}"#, #"{"fields":[1]}"#,
    ])
    func fieldsWithoutAMessageStayAsTheyAre(text: String) throws {
        let line = try #require(StructuredLine(text))
        #expect(line.message == nil && line.fields.last?.name == "fields")
    }

    @Test func logfmtLineTellsItsFields() throws {
        let line = try #require(StructuredLine(#"ts=1795504219 level=warn msg="a \"b\"" n=3 empty= flag"#))
        #expect(line.structure == .logfmt && line.level == .warn && line.message == #"a "b""#)
        #expect(line.timeNs == 1_795_504_219_000_000_000)
        #expect(line.fields.map(\.value).suffix(2) == [.number("3"), .text("")])
    }

    @Test(
        arguments: [
            ("2026-11-24T07:10:19Z", 1_795_504_219_000_000_000),
            ("2026-11-24 08:10:19,5+01:00", 1_795_504_219_500_000_000),
            ("2026-11-24T07:10:19.123456789Z", 1_795_504_219_123_456_789), ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000), ("2026-13-24T07:10:19Z", nil),
            ("yesterday at noon", nil),
        ] as [(String, Int64?)]
    )
    func timesAreRead(text: String, expected: Int64?) {
        #expect(StructuredLine("{\"time\":\"\(text)\"}")?.timeNs == expected)
    }

    @Test(arguments: [1_795_504_219, 1_795_504_219_000, 1_795_504_219_000_000, 1_795_504_219_000_000_000])
    func numbersAreTimesByTheirSize(number: Int64) {
        #expect(StructuredLine("{\"time\":\(number)}")?.timeNs == 1_795_504_219_000_000_000)
    }

    @Test(arguments: [
        "plain text", "{\"a\":1", "{\"a\":1} more", "{}x", "PATH=/bin", "a=1 but then there are words", "", "{",
    ])
    func otherLinesHaveNoFields(text: String) {
        #expect(StructuredLine(text) == nil)
    }

    @Test func garbageIsReadWithoutHarm() throws {
        var generator = SystemRandomNumberGenerator()
        let spice: [UInt8] = Array("{}[]\":,\\=u0 \u{1B}[m".utf8) + [0, 0xFF]
        var conditions = try LineConditions(LogFilter(leastLevel: .info, fields: [".a>1"], words: ["x"]))
        var miner = PatternMiner(limit: 50)
        let masker = SecretMasker(secrets: [("A_KEY", "\":{}u")], others: [])
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : spice.randomElement(using: &generator) ?? 0
            }
            bytes.withUnsafeBytes {
                _ = StructuredLine($0)
                _ = conditions.admits($0, stream: .stdout)
                miner.add(service: "a", line: $0, level: nil, timeNs: 0)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            _ = prettyJSON(text)
            #expect(!masker.mask(text).contains("\":{}u"))
        }
        #expect(miner.patterns.count <= 51)
    }
}

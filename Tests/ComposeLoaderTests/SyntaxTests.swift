import ComposeModel
import Diagnostics
import Testing
import YAMLTree

@testable import ComposeLoader

/// The small languages inside of values.
@Suite struct SyntaxTests {
    @Test(arguments: [
        ("10s", Duration.seconds(10)), ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)),
        ("2us", .microseconds(2)),
        ("2µs", .microseconds(2)), ("3ns", .nanoseconds(3)), ("1h5m30s20ms", .milliseconds(3_930_020)),
        ("1.5s", .milliseconds(1500)),
        ("1d", .seconds(86400)), ("0", .zero), ("0s", .zero),
    ])
    func durations(_ text: String, _ expected: Duration) { #expect(DurationText.parse(text) == expected) }

    @Test(arguments: ["", "s", "10", "-1s", "1x", "1s2", "1 s", "1..5s", "99999999999999h", "١s", "1e3s"])
    func noDurations(_ text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        arguments: [
            ("1", 1), ("2b", 2), ("1k", 1024), ("1kb", 1024), ("1KiB", 1024), ("300m", 314_572_800), ("1gb", 1 << 30),
            ("1G", 1 << 30),
            ("1.5g", 1_610_612_736), ("2t", 1 << 41), ("1 mb", 1 << 20), ("0", 0),
        ] as [(String, Int64)]
    )
    func sizes(_ text: String, _ expected: Int64) { #expect(ByteSizeText.parse(text) == expected) }

    @Test(arguments: ["", "b", "-1", "1x", "1kk", "1 k b", "1..2m", "9999999p", "inf", "nan", "0x10"])
    func noSizes(_ text: String) { #expect(ByteSizeText.parse(text) == nil) }

    @Test(arguments: [
        ("a b", ["a", "b"]), ("  a   b ", ["a", "b"]), ("", []), ("'a b' c", ["a b", "c"]), ("\"a b\"c", ["a bc"]),
        ("a\\ b", ["a b"]), ("'a\\b'", ["a\\b"]), ("\"a\\\"b\"", ["a\"b"]), ("\"a\\nb\\tc\\d\"", ["a\nb\tcd"]),
        ("a\\nb", ["a\nb"]), ("'a\\nb'", ["a\\nb"]), ("''", [""]), ("a '' b", ["a", "", "b"]),
        ("a\tb\nc", ["a", "b", "c"]), ("--x=\"y z\"", ["--x=y z"]), ("ä 'ö'", ["ä", "ö"]),
        (#"e `a\b` "`a\b`""#, ["e", #"`a\b`"#, "`ab`"]), (#"e $(a\b)"#, ["e", #"$(a\b)"#]), (#"`a\"b`"#, [#"`a\"b`"#]),
        ("a $(b c) d", ["a", "$(b c)", "d"]), ("a `b c` d", ["a", "`b c`", "d"]),
        ("a '(b)' \\(c\\)", ["a", "(b)", "(c)"]),
        (#"e `b "c d"` `e 'f'` `"`"#, ["e", #"`b "c d"`"#, "`e 'f'`", #"`"`"#]), (#"`a "\n" b`"#, [#"`a "\n" b`"#]),
        ("a \"b | c\" 'd;e'", ["a", "b | c", "d;e"]),
    ])
    func words(_ text: String, _ expected: [String]) throws {
        let line = try ShellWords(text)
        #expect(line.words == expected)
        #expect(line.endingOperator == nil)
    }

    @Test(arguments: [
        ("$A | b", ["$A"], "|"), ("a && b", ["a"], "&&"), ("a;b", ["a"], ";"), ("a b>c", ["a", "b"], ">"),
        ("a 2>&1", ["a"], ">&"), ("a 10.0.0.1>b", ["a", "10.0.0.1"], ">"), ("a 2x>b", ["a", "2x"], ">"),
        ("a 22>b", ["a"], ">"), ("x=1&y=2", ["x=1"], "&"), ("|| a", [], "||"), ("a 'b'<c", ["a", "b"], "<"),
    ])
    func wordsEndAtAnOperator(_ text: String, _ expected: [String], _ end: String) throws {
        let line = try ShellWords(text)
        #expect(line.words == expected)
        #expect(line.endingOperator == end)
    }

    @Test(arguments: ["'", "a \"b", "a\\", "a `b", "a $(b", "a (b)", "a)", "f(x)"])
    func noWords(_ text: String) { #expect(throws: ShellWords.Problem.self) { try ShellWords(text) } }

    @Test(arguments: [
        ("no", RestartPolicy.no), ("always", .always), ("unless-stopped", .unlessStopped),
        ("on-failure", .onFailure(maxRetries: nil)), ("on-failure:3", .onFailure(maxRetries: 3)),
        ("on-failure:0", .onFailure(maxRetries: nil)), ("on-failure:-1", nil), ("on-failure:", nil), ("never", nil),
        ("", nil),
    ])
    func restartPolicies(_ text: String, _ expected: RestartPolicy?) { #expect(RestartText.parse(text) == expected) }

    @Test(arguments: [
        ("127.0.0.1", true), ("0.0.0.0", true), ("::", true), ("::1", true), ("fe80::1%eth0", true),
        ("2001:db8::8:800:200c:417a", true),
        ("1:2:3:4:5:6:7:8", true), ("::ffff:1.2.3.4", true), ("256.0.0.1", false), ("1.2.3", false),
        ("localhost", false),
        ("1:2:3", false), ("::1::", false), (":::", false), ("1:2:3:4:5:6:7:8:9", false), ("g::1", false), ("", false),
    ])
    func addresses(_ text: String, _ expected: Bool) { #expect(IPAddressText.isValid(text) == expected) }

    @Test(arguments: [
        ("a/b", "a/b"), ("a/../b", "b"), ("./a/./b/", "a/b"), ("../a", "../a"), ("/a/../../b", "/b"), ("a/..", "."),
        ("", "."),
        ("//a", "/a"),
    ])
    func paths(_ text: String, _ expected: String) { #expect(PathText.normalize(text) == expected) }

    @Test(arguments: [
        ("null", Scalar.Kind.null), ("", .null), ("~", .null), ("true", .boolean), ("False", .boolean),
        ("yes", .string),
        ("12", .integer), ("-12", .integer), ("0x1F", .integer), ("0o17", .integer), ("017", .integer), ("09", .float),
        ("1.5", .float), ("1e3", .float), (".5", .float), ("1_000", .integer), ("_1", .string), ("22:22", .string),
        ("-", .string),
        ("+-1", .string),
        ("0x", .string), ("nan", .string), ("1.2.3", .string), ("99999999999999999999", .float),
        ("18446744073709551615", .float), ("0xffffffffffffffff", .float),
    ])
    func scalars(_ text: String, _ expected: Scalar.Kind) {
        #expect(Scalar(text: text, style: .plain).kind == expected)
    }

    @Test func aFilesModeIsOctalAsAYAMLNumberAndAsAText() throws {
        let keys = "secrets: [{source: s, mode: 0440}, {source: s, target: t, mode: '0400'}]"
        let service = try Loading(oneService(keys, more: "secrets: {s: {file: f}}\n")).service()
        #expect(service.secrets.map(\.mode) == [0o440, 0o400])
    }
}

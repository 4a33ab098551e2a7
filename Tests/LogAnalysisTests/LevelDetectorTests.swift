import LogAnalysis
import Testing

@Suite struct LevelDetectorTests {
    @Test(arguments: [1000, 4100, 100_000]) func theLevelMayStandBehindALongField(length: Int) {
        let long = String(repeating: "w", count: length)
        #expect(LevelDetector.level(of: "n=1 k=\(long) level=error") == .error)
        #expect(LevelDetector.level(of: "{\"k\": \"\(long)\", \"level\": \"error\"}") == .error)
    }

    @Test(
        arguments: [
            (#"{"time":"2026-11-24T07:10:19.266Z","level":"info","message":"an error"}"#, .info),
            (#"{"msg":"level: \"error\"","level":"WARN"}"#, .warn),
            (#"{"level":50,"time":1732430000000,"msg":"x"}"#, .error),
            (#"{"severity":"CRITICAL","message":"x"}"#, .fatal),
            (#"{"log.level":"debug"}"#, .debug), (#"{"log":{"level":"error"}}"#, .error),
            (#"{"levelname":"WARNING"}"#, .warn), (#"{"a":{"level":"error"},"msg":"x"}"#, nil),
            ("time=2026-11-24T07:10:19Z level=WARN msg=\"no error\"", .warn),
            ("ts=1 caller=main.go:3 lvl=eror msg=x", .error),
            ("2026-11-24 06:05:11.076 UTC [25011] LOG:  listening on port 5432", .info),
            ("2026-11-24 07:02:41.584 UTC [7024] FATAL:  the database system is starting up", .fatal),
            ("2026-11-24 07:02:41.584 UTC [7024] postgres@cpa_dev ERROR:  relation \"x\" does not exist", .error),
            ("2026-11-24 07:02:41.584 UTC [7024] PANIC:  could not write", .fatal),
            ("2026-11-24 07:02:41.584 UTC [7024] DETAIL:  Key (id)=(1) exists", nil),
            ("24442:M 24 Nov 2026 06:05:03.741 * Ready to accept connections", .info),
            ("24442:M 24 Nov 2026 06:05:03.742 # WARNING Memory overcommit must be enabled!", .warn),
            ("24442:M 24 Nov 2026 06:05:03.742 - Accepted 127.0.0.1:4", .debug),
            ("ERRO[0012] it broke", .error), ("DEBU[0000] x", .debug), ("INFO[0003]main.go:7 x", .info),
            ("ERROR[x] y", nil), ("Error [12] x", nil),
            ("ERROR: Can't open file", .error), ("WARNING: Ignoring deprecated option", .warn),
            ("Tue Nov 24 06:05:03 2026 -> WARNING: lstat() failed", .warn),
            ("ERROR:root:boom", .error), ("WARNING:urllib3:retry", .warn),
            ("2026-11-24 07:10:17,527 ERROR app.module boom", .error),
            ("2026-11-24 07:10:17,527 app.module ERROR boom", .error),
            ("2026-11-24 07:10:17,527 - app - WARNING - boom", .warn),
            ("2026-11-24T07:10:17.527  WARN --- [  MainThread] localstack.deprecations : TMPDIR", .warn),
            ("[2026-11-24 06:05:03 +0000] [123] [INFO] Booting worker", .info),
            ("2026-11-24T06:05:03.123456Z  INFO backend::server: no error found", .info),
            ("\u{1B}[2m2026-11-24T06:05:03Z\u{1B}[0m \u{1B}[31mERROR\u{1B}[0m \u{1B}[2mapp\u{1B}[0m: x", .error),
            ("[2026-11-24T06:05:03Z DEBUG my_app] x", .debug),
            ("E0102 15:04:05.678901    1234 file.go:12] x", .error),
            ("I20261124 07:09:02.190121 10225 server.cpp:357] Starting", .info),
            ("W20261124 07:09:02.218174 10351 protobuf_file.cpp:91] open file failed", .warn),
            ("2026/11/24 06:05:03 INFO msg key=value", .info),
            ("2026-11-24T06:05:03.000Z\tinfo\tserver/main.go:12\tstarted", .info),
            ("2026/11/24 06:05:03 [error] 123#0: open() failed", .error),
            (" ⨯ Error: boom", .error), (" \u{1B}[33m⚠\u{1B}[39m Fast refresh", .warn), (" ✓ Ready in 2s", .info),
            ("2026-11-24 07:10:17 [main] ERROR com.acme.Main - boom", .error),
            ("[2026-11-24T07:10:17,527][INFO ][o.e.n.Node] started", .info),
            ("Nov 24 06:05:03 host app[12]: <error> x", .error), ("<3>bad", .error),
            ("INFO:     127.0.0.1:1234 - \"GET / HTTP/1.1\" 200 OK", .info),
            ("TypeError: x is not a function", .error), ("panic: runtime error", .fatal),
            ("thread 'main' panicked at src/main.rs:3:5:", .error), ("error[E0382]: borrow", .error),
            // Words of messages are no levels.
            ("no error found", nil), ("0 errors", nil), ("3 warnings and 1 error", nil),
            ("Starting ERROR handling", nil),
            ("2026-11-24 06:05:03 error while reading", nil), ("Limits: Files limit set to 10000.", nil),
            ("ERROR_CODE=1", nil), ("started, pid 24456", nil), ("", nil), ("error", nil), ("GET /error 200", nil),
            ("the [error] page", nil), ("{\"level\":", nil), ("\u{0}\u{1B}[", nil),
        ] as [(String, LogLevel?)]
    )
    func levelIsReadFromTheHeadAlone(line: String, level: LogLevel?) {
        #expect(LevelDetector.level(of: line) == level)
    }

    @Test(arguments: [
        ("    at Object.<anonymous> (a.js:1:2)", true), ("\tat com.acme.Main.run(Main.java:3)", true),
        ("Caused by: java.io.IOException: x", true), ("Traceback (most recent call last):", true),
        ("stack backtrace:", true), ("  INFO app: x", false), (" ⨯ x", false), ("plain", false),
        ("2026-11-24 07:02:41 UTC [7] STATEMENT:  select 1", true), ("2026-11-24 07:02:41 UTC [7] LOG:  x", false),
    ])
    func continuationShowsByItself(line: String, expected: Bool) {
        var levels = LevelTracker()
        func level(_ line: String) -> LogLevel? {
            Array(line.utf8).withUnsafeBytes { levels.level(of: $0, stream: .stdout) }
        }
        #expect(level("FATAL: it fails") == .fatal)
        #expect((level(line) == .fatal) == expected)
    }

    @Test func linesOfABlockHaveTheLevelOfTheirHead() {
        let lines: [(String, LogLevel?)] = [
            ("INFO:root:fine", .info), ("Traceback (most recent call last):", .error),
            ("  File \"a.py\", line 1", .error),
            ("ValueError: x", .error), ("plain", nil), ("WARNING:root:w", .warn),
            ("Traceback (most recent call last):", .warn), ("  File", .warn), ("KeyError", .warn), ("after", nil),
            ("2026-11-24 07:02:41 UTC [7] ERROR:  x", .error), ("2026-11-24 07:02:41 UTC [7] STATEMENT:  y", .error),
            ("\tfrom t", .error), ("2026-11-24 07:02:41 UTC [7] LOG:  z", .info),
            ("thread 'main' panicked at src/a.rs:1:1:", .error), ("index out of bounds", .error),
            ("stack backtrace:", .error), ("   0: rust_begin_unwind", .error), ("done", nil),
        ]
        var tracker = LevelTracker()
        for (line, level) in lines { #expect(Self.level(line, &tracker) == level, "\(line)") }
    }

    @Test func streamsAreFollowedApartAndCpadevsLinesEndBlocks() {
        var tracker = LevelTracker()
        #expect(Self.level("ERROR: x", &tracker, .stderr) == .error)
        #expect(Self.level("INFO: y", &tracker) == .info)
        #expect(Self.level("  more", &tracker, .stderr) == .error)
        #expect(Self.level("exited with 1", &tracker, .system) == .info)
        #expect(Self.level("  more", &tracker, .stderr) == nil)
    }

    private static func level(_ line: String, _ tracker: inout LevelTracker, _ stream: LogStream = .stdout) -> LogLevel?
    {
        var line = line
        return line.withUTF8 { tracker.level(of: UnsafeRawBufferPointer($0), stream: stream) }
    }
}

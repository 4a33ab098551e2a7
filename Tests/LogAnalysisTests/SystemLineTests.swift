import LogAnalysis
import Testing

@Suite struct SystemLineTests {
    @Test(arguments: [
        ("started, pid 12", LogLevel.info),
        ("stopping with SIGTERM: asked to stop", .info),
        ("stopped with signal SIGTERM", .info),
        ("ended with exit code 0", .info),
        ("ended with exit code 7", .warn),
        ("ended with exit code 127", .warn),
        ("ended with signal SIGSEGV", .warn),
        ("did not end in time: killed after 10 s", .warn),
        ("cannot start: /srv/app is not executable", .error),
        ("unhealthy: exit code 1: connection refused", .error),
        ("12 lines (345 bytes) lost here: no space left on device", .warn),
        ("missing here: 12 lines, which were dropped before they were read", .warn),
    ])
    func whatWasNotAskedForIsAWarning(text: String, level: LogLevel) {
        var text = text
        #expect(text.withUTF8 { SystemLine.level(of: UnsafeRawBufferPointer($0)) } == level)
        var tracker = LevelTracker()
        #expect(text.withUTF8 { tracker.level(of: UnsafeRawBufferPointer($0), stream: .system) } == level)
    }
}

import Foundation
import TestSupport
import Testing

/// What makes each of the platform's ten alerts fire.
struct AlertCauses: Sendable {
    private static let faults = #"{"error_rate":0.5,"delay_ms":2500,"hold_pool":9,"for_seconds":600}"#
    /// More than ten, and fewer than the backend takes from one client in a moment.
    private static let wrongLogins = 15
    /// Shorter than those of the rules, so that the alerts resolve within the test. Prometheus asks every 5 s.
    private static let windows = "5m=20s 15m=30s 1d=10m"
    /// Of the 64 MiB that the test gives to Redis. The seed needs some of the rest.
    private static let fillerBytes = 57_000_000

    private let monitored: MonitoredStack
    private let disk: LoopDisk
    private let certificate: Held<ServedCertificate>
    private let certificatePort: UInt16

    private var stack: Stack { monitored.stack }
    private var snapshots: String { "\(stack.state)/seeds/snapshots" }

    /// A value that is replaced.
    private actor Held<Value: Sendable> {
        var value: Value
        init(_ value: Value) { self.value = value }
        func replace(_ value: Value) { self.value = value }
    }

    /// Makes what the stack looks at from its start on: a disk with room, and a good certificate.
    init(_ monitored: MonitoredStack) async throws {
        let stack = monitored.stack
        self.monitored = monitored
        try FileManager.default.createDirectory(atPath: "\(stack.path)/backup", withIntermediateDirectories: true)
        certificatePort = LoopbackPort.free()
        certificate = Held(try await ServedCertificate(days: 365, on: certificatePort, in: stack))
        let redis = """
              redis:
                command: [redis-server, --save, "", --maxmemory, 64mb]
            """
        let primary = try #require(monitored.nine.ports["POSTGRES_PORT"])
        let standby = try StandbyServer(primary: primary, others: redis, in: stack)
        stack.setEnvironment("COMPOSE_FILE", "\(stack.environment["COMPOSE_FILE"] ?? ""):\(standby.file)")
        stack.setEnvironment("ALERT_WINDOWS", Self.windows)
        stack.setEnvironment("CERTIFICATE_TARGETS", "127.0.0.1:\(certificatePort)")
        disk = try await LoopDisk(at: "\(stack.path)/backup", megabytes: 64, in: stack)
    }

    func startStack() async throws {
        try await monitored.up(
            "prometheus",
            "node-exporter",
            "postgres-exporter",
            "redis-exporter",
            "blackbox-exporter",
            "backend",
            "clamav",
            StandbyServer.name
        )
        try disk.show("snapshots", at: snapshots)
    }

    /// Lets all causes begin. Logins come first, because the faults would let half of them fail otherwise.
    func begin() async throws {
        try await logInWrongly()
        try await setFaults(["-d", Self.faults])
        try await redis("SETRANGE", "filler", "\(Self.fillerBytes)", "end")
        try await stack.succeed("stop", StandbyServer.name)
        try await DeadLetters(ofTemporalOn: #require(monitored.nine.ports["TEMPORAL_PORT"])).add(11)
        try await serveCertificate(days: 10)
        try disk.fill()
        let save = try await monitored.cpadev("snapshot", "save", "full")
        #expect(save.code != 0 && save.errors.contains("No space left on device"), "\(save.summary)")
    }

    func end() async throws {
        try await setFaults(["-X", "DELETE"])
        try await redis("UNLINK", "filler")
        disk.empty()
        try await stack.succeed("snapshot", "save", "good")
        try await serveCertificate(days: 365)
        try await DeadLetters(ofTemporalOn: #require(monitored.nine.ports["TEMPORAL_PORT"])).purge()
        try await stack.succeed("start", StandbyServer.name)
    }

    func stopServing() async throws { try await certificate.value.stop() }

    func unmount() {
        disk.unmount(snapshots)
        disk.unmount(disk.path)
    }

    /// Sends requests that read the database, some at once.
    func sendRequests() async throws {
        let firms = "\(try monitored.address("BACKEND_PORT"))/api/v1/firms"
        let words = ["-s", "-Z", "-m", "20", "-o", "/dev/null"] + [String](repeating: firms, count: 8)
        _ = try await stack.start(program: "/usr/bin/curl", words).result()
    }

    private func logInWrongly() async throws {
        let login = "\(try monitored.address("BACKEND_PORT"))/api/v1/login"
        let words = ["-s", "-m", "20", "-d", #"{"email":"nobody","password":"demo"}"#]
        let addresses = [String](repeating: login, count: Self.wrongLogins)
        _ = try await stack.start(program: "/usr/bin/curl", words + addresses).result()
    }

    private func setFaults(_ words: [String]) async throws {
        let faults = "\(try monitored.address("BACKEND_PORT"))/api/v1/faults"
        let result = try await stack.start(
            program: "/usr/bin/curl",
            ["-fsS", "-m", "20", "-H", "X-Demo: faults"] + words + [faults]
        ).result()
        guard result.code == 0 else { throw TestFailure("faults: \(result.summary)") }
    }

    private func redis(_ words: String...) async throws {
        let port = try #require(monitored.nine.ports["REDIS_PORT"])
        let result = try await stack.start(
            program: Places.program("redis-cli") ?? "redis-cli",
            ["-h", "127.0.0.1", "-p", "\(port)"] + words
        ).result()
        guard result.code == 0, !result.output.contains("ERR") else { throw TestFailure("redis: \(result.summary)") }
    }

    private func serveCertificate(days: Int) async throws {
        try await certificate.value.stop()
        await certificate.replace(try await ServedCertificate(days: days, on: certificatePort, in: stack))
    }
}

import ComposeModel
import Health
import Testing

extension ProbeFactory {
    /// A probe of loopback, of a factory that ends with it.
    static func check(_ probe: Probe, timeout: Duration = .seconds(5)) async -> ProbeOutcome {
        let factory = ProbeFactory()
        let outcome = await factory.loopback(probe).check(timeout: timeout)
        await factory.shutdown()
        return outcome
    }

    /// A probe whose container port is the same on loopback.
    func loopback(_ probe: Probe) -> any HealthProbe {
        self.probe(for: probe) {
            ProbeAddress(host: "127.0.0.1", port: $0)
        } runner: { _, _ in
            CommandResult(end: .notStarted("no commands here"))
        }
    }
}

/// The protocols that are spoken over a socket, to run one test on all of them.
enum Wire: String, CaseIterable, CustomTestStringConvertible {
    case postgres, redis, clamd, http, grpc, tcp

    var testDescription: String { rawValue }

    func probe(port: UInt16) -> Probe {
        switch self {
        case .postgres: .postgres(port: port, user: "cpadev", database: "cpa_dev", password: nil)
        case .redis: .redis(port: port, password: nil)
        case .clamd: .clamd(port: port)
        case .http: .http(port: port, path: "/health", headers: [:], statuses: [])
        case .grpc: .grpc(port: port, service: "")
        case .tcp: .tcp(port: port)
        }
    }

    /// Those whose readiness is more than an accepted connection.
    static var talking: [Wire] { allCases.filter { $0 != .tcp } }

    /// The beginning of a good answer.
    var partialAnswer: [UInt8] {
        switch self {
        case .postgres: [UInt8(ascii: "R"), 0, 0]
        case .redis: Array("+PO".utf8)
        case .clamd: Array("PON".utf8)
        case .http: Array("HTTP/1.1 20".utf8)
        // The first half of an empty SETTINGS frame's header.
        case .grpc: [0, 0, 0, 4]
        case .tcp: []
        }
    }
}

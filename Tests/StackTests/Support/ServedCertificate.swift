import Glibc
import TestSupport

/// A TLS server with a certificate that is valid for some days.
final class ServedCertificate: Sendable {
    private let server: RunningCommand

    init(days: Int, on port: UInt16, in stack: Stack) async throws {
        guard let openssl = Places.program("openssl") else { throw TestFailure("openssl is not installed") }
        let (key, certificate) = ("\(stack.path)/\(days).key", "\(stack.path)/\(days).pem")
        let made = try await stack.start(
            program: openssl,
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "\(days)"]
                + ["-subj", "/CN=localhost", "-keyout", key, "-out", certificate]
        ).result()
        guard made.code == 0 else { throw TestFailure("openssl req: \(made.summary)") }
        server = try stack.start(
            program: openssl,
            ["s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate, "-www"]
        )
        try await eventually("a TLS server on \(port): \(server.errors)") { !LoopbackPort.isFree(port) }
    }

    func stop() async throws {
        server.send(SIGKILL)
        _ = try await server.result()
    }

    deinit { server.send(SIGKILL) }
}

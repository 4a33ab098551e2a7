import Glibc
import TestSupport

/// A TLS server with a self-signed certificate for `localhost`.
final class ServedCertificate: Sendable {
    private let server: RunningCommand

    /// - Parameter days: how long the certificate is valid.
    convenience init(days: Int, on port: UInt16, in stack: Stack) async throws {
        let script = """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days \(days) -subj /CN=localhost \\
                -keyout \(days).key -out \(days).pem
            """
        try await self.init("\(days)", madeBy: script, on: port, in: stack)
    }

    /// - Parameter end: when the certificate expired, such as `20200201000000Z`.
    convenience init(expired end: String, on port: UInt16, in stack: Stack) async throws {
        // `openssl req` takes no day of the past.
        try stack.write(
            "ca.conf",
            """
            [ca]
            default_ca = own
            [own]
            database = index
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = any
            [any]
            commonName = supplied

            """
        )
        let script = """
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \\
                -keyout old.key -out old.csr
            touch index
            openssl ca -batch -selfsign -rand_serial -config ca.conf -keyfile old.key -in old.csr -notext -out old.pem \\
                -startdate 20190101000000Z -enddate \(end)
            """
        try await self.init("old", madeBy: script, on: port, in: stack)
    }

    private init(_ name: String, madeBy script: String, on port: UInt16, in stack: Stack) async throws {
        guard let openssl = Places.program("openssl") else { throw TestFailure("openssl is not installed") }
        let made = try await stack.start(program: "/bin/sh", ["-ec", script]).result()
        guard made.code == 0 else { throw TestFailure("openssl: \(made.summary)") }
        let files = ["-key", "\(stack.path)/\(name).key", "-cert", "\(stack.path)/\(name).pem"]
        server = try stack.start(program: openssl, ["s_server", "-accept", "127.0.0.1:\(port)", "-www"] + files)
        try await eventually("a TLS server on \(port): \(server.errors)") { !LoopbackPort.isFree(port) }
    }

    func stop() async throws {
        server.send(SIGKILL)
        _ = try await server.result()
    }

    deinit { server.send(SIGKILL) }
}

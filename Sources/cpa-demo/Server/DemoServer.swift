import Glibc
import Hummingbird
import Logging
import NIOCore

/// Runs the servers. They log JSON lines, and on SIGTERM or SIGINT finish pending requests before they exit.
enum DemoServer {
    static func run(_ name: String, _ listen: ListenOptions, _ router: Router<DemoContext>) async throws {
        let logger = logger(name)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port),
                serverName: "cpa-demo"
            ),
            logger: logger
        )
        try await listening(on: "\(listen.host):\(listen.port)") { try await application.runService() }
        logger.info("stopped")
    }

    /// Returns a server's logger.
    static func logger(_ name: String) -> Logger {
        Logger(label: "cpa-demo.\(name)") { _ in JSONLinesHandler(logLevel: .info) }
    }

    /// Runs the body, whose errors name the address if it is not available.
    static func listening<Value>(on address: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as IOError {
            throw ListenFailure(address: address, code: error.errnoCode)
        }
    }
}

/// The error if the address is not available.
private struct ListenFailure: Error, CustomStringConvertible {
    var address: String
    var code: Int32

    var description: String { "cannot listen on \(address): \(String(cString: strerror(code)))" }
}

import Glibc
import Hummingbird
import Logging
import NIOCore

/// Runs both servers. They log JSON lines, and on SIGTERM or SIGINT finish pending requests before they exit.
enum DemoServer {
    static func run(_ name: String, _ listen: ListenOptions, _ router: Router<BasicRequestContext>) async throws {
        let level = Logger.Level.info
        let logger = Logger(label: "cpa-demo.\(name)") { _ in JSONLinesHandler(logLevel: level) }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port),
                serverName: "cpa-demo"
            ),
            logger: logger
        )
        do {
            try await application.runService()
        } catch let error as IOError {
            throw ListenFailure(address: "\(listen.host):\(listen.port)", code: error.errnoCode)
        }
        logger.info("stopped")
    }
}

/// The error if the address is not available.
private struct ListenFailure: Error, CustomStringConvertible {
    var address: String
    var code: Int32

    var description: String { "cannot listen on \(address): \(String(cString: strerror(code)))" }
}

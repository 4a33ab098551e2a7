import Glibc
import Hummingbird
import Logging
import NIOCore

/// How both servers run: logs as JSON lines, an end by SIGTERM or SIGINT after the requests under way.
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

/// The address cannot be listened on.
private struct ListenFailure: Error, CustomStringConvertible {
    var address: String
    var code: Int32

    var description: String { "cannot listen on \(address): \(String(cString: strerror(code)))" }
}

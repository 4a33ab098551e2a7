import Diagnostics

/// Why Prometheus could not be asked.
package struct MonitoringError: Failure {
    package enum Code: Hashable, Sendable {
        /// The server does not answer.
        case unreachable
        /// The server refused the request, such as one with a wrong expression.
        case refused
        /// The answer violates the API.
        case garbled
    }

    package var code: Code
    package var message: String
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

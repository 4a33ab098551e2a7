import AsyncHTTPClient
import Glibc
import NIOCore

extension Error {
    /// A message for a failed HTTP request, in the most specific form available.
    var networkMessage: String {
        switch self {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(self)"
        }
    }
}

import AsyncHTTPClient
import Glibc
import NIOCore

extension Error {
    /// Why a request over HTTP came to nothing, in the words of the one who knows best.
    var networkMessage: String {
        switch self {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(self)"
        }
    }
}

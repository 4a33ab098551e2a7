import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import YAMLTree

/// Returns what failed as a user reads it: the system's words for a failed call, such as `Connection refused`, else the
/// error's own.
func failureWords(_ error: any Error) -> String {
    let number: Int32? =
        switch error {
        case let error as IOError: error.errnoCode
        case let error as POSIXError: error.code.rawValue
        case let error as CocoaError: (error.underlying as? POSIXError)?.code.rawValue
        default: nil
        }
    if let number { return String(cString: strerror(number)) }
    return switch error {
    case let error as HTTPClientError: error.shortDescription
    case let error as FileAccessError: error.message
    default: "\(error)"
    }
}

import AsyncHTTPClient
import Environments
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Describes errors of connections to servers.
enum ConnectionProblem {
    static func describe(_ error: any Error, _ address: ServerAddress) -> CheckProblem {
        switch error {
        case let error as CheckProblem: return error
        case let error as NIOConnectionError:
            if let inner = error.connectionErrors.first?.error { return describe(inner, address) }
            return CheckProblem(.unreachable, "the host \(address.host) cannot be resolved")
        case let error as IOError:
            let reason = String(cString: strerror(error.errnoCode)).lowercased()
            return CheckProblem(.unreachable, "\(address) cannot be reached: \(reason)")
        case is HTTPParserError: return CheckProblem(.garbled, "\(address) does not speak HTTP")
        case is NIOSSLError, is BoringSSLError: return CheckProblem(.garbled, "\(address) does not speak TLS")
        case ChannelError.connectTimeout: return CheckProblem(.late, "\(address) does not accept the connection")
        case let error as HTTPClientError:
            if [.connectTimeout, .deadlineExceeded, .readTimeout, .tlsHandshakeTimeout].contains(error) {
                return CheckProblem(.late, "\(address) does not answer in time")
            }
            if error == .remoteConnectionClosed {
                return CheckProblem(.garbled, "\(address) closes the connection without an answer")
            }
            return CheckProblem(.garbled, "\(address) does not speak HTTP: \(error.shortDescription)")
        case is CancellationError: return CheckProblem(.late, "\(address) does not answer in time")
        default: return CheckProblem(.unreachable, "\(address) cannot be reached: \(error)")
        }
    }
}

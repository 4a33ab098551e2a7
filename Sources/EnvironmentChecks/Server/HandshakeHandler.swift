import Environments
import Foundations
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// Reports the end of a TLS handshake.
final class HandshakeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let outcome: Promise<Result<Void, any Error>>

    init(_ outcome: Promise<Result<Void, any Error>>) { self.outcome = outcome }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { outcome.fulfil(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        outcome.fulfil(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fulfil(.failure(CheckProblem(.garbled, "the server closes the connection during the handshake")))
        context.fireChannelInactive()
    }
}

/// The certificate that a server presents.
final class PeerCertificate: Sendable {
    struct Facts: Hashable, Sendable {
        /// In seconds since 1970.
        var validFrom: Int64
        var expires: Int64
        var isSelfSigned: Bool
    }

    private let noted = Mutex<Facts?>(nil)

    var facts: Facts? { noted.withLock { $0 } }

    func note(_ certificate: NIOSSLCertificate?) {
        guard let certificate, let bytes = try? certificate.toDERBytes() else { return }
        let facts = Facts(
            validFrom: Int64(certificate.notValidBefore),
            expires: Int64(certificate.notValidAfter),
            isSelfSigned: CertificateNames(bytes).map { $0.issuer == $0.subject } ?? false
        )
        noted.withLock { $0 = facts }
    }
}

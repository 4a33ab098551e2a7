import Environments
import Foundations
import NIOCore
import NIOPosix
import NIOSSL

/// Examines the certificate of a server by handshakes.
struct CertificateCheck: Sendable {
    private let address: ServerAddress
    private let rule: PlatformEnvironment.CertificateRule
    private let deadline: ContinuousClock.Instant

    init(
        _ address: ServerAddress,
        _ rule: PlatformEnvironment.CertificateRule,
        until deadline: ContinuousClock.Instant
    ) {
        self.address = address
        self.rule = rule
        self.deadline = deadline
    }

    func run() async throws(CheckProblem) -> EnvironmentReport.Certificate {
        // At once, as each may take as long as the server likes.
        async let isTrusted = succeeds(.fullVerification)
        async let isSigned = succeeds(.noHostnameVerification)
        let peer = PeerCertificate()
        try await shake(verifying: .noHostnameVerification, accepting: peer)
        guard let facts = peer.facts else {
            throw CheckProblem(.garbled, "\(address) has no certificate that can be read")
        }
        let now = WallClock.nowNs / 1_000_000_000
        let isInTime = facts.validFrom <= now && now < facts.expires
        let trust: EnvironmentReport.Certificate.Trust
        switch await (isTrusted, isSigned) {
        case (true, _): trust = .trusted
        case (false, true): trust = .otherName
        // Outside its time nothing is known of the rest, except that it is its own authority.
        case (false, false): trust = facts.isSelfSigned ? .selfSigned : isInTime ? .unknownAuthority : .trusted
        }
        return EnvironmentReport.Certificate(
            validFrom: facts.validFrom,
            expires: facts.expires,
            trust: trust,
            warningDays: rule.warningDays,
            now: now
        )
    }

    private func succeeds(_ verification: CertificateVerification) async -> Bool {
        do throws(CheckProblem) { try await shake(verifying: verification, accepting: nil) } catch { return false }
        return true
    }

    // MARK: Handshake

    /// - Parameter peer: receives the certificate, whatever it is; nil if it is to be verified.
    private func shake(
        verifying verification: CertificateVerification,
        accepting peer: PeerCertificate?
    ) async throws(CheckProblem) {
        let limit = ContinuousClock.now.duration(to: deadline)
        let late = CheckProblem(.late, "\(address) does not answer within \(limit.abbreviated)")
        let context = try context(verification)
        do {
            try await TimeLimit.run(until: deadline, late: late) {
                let outcome = Promise<Result<Void, any Error>>()
                let channel = try await connect(context, peer, outcome)
                let end = await withTaskCancellationHandler {
                    await outcome.value()
                } onCancel: {
                    channel.close(promise: nil)
                }
                channel.close(promise: nil)
                try end.get()
            }
        } catch { throw ConnectionProblem.describe(error, address) }
    }

    private func context(_ verification: CertificateVerification) throws(CheckProblem) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = verification
            if let roots = rule.roots { configuration.additionalTrustRoots = [.file(roots)] }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            let file = rule.roots ?? "this machine"
            throw CheckProblem(.missing, "the trusted certificates of \(file) cannot be read", remedy: nil)
        }
    }

    private func connect(
        _ context: NIOSSLContext,
        _ peer: PeerCertificate?,
        _ outcome: Promise<Result<Void, any Error>>
    ) async throws -> any Channel {
        // Server name indication requires a name (RFC 6066). An address is still checked against the certificate.
        let isAddress = (try? SocketAddress(ipAddress: address.host, port: 0)) != nil
        let name = isAddress ? nil : address.host
        let time = TimeAmount.nanoseconds(max(1, ContinuousClock.now.duration(to: deadline).wholeNanoseconds))
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(time)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler: NIOSSLClientHandler
                    if let peer {
                        handler = try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
                            peer.note(chain.first)
                            promise.succeed(.certificateVerified)
                        }
                    } else {
                        handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                    }
                    try channel.pipeline.syncOperations.addHandlers([handler, HandshakeHandler(outcome)])
                }
            }
            .connect(host: address.host, port: address.port).get()
    }
}

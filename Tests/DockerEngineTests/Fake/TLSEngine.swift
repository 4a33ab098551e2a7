import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

@testable import DockerEngine

/// An engine that answers every request with a version, over TLS, to clients whose certificate its authority signed.
final class TLSEngine: Sendable {
    let port: Int
    let folder: TemporaryFolder
    private let channel: any Channel

    static let isPossible = Capability.wants(access("/usr/bin/openssl", X_OK) == 0)

    /// The files of a client: `ca.pem`, `cert.pem`, `key.pem`.
    var files: TLSFiles {
        TLSFiles(
            authority: folder.path + "/ca.pem",
            certificate: folder.path + "/cert.pem",
            key: folder.path + "/key.pem"
        )
    }

    init() async throws {
        folder = try TemporaryFolder()
        try Self.makeCertificates(folder)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(folder.path + "/server-cert.pem")
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: folder.path + "/server-key.pem", format: .pem))
        )
        configuration.trustRoots = .file(folder.path + "/ca.pem")
        configuration.certificateVerification = .noHostnameVerification
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Answerer(),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit { channel.close(promise: nil) }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = "HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 2\r\n\r\nOK"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private static func makeCertificates(_ folder: TemporaryFolder) throws {
        try folder.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n", to: "server.ext")
        try folder.write(
            """
            set -e
            cd "$(dirname "$0")"
            key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }
            key ca-key.pem
            openssl req -new -x509 -days 2 -key ca-key.pem -subj /CN=authority -out ca.pem
            key server-key.pem
            openssl req -new -key server-key.pem -subj /CN=engine -out server.csr
            openssl x509 -req -days 2 -in server.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial \
                -extfile server.ext -out server-cert.pem
            key key.pem
            openssl req -new -key key.pem -subj /CN=client -out client.csr
            openssl x509 -req -days 2 -in client.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out cert.pem
            key stranger-key.pem
            openssl req -new -x509 -days 2 -key stranger-key.pem -subj /CN=stranger -out stranger.pem
            """,
            to: "make.sh"
        )
        guard system("sh \(folder.path)/make.sh >\(folder.path)/log 2>&1") == 0 else {
            throw FakeEngine.Failure(errno: ENOEXEC)
        }
    }
}

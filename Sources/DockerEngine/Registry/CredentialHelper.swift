import Foundations
import Glibc
import NIOCore
import NIOPosix

/// A credential helper program, `docker-credential-NAME`. Source: github.com/docker/docker-credential-helpers, README.
struct CredentialHelper: Sendable {
    private static let timeout = Duration.seconds(10)
    private static let answerLimit = 64 << 10

    var name: String
    var environment: [String: String]

    /// Returns the output of `docker-credential-NAME get` for a registry, or nil if it cannot run or times out.
    func get(_ registry: String) async -> [UInt8]? {
        let program = ChildProcess.program("docker-credential-\(name)", path: environment["PATH"])
        guard let program, !name.contains("/") else { return nil }
        // Its standard error would corrupt the terminal UI.
        let silence = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(silence) }
        let child = try? ChildProcess(program, ["get"], environment: environment, errors: silence)
        guard let child else { return nil }
        let late = EngineError(.timedOut, "\(program) did not answer")
        return try? await TimeLimit.run(Self.timeout, late: late) { try await Self.answer(of: child, to: registry) }
    }

    private static func answer(of child: ChildProcess, to question: String) async throws -> [UInt8]? {
        // The socket's buffer holds this much. A helper may answer and exit without reading it.
        let question = [UInt8](question.utf8)
        send(child.socket, question, question.count, CInt(MSG_NOSIGNAL))
        shutdown(child.socket, CInt(SHUT_WR))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(child.socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { input, _ in
            var answer: [UInt8] = []
            do {
                for try await piece in input {
                    answer += piece.readableBytesView
                    guard answer.count < answerLimit else { return nil }
                }
            } catch is IOError {
                // The connection is reset when a helper exits without reading the question.
            }
            return answer
        }
    }
}

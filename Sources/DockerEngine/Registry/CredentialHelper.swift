import CLinux
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
        guard let program, !name.contains("/"), let (child, output) = start(program, question: registry) else {
            return nil
        }
        let late = EngineError(.timedOut, "\(program) did not answer")
        let answer = try? await TimeLimit.run(Self.timeout, late: late) { try await Self.read(output) }
        withExtendedLifetime(child) {}
        return answer
    }

    /// Starts the program with pipes, as Docker does: a script cannot open /dev/stdin or /dev/stdout if they are sockets.
    private func start(_ program: String, question: String) -> (ChildProcess, output: CInt)? {
        var (input, output): ([CInt], [CInt]) = ([-1, -1], [-1, -1])
        guard clinux_pipe(&input) == 0 else { return nil }
        // A pipe holds 64 KiB. A helper may answer and exit without reading them.
        question.withCString { _ = write(input[1], $0, strlen($0)) }
        close(input[1])
        defer { close(input[0]) }
        guard clinux_pipe(&output) == 0 else { return nil }
        defer { close(output[1]) }
        // Its standard error would corrupt the terminal UI.
        let silence = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(silence) }
        let child = try? ChildProcess(
            program,
            ["get"],
            environment: environment,
            input: input[0],
            output: output[1],
            errors: silence
        )
        guard let child else {
            close(output[0])
            return nil
        }
        return (child, output[0])
    }

    /// Reads the descriptor to its end and closes it. Returns nil if there is more than a login can have.
    private static func read(_ output: CInt) async throws -> [UInt8]? {
        let channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .takingOwnershipOfDescriptor(input: output) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { input in
            var answer: [UInt8] = []
            for try await piece in input {
                answer += piece.readableBytesView
                guard answer.count < answerLimit else { return nil }
            }
            return answer
        }
    }
}

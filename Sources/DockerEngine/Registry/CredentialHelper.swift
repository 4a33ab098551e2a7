import CLinux
import Foundations
import Glibc

/// A credential helper program, `docker-credential-NAME`. Source: github.com/docker/docker-credential-helpers, README.
struct CredentialHelper: Sendable {
    private static let patienceMilliseconds = 10_000
    private static let answerLimit = 64 << 10

    var name: String
    var environment: [String: String]

    /// Returns the output of `docker-credential-NAME get` for a registry, or nil if it cannot run or times out. Blocks.
    func get(_ registry: String) -> [UInt8]? {
        let program = ChildProcess.program("docker-credential-\(name)", path: environment["PATH"])
        guard let program, !name.contains("/") else { return nil }
        var question: [CInt] = [-1, -1]
        var answer: [CInt] = [-1, -1]
        guard clinux_pipe(&question) == 0 else { return nil }
        guard clinux_pipe(&answer) == 0 else {
            close(question[0])
            close(question[1])
            return nil
        }
        // Its standard error would corrupt the terminal UI.
        let silence = open("/dev/null", O_WRONLY | O_CLOEXEC)
        let started = ChildProcess.spawn(
            program,
            [program, "get"],
            environment: environment,
            input: question[0],
            output: answer[1],
            errors: silence
        )
        for descriptor in [question[0], answer[1], silence] { close(descriptor) }
        defer { close(answer[0]) }
        // The pipe's buffer holds this much. If the helper does not read it, SIGPIPE must not terminate this process.
        writeWithoutSignal(question[1], [UInt8](registry.utf8))
        close(question[1])
        guard case .success(let pid) = started else { return nil }
        defer { collect(pid) }
        return readAll(answer[0])
    }

    /// Reaps the helper, which has responded or timed out. Another reaper in this process may be faster, which is fine.
    private func collect(_ pid: pid_t) {
        for _ in 0..<20 {
            // waitpid has no timeout.
            if waitpid(pid, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    private func writeWithoutSignal(_ descriptor: CInt, _ bytes: [UInt8]) {
        var set = sigset_t()
        var former = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &set, &former)
        if Glibc.write(descriptor, bytes, bytes.count) < 0, errno == EPIPE {
            var none = timespec()
            sigtimedwait(&set, nil, &none)
        }
        pthread_sigmask(SIG_SETMASK, &former, nil)
    }

    private func readAll(_ descriptor: CInt) -> [UInt8]? {
        let deadline = ContinuousClock.now + .milliseconds(Self.patienceMilliseconds)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count < Self.answerLimit {
            let milliseconds = (deadline - ContinuousClock.now).wholeMilliseconds
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard milliseconds > 0, poll(&waiting, 1, CInt(milliseconds)) > 0 else { return nil }
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else { return nil }
            bytes += piece[..<count]
        }
        return nil
    }
}

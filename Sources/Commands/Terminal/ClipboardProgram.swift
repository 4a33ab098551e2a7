import CLinux
import Dispatch
import Foundations
import Glibc

/// The desktop's clipboard program, for a terminal that does not support or allow OSC 52.
struct ClipboardProgram: Hashable {
    /// The time limit in milliseconds, for a program that hangs or a desktop that does not respond.
    private static let patience: Int32 = 2_000

    var path: String
    var arguments: [String]

    /// The first installed program that fits the desktop; nil if there is none.
    static func find(environment: [String: String], search: (String) -> String?) -> ClipboardProgram? {
        func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
        var candidates: [[String]] = []
        if isSet("WAYLAND_DISPLAY") { candidates.append(["wl-copy"]) }
        if isSet("DISPLAY") {
            candidates += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
        }
        if isSet("__CF_USER_TEXT_ENCODING") { candidates.append(["pbcopy"]) }
        for candidate in candidates {
            if let path = search(candidate[0]) { return ClipboardProgram(path: path, arguments: candidate) }
        }
        return nil
    }

    /// Copies a text. Returns false if the program failed or ran out of time.
    func copy(_ text: String) async -> Bool {
        await withCheckedContinuation { done in
            // On its own queue, because it blocks.
            DispatchQueue(label: "cpadev.clipboard").async { done.resume(returning: run(Array(text.utf8))) }
        }
    }

    private func run(_ bytes: [UInt8]) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { return false }
        let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
        var pid: pid_t = 0
        let error = CStringArray.with(arguments) { argv in
            path.withCString { path in
                var request = clinux_spawn_request()
                request.path = path
                request.argv = argv
                request.envp = UnsafePointer(environ)
                request.stdin_fd = ends[0]
                // Background processes that it leaves behind must not hold our descriptors.
                request.stdout_fd = null
                request.stderr_fd = null
                request.extra_fd = -1
                return clinux_spawn(&request, &pid)
            }
        }
        close(ends[0])
        close(null)
        guard error == 0 else {
            close(ends[1])
            return false
        }
        let deadline = ContinuousClock.now + .milliseconds(Int(Self.patience))
        let isWritten = write(bytes, to: ends[1], until: deadline)
        close(ends[1])
        return wait(for: pid, until: deadline) && isWritten
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                sent += count
                continue
            }
            guard errno == EAGAIN || errno == EINTR, ContinuousClock.now < deadline else { return false }
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&polled, 1, 50)
        }
        return true
    }

    /// Reaps the program, or kills its process group at the deadline. Returns whether it succeeded.
    private func wait(for pid: pid_t, until deadline: ContinuousClock.Instant) -> Bool {
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid { return clinux_status_code(status) == 0 && clinux_status_signal(status) == 0 }
            if ended < 0, errno != EINTR { return false }
            if ContinuousClock.now >= deadline { break }
            poll(nil, 0, 5)
        }
        kill(-pid, SIGKILL)
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return false
    }
}

import CLinux
import Foundations
import Glibc
import LogAnalysis
import LogStore
import Runtime
import Synchronization

/// Starts processes, drains their output, and reaps them when they exit.
///
/// Two drainers share the output of all processes, because one cannot keep up with several processes that write at full
/// speed. Another thread waits for exits. Output is drained from the first byte, whatever the rest of the program does,
/// and a slow reader never blocks a process. A program has only one host: it owns SIGCHLD and reaps every child,
/// including orphans of services, for which this process is the subreaper.
final class ProcessHost: Sendable {
    /// A process to start.
    struct Request: Sendable {
        /// The executable's path; PATH is not searched.
        var path: String
        var arguments: [String]
        var environment: [String: String]
        var workingDirectory: String?
        /// The mark of the process and all its descendants; 0 for none.
        var mark: UInt64 = 0
    }

    /// Receives output. All output of a process arrives on one thread: the sink must be quick and must not block.
    typealias Sink = @Sendable (UnsafeRawBufferPointer, LogStream) -> Void
    /// Called once, on the sink's thread, after the remaining output was passed to the sink.
    typealias ExitHandler = @Sendable (ExitStatus) -> Void

    private struct Child: Sendable {
        var outputs: [Int32]
        /// nil if its output is not captured.
        var drainer: OutputDrainer?
        var onExit: ExitHandler
    }

    private struct Children: Sendable {
        var known: [Int32: Child] = [:]
        /// The number of starts in progress. Their children may exit before they are added to `known`.
        var starting = 0
        /// The wait statuses of such children, and of orphans that exited in the meantime.
        var unclaimed: [Int32: Int32] = [:]

        mutating func finishStart() {
            starting -= 1
            if starting == 0 { unclaimed = [:] }
        }
    }

    private let epoll: Int32
    private let childEvents: Int32
    private let children = Mutex(Children())
    private let drainers: [OutputDrainer]
    private let inheritance: SpawnAttributes
    /// Assigns drainers to processes in turn.
    private let turns = Atomic(0)

    /// - Parameter inheritance: attributes that processes get instead of this process's own.
    init(inheritance: SpawnAttributes = SpawnAttributes()) throws(RuntimeError) {
        self.inheritance = inheritance
        epoll = clinux_epoll_create()
        childEvents = clinux_eventfd()
        drainers = [try OutputDrainer(threadName: "cpadev-io-1"), try OutputDrainer(threadName: "cpadev-io-2")]
        guard epoll >= 0, childEvents >= 0, clinux_notify_child_exits(childEvents) == 0,
            clinux_epoll_add(epoll, childEvents, UInt64(childEvents)) == 0
        else { throw RuntimeError(.systemCall, "cannot watch child processes: \(errnoText())") }
        // Makes orphans of services children of this process, which kills and reaps them. Otherwise they would go to
        // pid 1.
        _ = clinux_set_child_subreaper()
        DedicatedThread.startOrTrap(named: "cpadev-reap") { self.loop() }
    }

    /// Starts a process in its own session. Returns its process ID, which is also its session and process group ID.
    /// - Parameters:
    ///   - onStart: called with the pid before any output is drained.
    ///   - onIncompleteLine: called on the host's thread when the last line has been incomplete for a short while.
    func spawn(
        _ request: Request,
        onStart: (Int32) -> Void = { _ in },
        sink: @escaping Sink,
        onIncompleteLine: @escaping @Sendable (LogStream) -> Void = { _ in },
        onExit: @escaping ExitHandler
    ) throws(RuntimeError) -> Int32 {
        let out = try Pipe()
        let err: Pipe
        do { err = try Pipe() } catch {
            out.closeBoth()
            throw error
        }
        defer {
            close(out.writeEnd)
            close(err.writeEnd)
        }
        let drainer = drainers[turns.wrappingAdd(1, ordering: .relaxed).oldValue % drainers.count]
        for (pipe, stream) in [(out.readEnd, LogStream.stdout), (err.readEnd, .stderr)] {
            drainer.register(
                pipe,
                OutputDrainer.Output(stream: stream, sink: sink, onIncompleteLine: onIncompleteLine)
            )
        }
        children.withLock { $0.starting += 1 }
        switch spawnProcess(request, inheritance, stdout: out.writeEnd, stderr: err.writeEnd) {
        case .success(let pid):
            onStart(pid)
            let endedAlready = children.withLock { children in
                let outputs = [out.readEnd, err.readEnd]
                children.known[pid] = Child(outputs: outputs, drainer: drainer, onExit: onExit)
                let status = children.unclaimed.removeValue(forKey: pid)
                children.finishStart()
                return status
            }
            for pipe in [out.readEnd, err.readEnd] { drainer.watch(pipe) }
            if let endedAlready { finish(pid, status: endedAlready) }
            return pid
        case .failure(let error):
            children.withLock { $0.finishStart() }
            for pipe in [out.readEnd, err.readEnd] { drainer.close(pipe) }
            throw error
        }
    }

    /// Reaps a child that was started elsewhere in this process.
    func adopt(_ pid: Int32, onExit: @escaping ExitHandler) {
        children.withLock { $0.known[pid] = Child(outputs: [], onExit: onExit) }
    }

    /// Whether a process was started by this host and has not been reaped.
    func isOwn(_ pid: Int32) -> Bool { children.withLock { $0.known[pid] != nil } }

    // MARK: The thread

    private func loop() {
        var tokens: [UInt64] = [0]
        while clinux_epoll_wait(epoll, &tokens, 1, -1) >= 0 {
            var value: UInt64 = 0
            _ = read(childEvents, &value, MemoryLayout.size(ofValue: value))
            reap()
        }
    }

    private func reap() {
        while true {
            var status: Int32 = 0
            let pid = clinux_reap(&status)
            guard pid > 0 else { return }
            let isKnown = children.withLock { children in
                if children.known[pid] != nil { return true }
                // This is either a child that is not in `known` yet, or an adopted orphan, whose status is of no
                // interest.
                if children.starting > 0 { children.unclaimed[pid] = status }
                return false
            }
            if isKnown { finish(pid, status: status) }
        }
    }

    /// Drains the remaining output of a child that exited, then calls its exit handler.
    private func finish(_ pid: Int32, status: Int32) {
        guard let child = children.withLock({ $0.known.removeValue(forKey: pid) }) else { return }
        let signal = clinux_status_signal(status)
        let ending: ExitStatus = signal == 0 ? .code(clinux_status_code(status)) : .signal(signal)
        guard let drainer = child.drainer else { return child.onExit(ending) }
        drainer.finish(child.outputs) { child.onExit(ending) }
    }
}

/// A close-on-exec pipe whose read end is non-blocking.
private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws(RuntimeError) {
        try DescriptorReserve.check()
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw RuntimeError(.systemCall, "cannot create a pipe: \(errnoText())") }
        readEnd = ends[0]
        writeEnd = ends[1]
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    func closeBoth() {
        close(readEnd)
        close(writeEnd)
    }
}

/// Calls clinux_spawn with C copies of the request.
private func spawnProcess(
    _ request: ProcessHost.Request,
    _ inheritance: SpawnAttributes,
    stdout: Int32,
    stderr: Int32
) -> Result<Int32, RuntimeError> {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else { return .failure(RuntimeError(.systemCall, "cannot open /dev/null: \(errnoText())")) }
    defer { close(null) }
    var pid: Int32 = 0
    let environment = request.environment.map { "\($0.key)=\($0.value)" }.sorted()
    let error = CStringArray.with(request.arguments) { argv in
        CStringArray.with(environment) { envp in
            request.path.withCString { path in
                withOptionalCString(request.workingDirectory) { directory in
                    var spawn = clinux_spawn_request()
                    spawn.path = path
                    spawn.argv = argv
                    spawn.envp = envp
                    spawn.working_directory = directory
                    spawn.stdin_fd = null
                    spawn.stdout_fd = stdout
                    spawn.stderr_fd = stderr
                    spawn.extra_fd = -1
                    spawn.mark = request.mark
                    inheritance.apply(to: &spawn)
                    return clinux_spawn(&spawn, &pid)
                }
            }
        }
    }
    guard error != 0 else { return .success(pid) }
    if let folder = request.workingDirectory, access(folder, X_OK) != 0 {
        let reason = String(cString: strerror(errno))
        return .failure(RuntimeError(.cannotExecute, "cannot start \(request.path) in \(folder): \(reason)"))
    }
    let search = ExecutableSearch(path: request.environment["PATH"] ?? "/usr/bin:/bin", directory: "/")
    let problem = search.problem(withFile: request.path, error: error)
    return .failure(RuntimeError(.cannotExecute, problem.reason, remedy: problem.remedy))
}

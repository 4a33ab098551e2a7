import CLinux
import Glibc
import LogAnalysis
import LogStore
import Runtime
import Synchronization

/// Starts processes, drains what they write, and collects them when they end.
///
/// Two drainers share the output of all processes, since one cannot keep up with several that write as fast as they can;
/// another thread waits for ends. So a process is drained from its first byte whatever the rest of the program does, and
/// none can be held up by a reader. There is one host in a program: it owns SIGCHLD and reaps every child, those included
/// that were orphaned by a service and handed to this process as their subreaper.
final class ProcessHost: Sendable {
    /// What to start.
    struct Request: Sendable {
        /// The executable's path; PATH is not searched.
        var path: String
        var arguments: [String]
        var environment: [String: String]
        var workingDirectory: String?
        /// By which it and all its descendants are known; 0 for none.
        var mark: UInt64 = 0
    }

    /// Receives output. Called on one thread for all of a process' output: it must be quick and must not block.
    typealias Sink = @Sendable (UnsafeRawBufferPointer, LogStream) -> Void
    /// Called once, on the thread of the sink, after the last byte that was there went to it.
    typealias ExitHandler = @Sendable (ExitStatus) -> Void

    private struct Child: Sendable {
        var outputs: [Int32]
        /// nil where there is no output.
        var drainer: OutputDrainer?
        var onExit: ExitHandler
    }

    private struct Children: Sendable {
        var known: [Int32: Child] = [:]
        /// Starts under way. A child of theirs may end before it is entered.
        var starting = 0
        /// How such children ended, and orphans that ended meanwhile.
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
    private let inheritance: ProcessInheritance
    /// Processes take the drainers by turns.
    private let turns = Atomic(0)

    /// - Parameter inheritance: what processes get in place of this one's own limits.
    init(inheritance: ProcessInheritance = ProcessInheritance()) throws(RuntimeError) {
        self.inheritance = inheritance
        epoll = clinux_epoll_create()
        childEvents = clinux_eventfd()
        drainers = [try OutputDrainer(threadName: "cpadev-io-1"), try OutputDrainer(threadName: "cpadev-io-2")]
        guard epoll >= 0, childEvents >= 0, clinux_notify_child_exits(childEvents) == 0,
            clinux_epoll_add(epoll, childEvents, UInt64(childEvents)) == 0
        else { throw RuntimeError(.systemCall, "cannot watch child processes: \(errnoText())") }
        // Orphans of services come to this process, which ends and reaps them; without it they would go to pid 1.
        _ = clinux_set_child_subreaper()
        startThread(named: "cpadev-reap") { self.loop() }
    }

    /// Starts a process in a session of its own. Returns its process id, which is also its session and group id.
    /// - Parameters:
    ///   - onStart: called with the pid before anything is drained.
    ///   - onUnfinishedLine: called on the host's thread when what the sink got last has stood in the middle of a line
    ///     for a short while.
    func spawn(
        _ request: Request,
        onStart: (Int32) -> Void = { _ in },
        sink: @escaping Sink,
        onUnfinishedLine: @escaping @Sendable (LogStream) -> Void = { _ in },
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
                OutputDrainer.Output(stream: stream, sink: sink, onUnfinishedLine: onUnfinishedLine)
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

    /// Collects a child that was started elsewhere in this process.
    func adopt(_ pid: Int32, onExit: @escaping ExitHandler) {
        children.withLock { $0.known[pid] = Child(outputs: [], onExit: onExit) }
    }

    /// Whether a process was started by this host and has not been collected.
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
                // Either a child that is not entered yet, or an adopted orphan, which is reaped and forgotten.
                if children.starting > 0 { children.unclaimed[pid] = status }
                return false
            }
            if isKnown { finish(pid, status: status) }
        }
    }

    /// Has what is left of a child that ended drained, and tells its owner.
    private func finish(_ pid: Int32, status: Int32) {
        guard let child = children.withLock({ $0.known.removeValue(forKey: pid) }) else { return }
        let signal = clinux_status_signal(status)
        let ending: ExitStatus = signal == 0 ? .code(clinux_status_code(status)) : .signal(signal)
        guard let drainer = child.drainer else { return child.onExit(ending) }
        drainer.finish(child.outputs) { child.onExit(ending) }
    }
}

/// A pipe whose ends are closed in children and whose reading end does not block.
private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws(RuntimeError) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw RuntimeError(
                .systemCall,
                "cannot make a pipe: \(errnoText())",
                remedy: errno == EMFILE ? "raise the limit on open files: ulimit -n 4096" : nil
            )
        }
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
    _ inheritance: ProcessInheritance,
    stdout: Int32,
    stderr: Int32
) -> Result<Int32, RuntimeError> {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else { return .failure(RuntimeError(.systemCall, "cannot open /dev/null: \(errnoText())")) }
    defer { close(null) }
    var pid: Int32 = 0
    let environment = request.environment.map { "\($0.key)=\($0.value)" }.sorted()
    let error = withCStrings(request.arguments) { argv in
        withCStrings(environment) { envp in
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
        return .failure(RuntimeError(.cannotExecute, "cannot start \(request.path) in the folder \(folder): \(reason)"))
    }
    let search = ExecutableSearch(path: request.environment["PATH"] ?? "/usr/bin:/bin", directory: "/")
    let problem = search.problem(withFile: request.path, error: error)
    return .failure(RuntimeError(.cannotExecute, problem.reason, remedy: problem.remedy))
}

import CLinux
import Glibc

/// Spawns the programs that this module uses: `ssh` and credential helpers.
enum ChildProcess {
    /// Returns the first program of that name in `PATH`, or nil if there is none.
    static func program(_ name: String, path: String?) -> String? {
        let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        let candidates = folders.map { folder in "\(folder)/\(name)" }
        return candidates.first { candidate in access(candidate, X_OK) == 0 }
    }

    /// Starts a program in its own session, with these three descriptors and no others.
    static func spawn(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: CInt,
        output: CInt,
        errors: CInt
    ) -> Result<pid_t, SpawnFailure> {
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let code = program.withCString { path in
            argv.withUnsafeBufferPointer { argv in
                envp.withUnsafeBufferPointer { envp in
                    var request = clinux_spawn_request()
                    request.path = path
                    request.argv = argv.baseAddress
                    request.envp = envp.baseAddress
                    request.stdin_fd = input
                    request.stdout_fd = output
                    request.stderr_fd = errors
                    request.extra_fd = -1
                    // A ControlMaster that ssh leaves behind may be shared, so it is marked as belonging to no stack.
                    request.mark = clinux_outside_mark
                    return clinux_spawn(&request, &pid)
                }
            }
        }
        return code == 0 ? .success(pid) : .failure(SpawnFailure(code: code))
    }

    /// The errno value of a failed spawn.
    struct SpawnFailure: Error {
        var code: CInt
    }
}

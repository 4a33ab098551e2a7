import Foundations
import Glibc

/// The folder of a stack's socket. Another user who could write to it could answer in the supervisor's place: name
/// programs to run, and receive what is sent.
struct SocketFolder {
    let path: String

    init(_ location: StackLocation) { path = StackLocation.parent(location.socketPath) }

    /// Creates the folder, or restricts the existing one to this user.
    func create() throws(CommandFailure) {
        if mkdir(path, 0o700) == 0 { return }
        let reason = String(cString: strerror(errno))
        guard errno == EEXIST, let status = FileStatus(path) else {
            throw CommandFailure(.failed, "cannot create the socket's folder \(path): \(reason)")
        }
        try verifyOwner(status)
        _ = chmod(path, 0o700)
    }

    /// Throws if the folder exists and another user can write to it.
    func verify() throws(CommandFailure) {
        guard let status = FileStatus(path) else { return }
        try verifyOwner(status)
        guard status.permissions & 0o022 != 0 else { return }
        throw CommandFailure(
            .unavailable,
            "other users can write to the socket's folder \(path)",
            hint: "chmod 700 \(QuotedValue.shell(path))"
        )
    }

    private func verifyOwner(_ status: FileStatus) throws(CommandFailure) {
        guard status.kind != .folder || !status.belongsToCaller else { return }
        let what = status.kind == .folder ? "belongs to another user" : "is not a folder"
        throw CommandFailure(
            .unavailable,
            "the socket's folder \(path) \(what)",
            hint: "remove it, or set XDG_RUNTIME_DIR to a folder that you own"
        )
    }
}

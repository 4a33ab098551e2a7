import ComposeModel
import DockerEngine
import FoundationEssentials
import Foundations
import Glibc
import Runtime

/// Copies files from this machine into a container.
struct ContainerFiles: Sendable {
    /// The size at which a batch of files is sent.
    private static let batchBytes = 16 << 20

    let client: EngineClient

    /// Copies files that exist and removes those that are gone. Permissions are kept; root owns everything, as with
    /// `docker compose watch`.
    func copy(_ changes: [FileChange], into container: String) async throws(RuntimeError) {
        try await remove(changes.filter(\.isRemoved).map(\.target), from: container)
        let tar = TarWriter()
        var batch: [UInt8] = []
        for change in changes where !change.isRemoved {
            guard let entry = try Self.archived(change, tar) else { continue }
            batch += entry
            if batch.count >= Self.batchBytes {
                try await send(batch + tar.end(), to: container)
                batch = []
            }
        }
        if !batch.isEmpty { try await send(batch + tar.end(), to: container) }
    }

    private func send(_ archive: [UInt8], to container: String) async throws(RuntimeError) {
        do { try await client.putArchive(container, path: "/", archive: archive) } catch {
            throw RuntimeError(error, "cannot copy into its container")
        }
    }

    private func remove(_ targets: [String], from container: String) async throws(RuntimeError) {
        guard !targets.isEmpty else { return }
        var exec = ExecRequest(["rm", "-rf", "--"] + targets)
        exec.user = "0"
        do throws(EngineError) {
            let result = try await client.run(container, exec, timeout: .seconds(30), limit: 4096)
            guard result.exitCode != 0 else { return }
            let words = String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
            throw EngineError(.serverError, "rm failed: \(words)")
        } catch {
            throw RuntimeError(error, "cannot remove files in its container")
        }
    }

    /// Returns the archive entry of a file, or nil if it is gone or is not a file, folder or link.
    private static func archived(_ change: FileChange, _ tar: TarWriter) throws(RuntimeError) -> [UInt8]? {
        guard let status = FileStatus(change.source) else {
            if errno == ENOENT { return nil }
            throw unreadable(change.source)
        }
        let path = String(change.target.drop { $0 == "/" })
        let mode = status.permissions
        let modified = Int(status.modifiedNs / 1_000_000_000)
        switch status.kind {
        case .regular:
            let bytes = try contents(of: change.source)
            let entry = TarEntry(path: path, kind: .file(size: bytes.count), mode: mode, modified: modified)
            return tar.header(entry) + bytes + tar.padding(afterBytes: bytes.count)
        case .folder:
            return tar.header(TarEntry(path: path, kind: .directory, mode: mode, modified: modified))
        case .link:
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: change.source) else {
                throw unreadable(change.source)
            }
            return tar.header(TarEntry(path: path, kind: .symbolicLink(target: target), mode: mode, modified: modified))
        default: return nil
        }
    }

    private static func contents(of path: String) throws(RuntimeError) -> [UInt8] {
        // The file may have been replaced by a FIFO, which must not block.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func unreadable(_ path: String) -> RuntimeError {
        RuntimeError(.refused, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
}

import Diagnostics
import FoundationEssentials
import Foundations
import Glibc

/// The temporary folder of an open recording. It is removed with this object, or by the next recording that is opened
/// if its process was killed.
final class RecordingFolder: Sendable {
    private static let prefix = "cpadev-recording-"

    let path: String
    /// Locked while the folder is in use.
    private let descriptor: Int32

    init(in parent: String) throws(CommandFailure) {
        Self.removeAbandoned(in: parent)
        while true {
            var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                let reason = String(cString: strerror(errno))
                throw CommandFailure(.failed, "cannot create a folder in \(parent): \(reason)", hint: "set TMPDIR")
            }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Another process may have taken the folder for an abandoned one before it was locked.
            guard let descriptor = Self.lock(path) else { continue }
            self.path = path
            self.descriptor = descriptor
            return
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    /// Opens and locks a folder of this user; nil if it is in use, another user's, or gone.
    private static func lock(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let status = FileStatus(descriptor: descriptor), status.belongsToCaller,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileStatus(path)?.isSameFile(as: status) == true
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func removeAbandoned(in parent: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let descriptor = lock("\(parent)/\(name)") else { continue }
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
            close(descriptor)
        }
    }
}

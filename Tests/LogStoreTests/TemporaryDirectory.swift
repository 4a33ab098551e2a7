import FoundationEssentials
import Glibc
import SystemPackage

/// A directory of its own for a test, gone when the test is over.
final class TemporaryDirectory: Sendable {
    let path: FilePath

    init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/logstore-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw Errno(rawValue: errno) }
        path = FilePath(String(cString: made))
    }

    deinit { try? FileManager.default.removeItem(atPath: path.string) }

    /// The names of the files in it, sorted.
    func names(endingWith suffix: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).filter { $0.hasSuffix(suffix) }.sorted()
    }

    func contents(of name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path.appending(name).string) else {
            throw Errno.noSuchFileOrDirectory
        }
        return Array(data)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path.appending(name).string))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path.appending(name).string)
    }
}

import Foundation
import Glibc

/// A folder with a short path, for a socket below it: those are limited to 107 bytes.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/cpadev-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("cannot make a folder in /tmp: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Servers that give up root's rights have to reach their data.
        chmod(path, 0o755)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

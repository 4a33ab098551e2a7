import FoundationEssentials
import Glibc

/// A folder that is removed with this object. Its path is short, as a socket in it has at most 107 bytes.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// - Throws: ``TestFailure`` if it cannot be created.
    package init() throws {
        var template = Array("/tmp/cpadev-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("cannot create a folder in /tmp: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Servers that give up root's rights have to reach their data.
        chmod(path, 0o755)
    }

    deinit { remove() }

    /// Removes the folder early.
    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and creates the folders above it. Returns the path of the file.
    @discardableResult
    package func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
        let file = "\(path)/\(name)"
        if let slash = file.lastIndex(of: "/") {
            try FileManager.default.createDirectory(atPath: String(file[..<slash]), withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(filePath: file))
        chmod(file, executable ? 0o755 : 0o644)
        return file
    }

    /// Returns the text of a file.
    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
    }
}

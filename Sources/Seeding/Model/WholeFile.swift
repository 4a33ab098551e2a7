import FoundationEssentials
import YAMLTree

/// Reads files that the seed or an earlier supervisor wrote. Never blocks on a path that is not a regular file.
enum WholeFile {
    private static let sizeLimit = 1 << 30

    /// Returns the contents of a regular file.
    static func read(_ path: String) throws(FileAccessError) -> Data {
        Data(try LocalFiles().read(path, limit: sizeLimit))
    }

    /// Returns the time since a file was written; zero if it does not exist.
    static func age(of path: String) -> Duration {
        let written = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        return .seconds(max(0, written.map { Date().timeIntervalSince($0) } ?? 0))
    }
}

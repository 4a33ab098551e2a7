import FoundationEssentials
import YAMLTree

/// Files that the seed or an earlier supervisor wrote, read without waiting for what is no file.
enum WholeFile {
    private static let sizeLimit = 1 << 30

    /// Everything in a regular file.
    static func read(_ path: String) throws(FileAccessError) -> Data {
        Data(try LocalFiles().read(path, limit: sizeLimit))
    }

    /// The time since a file was written; zero for one that is not there.
    static func age(of path: String) -> Duration {
        let written = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        return .seconds(max(0, written.map { Date().timeIntervalSince($0) } ?? 0))
    }
}

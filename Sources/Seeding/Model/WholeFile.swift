import FoundationEssentials
import YAMLTree

/// Files that the seed or an earlier supervisor wrote, read without waiting for what is no file.
enum WholeFile {
    private static let sizeLimit = 1 << 30

    /// Everything in a regular file.
    static func read(_ path: String) throws(FileAccessError) -> Data {
        Data(try LocalFiles().read(path, limit: sizeLimit))
    }
}

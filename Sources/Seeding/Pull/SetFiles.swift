import FoundationEssentials
import YAMLTree

/// Copies of files that a set needs to be complete.
enum SetFiles {
    private static let sizeLimit = 16 << 20

    /// Copies the SQL files in a folder.
    static func copySQL(in folder: String, to target: String) throws(SeedingError) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        try copy(names.filter { $0.hasSuffix(".sql") }.map { "\(folder)/\($0)" }, to: target)
    }

    static func copy(_ files: [String], to target: String) throws(SeedingError) {
        try SetWriter.makeFolder(target)
        for file in files {
            let bytes: [UInt8]
            do throws(FileAccessError) { bytes = try LocalFiles().read(file, limit: sizeLimit) } catch {
                throw SeedingError(.files, "cannot read \(file): \(error.message)")
            }
            try SetWriter.append(bytes, to: "\(target)/\(PathText.lastComponent(of: file))")
        }
    }
}

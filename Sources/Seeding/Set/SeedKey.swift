import Crypto
import Diagnostics
import Foundations

/// Identifies what a stack's stores are filled with.
package enum SeedKey {
    /// Returns a hex SHA-256 over a seed's files and texts. Equal keys mean that the same data is loaded.
    /// - Parameters:
    ///   - manifest: the absolute path of the manifest; nil for no seed.
    ///   - texts: what else determines the data.
    /// - Throws: every problem of the seed's files.
    package static func make(manifest: String?, texts: [String]) throws(SeedingError) -> String {
        var hasher = SHA256()
        let seed = try manifest.map { path throws(SeedingError) in try SeedSet.read(path: path, displayPath: path).hash
        }
        for text in [seed ?? "none"] + texts { hasher.update(data: Array(text.utf8) + [0]) }
        return hasher.finalize().hexadecimal
    }
}

package import Diagnostics
import Glibc

/// Why seed data could not be loaded, reset or read.
package struct SeedingError: Failure {
    /// A machine-readable error code.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// Lowercase words joined by hyphens.
        package var rawValue: String
        /// Creates a code, which need not be one of those listed here.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The manifest, a migration or the data has errors, which are in ``SeedingError/diagnostics``.
        package static let badSeed = Code(rawValue: "bad-seed")
        /// The store is not this stack's own, or holds data that cpadev did not put there.
        package static let notOurs = Code(rawValue: "not-ours")
        /// The server at the store's address does not answer, or the connection broke.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The store answered with a refusal.
        package static let refused = Code(rawValue: "refused")
        /// The store's answer violates its protocol.
        package static let garbled = Code(rawValue: "garbled")
        /// A file of cpadev's own could not be read or written.
        package static let files = Code(rawValue: "files")
        /// There is no firm, store or snapshot of that name.
        package static let unknownName = Code(rawValue: "unknown-name")
        /// Another operation on the data is under way.
        package static let busy = Code(rawValue: "busy")
        /// The caller cancelled the operation.
        package static let cancelled = Code(rawValue: "cancelled")
    }

    package var code: Code
    package var message: String
    package var remedy: String?
    /// The errors in the seed's files, if any.
    package var diagnostics: [Diagnostic]

    package init(_ code: Code, _ message: String, remedy: String? = nil, diagnostics: [Diagnostic] = []) {
        self.code = code
        self.message = Self.namingFolders(in: message)
        self.remedy = remedy
        self.diagnostics = diagnostics
    }

    /// Replaces paths through a descriptor of this process, which the seeder's folder has, by those that they lead to.
    private static func namingFolders(in message: String) -> String {
        let prefix = "/proc/self/fd/"
        guard let start = message.firstRange(of: prefix) else { return message }
        let path = prefix + message[start.upperBound...].prefix { $0.isASCII && $0.isNumber }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return message }
        let folder = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return message.replacing(path, with: folder)
    }
}

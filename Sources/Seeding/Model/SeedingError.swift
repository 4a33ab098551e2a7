package import Diagnostics

/// Why seed data could not be loaded, reset or read.
package struct SeedingError: Error, Hashable, Sendable {
    /// What went wrong, for programs to match.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// Lower case words with hyphens.
        package var rawValue: String
        /// A code by its name, also one that is not listed here.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The manifest, a migration or the data has errors; ``SeedingError/diagnostics`` has them.
        package static let badSeed = Code(rawValue: "bad-seed")
        /// The store is not this stack's own, or holds data that cpadev did not put there.
        package static let notOurs = Code(rawValue: "not-ours")
        /// Nobody answers at the store's address, or the connection broke.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The store answered, and refused.
        package static let refused = Code(rawValue: "refused")
        /// The store answered what its protocol does not allow.
        package static let garbled = Code(rawValue: "garbled")
        /// A file of cpadev's own could not be read or written.
        package static let files = Code(rawValue: "files")
        /// A firm, a store or a snapshot of that name does not exist.
        package static let unknownName = Code(rawValue: "unknown-name")
        /// Another operation on the data is under way.
        package static let busy = Code(rawValue: "busy")
        /// Whoever asked for it cancelled it.
        package static let cancelled = Code(rawValue: "cancelled")
    }

    /// What went wrong, for programs.
    package var code: Code
    /// One sentence without a full stop, for people.
    package var message: String
    /// What to do about it; nil where there is nothing to advise.
    package var remedy: String?
    /// The places in the seed's files that are wrong, where they are.
    package var diagnostics: [Diagnostic]

    /// An error, with a remedy where there is one.
    package init(_ code: Code, _ message: String, remedy: String? = nil, diagnostics: [Diagnostic] = []) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.diagnostics = diagnostics
    }
}

extension SeedingError: CustomStringConvertible {
    /// The message alone.
    package var description: String { message }
}

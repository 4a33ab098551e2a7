@testable import Subset

/// Values for tests.
enum Samples {
    static let key = FakeKey([UInt8](repeating: 7, count: 32))

    static func column(
        _ name: String,
        _ type: String = "text",
        isGenerated: Bool = false,
        isNullable: Bool = false,
        isUnique: Bool = false
    ) -> SubsetSchema.Column {
        SubsetSchema.Column(
            name,
            type,
            isGenerated: isGenerated,
            isNullable: isNullable,
            isUnique: isUnique
        )
    }

    static func originals(_ values: String...) -> OriginalValues {
        var originals = OriginalValues(seed: 42, bits: 16)
        for value in values { withBytes(value) { originals.add($0) } }
        return originals
    }

    static func withBytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        try Array(text.utf8).withUnsafeBytes(body)
    }
}

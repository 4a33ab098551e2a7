import StateFiles

/// The random key of a stack from which made-up values follow, so that pulls agree with each other. Nobody can tell who a
/// made-up person is without it. It outlives `down --volumes`.
enum PullKey {
    private static let fileName = "pull-key"
    private static let length = 32

    /// Returns the key; creates it if the stack has none.
    static func load(in run: OwnedDirectory) throws(StateFileError) -> [UInt8] {
        if let key = try run.contents(of: fileName, limit: 1 << 10), key.count == length { return key }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try run.replace(fileName, with: key)
        return key
    }
}

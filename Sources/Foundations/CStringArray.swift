import Glibc

/// NULL-terminated arrays of C strings that are valid for the duration of a call.
package enum CStringArray {
    /// Calls `body` with an array for exec and spawn.
    package static func with<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        // The array is never empty, so its base address exists.
        return pointers.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
    }

    /// Calls `body` with two arrays of constant strings: the names and the values of parameters, such as libpq's.
    package static func withPairs<Result>(
        _ pairs: [(name: String, value: String)],
        _ body: (_ names: UnsafePointer<UnsafePointer<CChar>?>, _ values: UnsafePointer<UnsafePointer<CChar>?>) ->
            Result
    ) -> Result {
        let count = pairs.count + 1
        return with(pairs.map(\.name)) { names in
            with(pairs.map(\.value)) { values in
                names.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: count) { names in
                    values.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: count) { body(names, $0) }
                }
            }
        }
    }
}

import Glibc

/// Arrays of C strings for exec and spawn.
enum CStringArray {
    /// Runs `body` with a NULL-terminated array of C strings that live until it returns.
    static func with<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            // The array is never empty, so its base address exists.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}

import Foundations

/// A reversible mapping of arbitrary service names to directory names.
///
/// Letters, digits, `-`, `_` and `.` are kept, except for a leading `.`. Every other byte becomes `%` and two hexadecimal
/// digits.
enum DirectoryName {
    /// The longest name that common file systems allow, in bytes.
    static let maximumLength = 255

    /// Returns nil for an empty name and for one whose encoding is too long.
    static func encode(_ service: String) -> String? {
        var name = PercentEncoding.encode(service, keeping: "-_.")
        if name.hasPrefix(".") { name = "%2E" + name.dropFirst() }
        return name.isEmpty || name.utf8.count > maximumLength ? nil : name
    }

    /// The service of a directory; nil if the name is not a valid encoding.
    static func decode(_ name: String) -> String? {
        guard let service = PercentEncoding.decode(name), encode(service) == name else { return nil }
        return service
    }
}

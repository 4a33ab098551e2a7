/// The environment variables that an instance offers to its dependents.
package struct OfferedVariables: Hashable, Sendable {
    /// Variables that get the service's name as a prefix: `URL` of `database` becomes `DATABASE_URL`.
    package var prefixed: [String: String]
    /// Variables without a prefix.
    package var raw: [String: String]

    package init(prefixed: [String: String] = [:], raw: [String: String] = [:]) {
        self.prefixed = prefixed
        self.raw = raw
    }

    /// A service's name in upper case, with `_` for every character that is not valid in a variable name.
    package static func variableName(_ service: String) -> String {
        String(service.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// Returns the variables as seen by dependents of the service. Compose uses the upper-case service name as the prefix.
    /// If that is not a valid variable name in a shell, a second variable has `_` for the invalid characters.
    package func variables(of service: String) -> [String: String] {
        guard !prefixed.isEmpty else { return raw }
        var result = raw
        let prefix = service.uppercased()
        let plain = Self.variableName(service)
        for (name, value) in prefixed {
            result["\(prefix)_\(name)"] = value
            result["\(plain)_\(name)"] = value
        }
        return result
    }
}

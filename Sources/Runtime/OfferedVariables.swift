/// What an instance offers to those that depend on it, as variables of their environment.
package struct OfferedVariables: Hashable, Sendable {
    /// By their name, before which the service's is put: `URL` of `database` becomes `DATABASE_URL`.
    package var prefixed: [String: String]
    /// By their name as it is.
    package var raw: [String: String]

    /// None, unless some are given.
    package init(prefixed: [String: String] = [:], raw: [String: String] = [:]) {
        self.prefixed = prefixed
        self.raw = raw
    }

    /// A service's name in capitals, with `_` for what no name of a variable has.
    package static func variableName(_ service: String) -> String {
        String(service.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// The variables as dependents of the service see them. Compose puts the name before them in capitals; where that is
    /// no name of a variable for a shell, a second one has `_` for the other characters.
    package func variables(of service: String) -> [String: String] {
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

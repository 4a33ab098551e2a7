import ComposeModel

/// The variables that a launcher reads, judging by its text.
enum LauncherVariables {
    /// Launchers receive every variable with one of these prefixes.
    private static let prefixes = ["CPA_", "CPADEV_"]

    /// The variables whose names occur in a service's launcher; none without a launcher.
    static func read(by service: Service, of names: Set<String>) -> Set<String> {
        let given = names.filter { name in prefixes.contains { name.hasPrefix($0) } }
        guard !given.isEmpty, case .launcher(let path, _)? = service.settings.native,
            let text = SmallFile.read(path, upToBytes: 1 << 20)
        else { return [] }
        let words = text.utf8.split { !($0 == UInt8(ascii: "_") || Unicode.Scalar($0).properties.isAlphanumeric) }
        return given.intersection(words.map { String(Substring($0)) })
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType != nil }
}

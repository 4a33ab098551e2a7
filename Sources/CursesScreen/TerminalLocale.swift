import CNcurses
import Glibc

/// The locale for terminal output.
///
/// The environment may name a locale that the system lacks: ssh forwards `LANG`, and Debian generates no locales by
/// default. setlocale(3) then stays with ASCII, although every current terminal accepts UTF-8.
package struct TerminalLocale: Hashable, Sendable {
    /// The character encoding of a locale.
    enum Encoding: Hashable, Sendable {
        case unicode
        case other
    }

    /// The name for setlocale(3).
    package var name: String
    /// Whether its encoding is UTF-8.
    package var isUnicode: Bool

    /// The locale of this process.
    package static let current: TerminalLocale = {
        var environment: [String: String] = [:]
        for name in variables {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return resolve(environment) { name in
            switch cpadev_locale_encoding(name) {
            case 1: .unicode
            case 0: .other
            default: nil
            }
        }
    }()

    /// The first non-empty variable wins. Source: setlocale(3).
    private static let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
    /// UTF-8 without a language. The last one is likely to exist on systems without the other two.
    private static let substitutes = ["C.UTF-8", "C.utf8", "en_US.UTF-8"]

    /// Returns the locale for an environment. If the system lacks it, substitutes a UTF-8 locale unless the name
    /// specifies another encoding.
    ///
    /// - Parameter encoding: the encoding of a locale; nil if the system lacks it.
    static func resolve(_ environment: [String: String], encoding: (String) -> Encoding?) -> TerminalLocale {
        let name = variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        if let encoding = encoding(name) { return TerminalLocale(name: name, isUnicode: encoding == .unicode) }
        let named = name.split(separator: ".").dropFirst().first?.split(separator: "@").first?.lowercased()
        if named == nil || named == "utf-8" || named == "utf8",
            let substitute = substitutes.first(where: { encoding($0) == .unicode })
        {
            return TerminalLocale(name: substitute, isUnicode: true)
        }
        return TerminalLocale(name: "C", isUnicode: false)
    }
}

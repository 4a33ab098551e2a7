import CNcurses
import Glibc

/// The locale whose characters are sent to the terminal.
///
/// The environment may name a locale that the system does not have: ssh forwards `LANG`, and Debian generates none by
/// default. setlocale(3) then stays with ASCII, although every terminal of today takes UTF-8.
package struct TerminalLocale: Hashable, Sendable {
    /// How a locale writes characters.
    enum Encoding: Hashable, Sendable {
        case unicode
        case other
    }

    /// For setlocale(3).
    package var name: String
    /// Whether its characters are those of Unicode, as UTF-8.
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

    /// The first of these that is set and not empty counts. Source: setlocale(3).
    private static let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
    /// UTF-8 without a language; the last one is what systems without the first two are likely to have.
    private static let substitutes = ["C.UTF-8", "C.utf8", "en_US.UTF-8"]

    /// The locale that an environment asks for. Where the system lacks it, one that is UTF-8 takes its place, unless its
    /// name says that the terminal uses something else.
    ///
    /// - Parameter encoding: that of a locale; nil where the system lacks it.
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

import TerminalUI

/// How a user wants the screen, from `config.yaml`. nil is what the file does not say.
struct UserConfiguration {
    var theme: Theme?
    var showsMetrics: Bool?
    var ringsBell: Bool?
    var usesMouse: Bool?
    var keys = KeyMap.standard

    /// The file: below XDG_CONFIG_HOME, or below `.config` of the home folder. nil where there is neither.
    static func path(_ environment: [String: String]) -> String? {
        // An empty or relative path does not count. Source: XDG Base Directory Specification.
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/cpadev/config.yaml" }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.config/cpadev/config.yaml" : nil }
    }
}

import TerminalUI

/// The user's screen settings from `config.yaml`. A nil value is not set in the file.
struct UserConfiguration {
    var theme: Theme?
    var showsMetrics: Bool?
    var ringsBell: Bool?
    var usesMouse: Bool?
    var keys = KeyMap.standard

    /// The path of the file, under XDG_CONFIG_HOME or `~/.config`; nil if neither is known.
    static func path(_ environment: [String: String]) -> String? {
        // Empty and relative paths are ignored. Source: XDG Base Directory Specification.
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/cpadev/config.yaml" }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.config/cpadev/config.yaml" : nil }
    }
}

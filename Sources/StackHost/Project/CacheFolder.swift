import Glibc

/// The cache that projects share, for example for fetched programs.
enum CacheFolder {
    /// The absolute path from the environment, or the default for the user. The launchers' `lib.sh` uses the same
    /// rules.
    ///
    /// Without HOME, the home folder comes from the user database. A folder such as `/tmp` is never used, since another
    /// user's programs would be run from it.
    /// - Parameter directory: the base of a relative path.
    static func path(_ environment: [String: String], from directory: String) -> String {
        func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let path = named("CPADEV_CACHE_DIR") {
            return StackLocation.absolute(path, from: directory)
        }
        if geteuid() == 0 { return "/var/cache/cpadev" }
        if let folder = named("XDG_CACHE_HOME"), folder.hasPrefix("/") { return "\(folder)/cpadev" }
        return "\(named("HOME") ?? CallerEnvironment.home)/.cache/cpadev"
    }
}

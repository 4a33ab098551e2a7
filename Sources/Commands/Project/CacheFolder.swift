import Glibc

/// What projects share, such as fetched programs.
enum CacheFolder {
    /// The absolute path that the environment names, or that fits the user. The launchers' `lib.sh` finds the same.
    ///
    /// Without a home in the environment it is that of the user database: never a folder such as `/tmp`, from which
    /// another user's programs would be run.
    /// - Parameter directory: where a relative path starts.
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

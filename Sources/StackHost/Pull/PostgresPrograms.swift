import Foundations

/// Where programs of PostgreSQL are on this machine.
enum PostgresPrograms {
    /// Returns the absolute paths at which a program may be, newest version first: in Debian's folders, in the packages
    /// that the launcher fetched, then in PATH, where Debian has a script that chooses a version.
    static func places(of name: String) -> [String] {
        let debian = "/usr/lib/postgresql"
        let cache = CacheFolder.path(CallerEnvironment.variables, from: CallerEnvironment.workingDirectory)
        let fetched = (directoryNames(cache) ?? []).filter { $0.hasPrefix("postgres-") }.map { "\(cache)/\($0)" }
        let folders = (directoryNames(debian) ?? []).map { "\(debian)/\($0)" } + fetched
        let path = (CallerEnvironment.variables["PATH"] ?? "").split(separator: ":").map(String.init)
        return (newestFirst(folders).map { "\($0)/bin" } + path).filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
    }

    private static func newestFirst(_ folders: [String]) -> [String] {
        func version(_ folder: String) -> Int {
            let name = folder.split(separator: "/").last ?? ""
            return Int(name.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        }
        return folders.sorted { version($0) > version($1) }
    }
}

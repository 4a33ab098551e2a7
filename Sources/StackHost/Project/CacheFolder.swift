import Diagnostics
import Foundations
import Glibc
import StateFiles

/// The cache that projects share, for example for fetched programs.
enum CacheFolder {
    /// The absolute path of a folder in the cache, of which only the last component may be a link.
    static func path(of name: String, _ environment: [String: String], from directory: String) -> String {
        StackLocation.resolvingLinks(above: "\(path(environment, from: directory))/\(name)")
    }

    /// Opens a folder in the cache, and makes it first if necessary.
    /// - Throws: if it or the cache belongs to another user, or is writable for everyone.
    static func make(_ path: String) throws(CommandFailure) -> OwnedDirectory {
        let hint = "set CPADEV_CACHE_DIR to a folder that only you can write to"
        do throws(StateFileError) {
            let folder = try OwnedDirectory(path: path, making: 0o711)
            let cache = StackLocation.parent(path)
            // A group is usually the user's own.
            if let status = FileStatus(cache), !status.belongsToCaller || status.permissions & 0o1002 == 0o002 {
                throw .writableByOthers(cache)
            }
            return folder
        } catch {
            throw CommandFailure(.failed, "cannot use the cache: \(error.message)", hint: error.remedy ?? hint)
        }
    }

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

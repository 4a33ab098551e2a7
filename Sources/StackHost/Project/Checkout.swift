import Foundations
import Glibc

/// A folder under version control. Source: gitrepository-layout(5).
struct Checkout {
    let path: String

    private static let largestFile = 4096

    /// Finds the checkout that contains a folder. One whose `.git` another user put there does not count, as for git
    /// itself.
    init?(containing folder: String) {
        let own = [geteuid()] + [FileStatus(folder)?.owner].compactMap(\.self)
        var path = folder
        while FileStatus("\(path)/.git").map({ own.contains($0.owner) }) != true {
            guard path != "/" else { return nil }
            path = StackLocation.parent(path)
        }
        self.path = path
    }

    /// The branch; nil on none.
    var branch: String? {
        let prefix = "ref: refs/heads/"
        guard let folder = gitFolder, let head = Self.line(of: "\(folder)/HEAD"), head.hasPrefix(prefix) else {
            return nil
        }
        return String(head.dropFirst(prefix.count))
    }

    /// The folder with `HEAD`: `.git`, or that of a worktree, which the file `.git` names.
    private var gitFolder: String? {
        let git = "\(path)/.git"
        guard FileStatus(git)?.kind != .folder else { return git }
        let prefix = "gitdir: "
        guard let line = Self.line(of: git), line.hasPrefix(prefix) else { return nil }
        return StackLocation.absolute(String(line.dropFirst(prefix.count)), from: path)
    }

    private static func line(of file: String) -> String? {
        SmallFile.read(file, upToBytes: largestFile)?.split(separator: "\n").first.map(String.init)
    }
}

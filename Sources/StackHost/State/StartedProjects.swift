import FoundationEssentials
import Foundations
import Glibc
import StateFiles

/// The projects that the user has started on this machine, by their state folders.
///
/// The list is in the user's own folder, since a checkout may bring any file in `.cpadev`. It includes the folder's
/// inode and the stack's key, so that another checkout at the same path counts as another project, even if its folder
/// got the inode of a deleted one.
package struct StartedProjects {
    private struct Entry: Codable, Hashable {
        var state: String
        var device: UInt64
        var inode: UInt64
        var key: String?

        /// Returns nil if the folder does not exist.
        init?(state: String) {
            guard let status = FileStatus(state), status.kind == .folder else { return nil }
            self.state = state
            device = status.device
            inode = status.inode
            key = StackKey.read(state: state)
        }

        var isThere: Bool { Entry(state: state) == self }
    }

    private static let fileName = "started.json"
    private static let largestFile = 1 << 20
    private static let most = 1000
    /// nil if there is no folder for it; then no project counts as started.
    private let path: String?

    package init(environment: [String: String]) {
        path = PersonalState.folder(environment).map { "\($0)/\(Self.fileName)" }
    }

    /// Whether the project with this state folder has been started before.
    package func contains(state: String) -> Bool {
        guard let entry = Entry(state: state) else { return false }
        return load().contains(entry)
    }

    /// The state folders that still exist, the one that was started last first.
    package var stateFolders: [String] { load().reversed().filter(\.isThere).map(\.state) }

    package func add(state: String) {
        guard let path, let entry = Entry(state: state) else { return }
        // Several stacks may start at once.
        let lock = PersonalState.lock(path)
        defer { if let lock { close(lock) } }
        let entries = load()
        guard entries.last != entry else { return }
        let kept = entries.filter { $0 != entry && $0.isThere }.suffix(Self.most - 1)
        guard let data = try? JSONEncoder().encode(kept + [entry]) else { return }
        PersonalState.write(data, to: path)
    }

    /// With another user's HOME, as under some sudo, the list is that user's, and is not obeyed.
    private func load() -> [Entry] {
        guard let path, let folder = try? OwnedDirectory(path: StackLocation.parent(path)),
            let bytes = try? folder.contents(of: Self.fileName, limit: Self.largestFile)
        else { return [] }
        return (try? JSONDecoder().decode([Entry].self, from: Data(bytes))) ?? []
    }
}

import Glibc
import StateFiles

/// The data of a stack's services and the records about its seeds.
struct ServiceData {
    private let location: StackLocation

    init(_ location: StackLocation) { self.location = location }

    /// Removes the folders that cpadev created for services, and its own records about seeds. Anything that the user or
    /// a checkout added is kept.
    /// - Returns: messages about what was kept, with the reasons.
    func remove() -> [String] {
        clean("data") { (made) throws(StateFileError) in try made.removeAll() }
            + clean("seeds") { (made) throws(StateFileError) in try made.removeContents() }
    }

    /// The paths that remain after a removal.
    func remaining() -> [String] {
        ["data", "seeds"].flatMap { name -> [String] in
            guard let folder = try? directory(name), let names = try? folder.names() else { return [] }
            return names.filter { $0 != CreatedFolders.fileName }.map { "\(folder.path)/\($0)" }
        }
    }

    private func clean(
        _ name: String,
        _ body: (CreatedFolders) throws(StateFileError) -> [String]
    ) -> [String] {
        do throws(StateFileError) {
            guard let folder = try directory(name) else { return [] }
            return try body(CreatedFolders(in: folder))
        } catch { return [error.message] }
    }

    private func directory(_ name: String) throws(StateFileError) -> OwnedDirectory? {
        var status = stat()
        guard lstat(location.stateDirectory, &status) == 0 else { return nil }
        let state = try OwnedDirectory(path: location.stateDirectory)
        return state.status(of: name) == nil ? nil : try state.directory(name)
    }
}

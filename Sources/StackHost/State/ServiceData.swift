import StateFiles

/// The data of a stack's services and the records about its seeds.
package struct ServiceData {
    private let state: OpenState

    package init(_ state: OpenState) { self.state = state }

    /// Removes the folders that cpadev created for services, and its own records about seeds. Anything that the user or
    /// a checkout added is kept.
    /// - Returns: messages about what was kept, with the reasons.
    package func remove() -> [String] {
        clean("data") { (made) throws(StateFileError) in try made.removeAll() }
            + clean("seeds") { (made) throws(StateFileError) in try made.removeContents() }
    }

    /// The paths that remain after a removal.
    package func remaining() -> [String] { paths(in: "data") + paths(in: "seeds") }

    /// Whether there is data of services.
    package var isPresent: Bool { !paths(in: "data").isEmpty }

    private func paths(in name: String) -> [String] {
        guard let folder = try? state.folder(name), let names = try? folder.names() else { return [] }
        return names.filter { $0 != CreatedFolders.fileName }.map { "\(folder.path)/\($0)" }
    }

    /// Describes what a removal did, as the end of a message.
    /// - Parameters:
    ///   - hadData: ``isPresent`` before the removal.
    ///   - isLeft: whether some was kept.
    ///   - data: whose data it is, in words.
    package static func fate(hadData: Bool, isLeft: Bool, _ data: String, in location: StackLocation) -> String {
        if isLeft { return "; the data listed above is left" }
        return hadData ? "; \(data) was removed" : "; there was no data to remove in \(location.dataDirectory)"
    }

    private func clean(
        _ name: String,
        _ body: (CreatedFolders) throws(StateFileError) -> [String]
    ) -> [String] {
        guard state.root.status(of: name) != nil else { return [] }
        do throws(StateFileError) { return try body(CreatedFolders(in: try state.root.directory(name))) } catch {
            return [error.message]
        }
    }
}

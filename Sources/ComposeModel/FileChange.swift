/// A file of this machine that changed, and the place in a service that a copy of it has.
package struct FileChange: Hashable, Sendable, Codable {
    /// On this machine: absolute.
    package var source: String
    /// Inside the service: absolute.
    package var target: String
    /// The file is gone, and so is its copy to be.
    package var isRemoved: Bool

    /// A file to be copied, unless it was removed.
    package init(source: String, target: String, isRemoved: Bool = false) {
        self.source = source
        self.target = target
        self.isRemoved = isRemoved
    }
}

/// A local file that changed, and the path of its copy inside a service.
package struct FileChange: Hashable, Sendable, Codable {
    /// The absolute path on this machine.
    package var source: String
    /// The absolute path inside the service.
    package var target: String
    /// Whether the file was removed, so that its copy must be removed too.
    package var isRemoved: Bool

    package init(source: String, target: String, isRemoved: Bool = false) {
        self.source = source
        self.target = target
        self.isRemoved = isRemoved
    }
}

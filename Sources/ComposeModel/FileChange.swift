/// A file of this machine that changed, and the place in a service that a copy of it has.
public struct FileChange: Hashable, Sendable, Codable {
    /// On this machine: absolute.
    public var source: String
    /// Inside the service: absolute.
    public var target: String
    /// The file is gone, and so is its copy to be.
    public var isRemoved: Bool

    /// A file to be copied, unless it was removed.
    public init(source: String, target: String, isRemoved: Bool = false) {
        self.source = source
        self.target = target
        self.isRemoved = isRemoved
    }
}

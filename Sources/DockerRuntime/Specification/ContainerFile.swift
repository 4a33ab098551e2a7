/// A file that is copied into a container before its start: a secret or config that is not a file on this machine.
struct ContainerFile: Hashable, Sendable {
    /// The absolute path in the container.
    var target: String
    var bytes: [UInt8]
    /// Permission bits.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
}

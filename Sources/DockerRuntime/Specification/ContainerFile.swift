/// A file that is put into a container before it starts: a secret or config whose bytes are no file of this machine.
struct ContainerFile: Hashable, Sendable {
    /// Absolute, inside the container.
    var target: String
    var bytes: [UInt8]
    /// Permission bits.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
}

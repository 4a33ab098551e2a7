import DockerEngine

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

extension TarWriter {
    /// Archives secrets and configs for extraction at the root of a container.
    func archive(of files: [ContainerFile]) -> [UInt8] {
        let entries = files.sorted { $0.target < $1.target }
            .flatMap { file in
                let path = String(file.target.drop { $0 == "/" })
                return self.file(path, file.bytes, mode: file.mode, uid: file.uid, gid: file.gid)
            }
        return entries + end()
    }
}

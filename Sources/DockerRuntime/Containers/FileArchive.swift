import DockerEngine

/// Archives secrets and configs for extraction at the root of a container.
enum FileArchive {
    static func bytes(of files: [ContainerFile]) -> [UInt8] {
        let tar = TarWriter()
        var bytes: [UInt8] = []
        for file in files.sorted(by: { $0.target < $1.target }) {
            let path = String(file.target.drop { $0 == "/" })
            bytes += tar.file(path, file.bytes, mode: file.mode, uid: file.uid, gid: file.gid)
        }
        return bytes + tar.end()
    }
}

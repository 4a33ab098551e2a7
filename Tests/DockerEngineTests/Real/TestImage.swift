import FoundationEssentials
import Glibc
import TestSupport

@testable import DockerEngine

/// An image out of this machine's shell and a few programs, with the libraries that they load; nothing is fetched.
actor TestImage {
    static let shared = TestImage()
    static let name = "dockerenginetests:latest"

    private static let programs = ["/bin/sh", "/bin/cat", "/bin/sleep", "/usr/bin/seq", "/bin/true", "/bin/ls"]
    private var task: Task<Void, any Error>?

    /// Builds it with the first call; the others wait for that.
    func build(with client: EngineClient) async throws {
        let task = task ?? Task { try await Self.build(client) }
        self.task = task
        try await task.value
    }

    private static func build(_ client: EngineClient) async throws {
        let folder = try TemporaryFolder()
        try fill(folder)
        let context = try BuildContext(folder: folder.path)
        var request = BuildRequest(tags: [name])
        request.builder = .classic
        for try await _ in try await client.buildImage(request, context: context) {}
    }

    /// A folder with the programs, as the context of a build.
    static func fill(_ folder: TemporaryFolder) throws {
        var files = Set(programs)
        for program in programs { files.formUnion(libraries(of: program)) }
        for file in files {
            guard let real = realpath(file, nil) else { continue }
            defer { free(real) }
            let target = "\(folder.path)/root\(file)"
            let parent = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: String(cString: real), toPath: target)
        }
        try folder.write("", to: "root/tmp/.keep")
        try folder.write("FROM scratch\nCOPY root /\nENV PATH=/bin:/usr/bin\nCMD [\"/bin/sh\"]\n", to: "Dockerfile")
    }

    /// What ldd(1) lists.
    private static func libraries(of program: String) -> Set<String> {
        guard let pipe = popen("ldd \(program)", "r") else { return [] }
        defer { pclose(pipe) }
        var text = [UInt8](repeating: 0, count: 65536)
        let count = fread(&text, 1, text.count, pipe)
        let words = String(decoding: text[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return Set(words.filter { $0.hasPrefix("/") }.map(String.init))
    }
}

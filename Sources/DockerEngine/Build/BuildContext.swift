import FoundationEssentials
import Glibc
import IgnoreRules
import NIOPosix

/// A build's context folder, archived while it is sent. Like `docker build`, the archive assigns everything to root.
package struct BuildContext: Sendable {
    /// The source of the Dockerfile.
    package enum Dockerfile: Hashable, Sendable {
        /// A path, absolute or relative to the folder. It may lie outside the folder.
        case path(String)
        /// The text of the Dockerfile.
        case inline(String)
    }

    /// The Dockerfile's path in the archive.
    package let dockerfilePath: String
    /// The Dockerfile's text.
    package let dockerfileText: String

    private let folder: String
    private let ignore: IgnoreRules
    /// Archived files that are not in the folder, or not under this path.
    private let extraFiles: [(path: String, bytes: [UInt8])]

    /// Reads the Dockerfile and its ignore file: `<Dockerfile>.dockerignore` if it exists, otherwise the folder's
    /// `.dockerignore`.
    ///
    /// - Throws: `notFound` or `invalidConfiguration`.
    package init(folder: String, dockerfile: Dockerfile = .path("Dockerfile")) throws(EngineError) {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory else {
            throw EngineError(.notFound, "build context folder \(folder) does not exist")
        }
        self.folder = folder
        var ignoreFile: String?
        switch dockerfile {
        case .inline(let text):
            dockerfileText = text
            dockerfilePath = Self.externalDockerfileName
            extraFiles = [(Self.externalDockerfileName, [UInt8](text.utf8))]
        case .path(let given):
            let path = given.hasPrefix("/") ? given : "\(folder)/\(given)"
            guard let data = RegularFile.contents(path) else {
                throw EngineError(.notFound, "no Dockerfile at \(path)", remedy: "check build.dockerfile")
            }
            dockerfileText = String(decoding: data, as: UTF8.self)
            ignoreFile = path + ".dockerignore"
            if let inside = Self.relative(path, to: folder) {
                dockerfilePath = inside
                extraFiles = []
            } else {
                dockerfilePath = Self.externalDockerfileName
                extraFiles = [(Self.externalDockerfileName, [UInt8](data))]
            }
        }
        let found =
            ignoreFile.flatMap { RegularFile.contents($0) } ?? RegularFile.contents("\(folder)/.dockerignore")
        ignore =
            try found.map { data throws(EngineError) in try Self.rules(String(decoding: data, as: UTF8.self)) }
            ?? IgnoreRules()
    }

    private static func rules(_ text: String) throws(EngineError) -> IgnoreRules {
        do throws(IgnoreProblem) { return try IgnoreRules(text: text) } catch {
            throw EngineError(
                .invalidConfiguration,
                "'\(error.line)' is not a pattern of a .dockerignore",
                remedy: "see https://docs.docker.com/build/concepts/context/#dockerignore-files"
            )
        }
    }

    /// Returns the archive as a stream. Files are read on threads that may block. The stream throws `notFound` if a file
    /// disappears or shrinks while it is being read.
    func archive() -> ByteProducer {
        let walker = ContextWalker(folder: folder, ignore: ignore, always: always)
        let reader = ContextReader(walker: walker, folder: folder, extraFiles: extraFiles)
        return ByteProducer { () async throws(EngineError) in
            let result = try? await NIOThreadPool.singleton.runIfActive {
                Result { () throws(EngineError) in try reader.next() }
            }
            guard let result else { throw EngineError(.cancelled, "the call was cancelled") }
            return try result.get()
        }
    }

    /// The paths of the archive, in order.
    func paths() throws(EngineError) -> [String] {
        var walker = ContextWalker(folder: folder, ignore: ignore, always: always)
        var paths: [String] = []
        while let entry = try walker.next() { paths.append(entry.path) }
        return paths
    }

    private var always: Set<String> { [dockerfilePath, ".dockerignore"] }

    /// The archive path of a Dockerfile that is not in the context.
    private static let externalDockerfileName = ".dockerfile.outside-of-context"

    /// The path relative to the folder, or nil if it lies outside.
    private static func relative(_ path: String, to folder: String) -> String? {
        func real(_ path: String) -> String {
            guard let resolved = realpath(path, nil) else { return path }
            defer { free(resolved) }
            return String(cString: resolved)
        }
        let inside = real(folder)
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let parent = real(String(path.dropLast(file.count)))
        let whole = "\(parent)/\(file)"
        guard whole.hasPrefix(inside + "/") else { return nil }
        return String(whole.dropFirst(inside.count + 1))
    }
}

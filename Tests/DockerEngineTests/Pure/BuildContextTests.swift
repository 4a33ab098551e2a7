import Glibc
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct BuildContextTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("FROM scratch\n", to: "Dockerfile")
        try folder.write("x", to: "src/a.txt")
        try folder.write("x", to: "src/deep/b.txt")
        try folder.write("x", to: "node_modules/m/index.js")
        symlink("src/a.txt", folder.path + "/link")
        return folder
    }

    @Test func everythingIsSentInTheOrderOfItsNames() throws {
        let folder = try folder()
        #expect(
            try BuildContext(folder: folder.path).paths() == [
                "Dockerfile", "link", "node_modules", "node_modules/m", "node_modules/m/index.js", "src", "src/a.txt",
                "src/deep", "src/deep/b.txt",
            ]
        )
    }

    @Test func theDockerfileAndTheListOfWhatIsIgnoredAreAlwaysSent() throws {
        let folder = try folder()
        try folder.write("*\n!src/deep\n", to: ".dockerignore")
        #expect(
            try BuildContext(folder: folder.path + "/").paths() == [
                ".dockerignore", "Dockerfile", "src/deep", "src/deep/b.txt",
            ]
        )
    }

    @Test func aDockerfileMayHaveAListOfItsOwn() throws {
        let folder = try folder()
        try folder.write("FROM scratch\n", to: "docker/Dev")
        try folder.write("src\nnode_modules\n", to: "docker/Dev.dockerignore")
        try folder.write("*\n", to: ".dockerignore")
        let context = try BuildContext(folder: folder.path, dockerfile: .path("docker/Dev"))
        #expect(context.dockerfilePath == "docker/Dev")
        #expect(
            try context.paths() == [
                ".dockerignore", "Dockerfile", "docker", "docker/Dev", "docker/Dev.dockerignore", "link",
            ]
        )
    }

    @Test func aDockerfileOutsideOfTheFolderIsSentWithIt() async throws {
        let folder = try folder()
        let other = try TemporaryFolder()
        let path = try other.write("FROM outside\n", to: "Dockerfile")
        for dockerfile in [BuildContext.Dockerfile.path(path), .inline("FROM outside\n")] {
            let context = try BuildContext(folder: folder.path, dockerfile: dockerfile)
            #expect(context.dockerfileText == "FROM outside\n")
            let archive = context.archive()
            var bytes: [UInt8] = []
            while let piece = try await archive.next() { bytes += piece }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(context.dockerfilePath) && text.contains("FROM outside"))
            #expect(bytes.count % 512 == 0 && bytes.suffix(1024).allSatisfy { $0 == 0 })
        }
    }

    @Test func whatIsNotThereIsNotFound() throws {
        let folder = try TemporaryFolder()
        #expect { _ = try BuildContext(folder: folder.path) } throws: { ($0 as? EngineError)?.code == .notFound }
        #expect {
            _ = try BuildContext(folder: folder.path + "/none")
        } throws: {
            ($0 as? EngineError)?.code == .notFound
        }
    }

    @Test(arguments: [
        ("FROM a\nRUN make\n", false), ("FROM a\nRUN --mount=type=cache,target=/c make\n", true),
        ("from a\nrun --network=none make", true), ("FROM a\nCOPY --chmod=755 a b", true),
        ("FROM a\nCOPY --from=x a b", false), ("FROM a\nRUN <<EOF\nmake\nEOF", true),
        ("FROM a\nRUN cat <<<x", false), ("# RUN --mount\nFROM a\nRUN echo --mount=type=x", false),
        ("FROM a\nCOPY <<\"END\" /x\nEND", true), ("# syntax=docker/dockerfile:1\nFROM a", false),
    ])
    func buildKitIsUsedWhereTheDockerfileNeedsIt(_ text: String, _ isNeeded: Bool) {
        #expect(DockerfileFeatures.needsBuildKit(text) == isNeeded)
    }
}

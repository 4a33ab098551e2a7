import TestSupport
import Testing

@testable import DockerEngine

/// Builds by a real engine, with both builders.
@Suite(.enabled(if: RealEngine.isThere)) struct RealBuildTests {
    private func build(
        _ engine: RealEngine,
        _ dockerfile: String,
        _ builder: BuildRequest.Builder,
        _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> [BuildOutput] {
        let folder = try TemporaryFolder()
        try folder.write("hello\n", to: "greeting.txt")
        try folder.write("secret\n", to: "private/key")
        try folder.write("private\n", to: ".dockerignore")
        let context = try BuildContext(folder: folder.path, dockerfile: .inline(dockerfile))
        var request = BuildRequest(tags: ["\(engine.prefix):built"])
        request.builder = builder
        change(&request)
        var output: [BuildOutput] = []
        for try await part in try await engine.client.buildImage(request, context: context) { output.append(part) }
        return output
    }

    @Test(arguments: [BuildRequest.Builder.classic, .buildKit])
    func aBuildTellsItsStepsItsLinesAndItsImage(_ builder: BuildRequest.Builder) async throws {
        let engine = try await RealEngine()
        let dockerfile = """
            FROM \(TestImage.name)
            ARG WORD
            COPY . /context
            RUN echo said $WORD $(ls /context); echo loud >&2
            """
        let output = try await build(engine, dockerfile, builder) { request in
            request.arguments = ["WORD": "\(engine.prefix)"]
            request.labels = ["a": "b"]
            request.networkMode = "none"
        }
        #expect(
            output.contains(.line("said \(engine.prefix) greeting.txt"))
                || output.contains { part in
                    if case .line(let line) = part {
                        line.contains("said \(engine.prefix) greeting.txt")
                    } else {
                        false
                    }
                }
        )
        #expect(output.contains { if case .step(let name) = $0 { name.contains("COPY . /context") } else { false } })
        let image = try await engine.client.inspectImage("\(engine.prefix):built")
        #expect(image.config?.labels?["a"] == "b")
        try await engine.removeImage("\(engine.prefix):built")
    }

    /// What only BuildKit can do is found in the Dockerfile, and a cache lives on from build to build.
    @Test func aCacheMountIsKeptBetweenBuilds() async throws {
        let engine = try await RealEngine()
        let dockerfile = """
            FROM \(TestImage.name)
            ARG ROUND
            RUN --mount=type=cache,id=\(engine.prefix),target=/cache echo line >> /cache/x; echo has $(cat /cache/x)
            """
        for (round, expected) in ["has line", "has line line"].enumerated() {
            let output = try await build(engine, dockerfile, .automatic) { request in
                // A step whose arguments differ is run anew; without any cache, the mount would be new as well.
                request.arguments = ["ROUND": "\(round)"]
                request.networkMode = "none"
            }
            #expect(output.contains(.line(expected)), "\(output)")
        }
        try await engine.removeImage("\(engine.prefix):built")
    }

    @Test(arguments: [BuildRequest.Builder.classic, .buildKit])
    func aStepThatFailsEndsTheBuild(_ builder: BuildRequest.Builder) async throws {
        let engine = try await RealEngine()
        await #expect {
            _ = try await build(engine, "FROM \(TestImage.name)\nRUN exit 3\n", builder) { $0.networkMode = "none" }
        } throws: {
            ($0 as? EngineError)?.code == .buildFailed
        }
    }

    @Test func aDockerfileThatIsNoneIsABadRequest() async throws {
        let engine = try await RealEngine()
        await #expect { _ = try await build(engine, "FORM x\n", .classic) } throws: {
            ($0 as? EngineError)?.code == .badRequest
        }
    }
}

import FoundationEssentials
import NIOCore
import Testing

@testable import DockerEngine

@Suite struct BuildDecoderTests {
    private func decode(_ text: String, pieceLength: Int = .max) throws -> [BuildOutput] {
        var decoder = BuildDecoder()
        var output: [BuildOutput] = []
        var rest = [UInt8](text.utf8)[...]
        while !rest.isEmpty {
            try decoder.decode(ByteBuffer(bytes: rest.prefix(pieceLength)), into: &output)
            rest = rest.dropFirst(pieceLength)
        }
        try decoder.finish(into: &output)
        return output
    }

    @Test(arguments: [1, 7, 10000]) func theClassicBuildersTextBecomesLines(_ length: Int) throws {
        let text = """
            {"stream":"Step 1/2 : FROM scratch"}\r
            {"stream":"\\n"}\r
            {"stream":" ---\\u003e 1234\\n"}\r
            {"stream":"\\u001b[91mwarning: x\\n\\u001b[0m"}\r
            {"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"ab"}\r
            {"status":"Pull complete","progressDetail":{},"id":"ab"}\r
            {"aux":{"ID":"sha256:12"}}\r
            {"stream":"Successfully built 12"}
            """
        #expect(
            try decode(text, pieceLength: length) == [
                .step("Step 1/2 : FROM scratch"), .line(" ---> 1234"), .line("warning: x"), .line("ab: Pull complete"),
                .line("Successfully built 12"),
            ]
        )
    }

    @Test func aFailedStepEndsTheBuild() {
        let text =
            #"{"errorDetail":{"code":3,"message":"The command '/bin/sh -c exit 3' returned a non-zero code: 3"}}"#
        #expect { try decode(text) } throws: { ($0 as? EngineError)?.code == .buildFailed }
        #expect {
            try decode(#"{"error":"pull access denied for x, repository does not exist"}"#)
        } throws: {
            ($0 as? EngineError)?.code == .pullDenied
        }
    }

    // MARK: BuildKit

    private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }

    private func trace(_ message: [UInt8]) -> String {
        #"{"id":"moby.buildkit.trace","aux":"\#(Data(message).base64EncodedString())"}"# + "\n"
    }

    @Test func buildKitsTraceBecomesStepsAndLines() throws {
        let digest = field(1, Array("sha256:a".utf8))
        let name = field(3, Array("[1/2] RUN x".utf8))
        let waiting = field(1, digest + name)
        let started = field(1, digest + name + field(5, [8, 1]))
        let log = field(3, digest + [3 << 3, 1] + field(4, Array("one\ntw".utf8)))
        let rest = field(3, digest + field(4, Array("o\nthree".utf8)))
        let cached = field(1, field(1, Array("b".utf8)) + field(3, Array("[2/2] RUN y".utf8)) + [4 << 3, 1])
        let text =
            trace(waiting) + trace(started + log) + trace(started + rest) + trace(cached) + trace(cached)
            + #"{"id":"moby.image.id","aux":{"ID":"sha256:77"}}"#
        #expect(
            try decode(text) == [
                .step("[1/2] RUN x"), .line("one"), .line("two"), .step("[2/2] RUN y"), .line("CACHED [2/2] RUN y"),
                .line("three"),
            ]
        )
    }

    @Test(arguments: [
        [0x0A, 0x7F], [0x0A], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x0B],
    ])
    func aBrokenTraceIsSaidToBeOne(_ bytes: [UInt8]) {
        #expect { try decode(trace(bytes)) } throws: { ($0 as? EngineError)?.code == .malformedResponse }
    }
}

import NIOCore
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct StreamFrameDecoderTests {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let count = UInt32(text.utf8.count).bigEndian
        return [stream, 0, 0, 0] + withUnsafeBytes(of: count) { [UInt8]($0) } + [UInt8](text.utf8)
    }

    /// The chunks that a decoder hands over, for each piece that it is given.
    private func decode(_ pieces: [[UInt8]]) throws -> [[LogChunk]] {
        var decoder = StreamFrameDecoder()
        return try pieces.map { piece in
            var chunks: [LogChunk] = []
            try decoder.decode(ByteBuffer(bytes: piece)) { chunks.append(LogChunk(stream: $0, bytes: [UInt8]($1))) }
            return chunks
        }
    }

    @Test func framesOfOneStreamThatComeTogetherAreHandedOverTogether() throws {
        let bytes = frame(1, "a\n") + frame(1, "") + frame(1, "b\n") + frame(2, "c\n") + frame(1, "d")
        let chunks = try #require(try decode([bytes]).first)
        #expect(chunks.map(\.text) == ["a\nb\n", "c\n", "d"])
        #expect(chunks.map(\.stream) == [.stdout, .stderr, .stdout])
    }

    @Test func whatIsThereOfAFrameIsHandedOverAtOnce() throws {
        let bytes = frame(2, "abcdef")
        let chunks = try decode([Array(bytes.prefix(10)), Array(bytes.dropFirst(10))])
        #expect(chunks.map { $0.map(\.text) } == [["ab"], ["cdef"]])
    }

    @Test func framesMayBeCutAnywhere() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            var bytes: [UInt8] = []
            var expected: [OutputStream: String] = [.stdout: "", .stderr: ""]
            for number in 0..<Int.random(in: 0..<20, using: &random) {
                let stream: OutputStream = Bool.random(using: &random) ? .stdout : .stderr
                let text = String(repeating: "\(number)", count: Int.random(in: 0..<30, using: &random))
                bytes += frame(stream.rawValue, text)
                expected[stream, default: ""] += text
            }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1..<25, using: &random))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            var found: [OutputStream: String] = [.stdout: "", .stderr: ""]
            for chunk in try decode(pieces).joined() { found[chunk.stream, default: ""] += chunk.text }
            #expect(found == expected)
        }
    }

    @Test(arguments: [[UInt8]("hello world".utf8), [1, 0, 0, 1, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0, 0, 1, 65]])
    func whatIsNoFrameIsSaidToBeNone(_ bytes: [UInt8]) {
        #expect { try decode([bytes]) } throws: { ($0 as? EngineError)?.code == .malformedResponse }
    }

    @Test func anErrorOfTheEngineEndsTheOutput() throws {
        var decoder = StreamFrameDecoder()
        var text = ""
        let bytes = frame(1, "before") + frame(3, "no space left on device\n")
        #expect {
            try decoder.decode(ByteBuffer(bytes: bytes)) { text += String(decoding: $1, as: UTF8.self) }
        } throws: {
            ($0 as? EngineError)?.code == .noSpace
        }
        #expect(text == "before")
    }

    @Test func aFrameThatIsCutOffIsMissed() throws {
        var decoder = StreamFrameDecoder()
        try decoder.finish()
        try decoder.decode(ByteBuffer(bytes: frame(1, "abc").dropLast())) { _, _ in }
        #expect { try decoder.finish() } throws: { ($0 as? EngineError)?.code == .connectionLost }
    }
}

import FoundationEssentials

/// Decodes BuildKit's trace: the start, end and output of each step.
/// Source: moby/buildkit, api/services/control/control.proto, StatusResponse.
struct BuildTrace {
    private enum Field {
        static let vertexes = 1
        static let logs = 3
        static let warnings = 4
    }

    private struct Vertex {
        var digest = ""
        var name = ""
        var isCached = false
        var hasStarted = false
        var error = ""
    }

    private var begun: Set<String> = []
    private var cached: Set<String> = []
    private var failed: Set<String> = []
    /// Unterminated lines, by step.
    private var partial: [String: [UInt8]] = [:]

    /// Decodes one message of the trace. Throws `malformedResponse`.
    mutating func output(ofBase64 text: String) throws(EngineError) -> [BuildOutput] {
        guard let data = Data(base64Encoded: text) else {
            throw EngineError(.malformedResponse, "BuildKit's trace is not base64")
        }
        var output: [BuildOutput] = []
        var reader = ProtobufReader([UInt8](data)[...])
        while let (field, value) = try reader.next() {
            guard case .bytes(let bytes) = value else { continue }
            switch field {
            case Field.vertexes: output += tell(try Self.vertex(bytes))
            case Field.logs: output += try log(bytes)
            case Field.warnings: output += try warning(bytes)
            default: break
            }
        }
        return output
    }

    /// The unterminated lines at the end of the trace.
    mutating func unfinishedLines() -> [BuildOutput] {
        defer { partial = [:] }
        return partial.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
            .map { .line(String(decoding: $0.value, as: UTF8.self)) }
    }

    private mutating func tell(_ vertex: Vertex) -> [BuildOutput] {
        var output: [BuildOutput] = []
        if vertex.hasStarted || vertex.isCached, begun.insert(vertex.digest).inserted {
            output.append(.step(vertex.name))
        }
        if vertex.isCached, cached.insert(vertex.digest).inserted { output.append(.line("CACHED \(vertex.name)")) }
        if !vertex.error.isEmpty, failed.insert(vertex.digest).inserted {
            output.append(.line("ERROR \(vertex.name): \(vertex.error)"))
        }
        return output
    }

    private static func vertex(_ bytes: ArraySlice<UInt8>) throws(EngineError) -> Vertex {
        var vertex = Vertex()
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .bytes(let bytes)): vertex.digest = String(decoding: bytes, as: UTF8.self)
            case (3, .bytes(let bytes)): vertex.name = String(decoding: bytes, as: UTF8.self)
            case (4, .number(let number)): vertex.isCached = number != 0
            case (5, .bytes): vertex.hasStarted = true
            case (7, .bytes(let bytes)): vertex.error = String(decoding: bytes, as: UTF8.self)
            default: break
            }
        }
        return vertex
    }

    private mutating func log(_ bytes: ArraySlice<UInt8>) throws(EngineError) -> [BuildOutput] {
        var vertex = ""
        var text: ArraySlice<UInt8> = []
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .bytes(let bytes)): vertex = String(decoding: bytes, as: UTF8.self)
            case (4, .bytes(let bytes)): text = bytes
            default: break
            }
        }
        var lines = (partial[vertex, default: []] + text).split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        partial[vertex] = lines.popLast().map { [UInt8]($0) }
        return lines.map { line in
            .line(String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self))
        }
    }

    private func warning(_ bytes: ArraySlice<UInt8>) throws(EngineError) -> [BuildOutput] {
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            if field == 3, case .bytes(let short) = value {
                return [.line("WARNING \(String(decoding: short, as: UTF8.self))")]
            }
        }
        return []
    }
}

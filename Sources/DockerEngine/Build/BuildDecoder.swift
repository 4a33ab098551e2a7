import NIOCore

/// Decodes a build's response into lines. The classic builder's text arrives in arbitrary pieces; BuildKit sends a trace.
struct BuildDecoder: StreamDecoder {
    private var messages = JSONLinesDecoder<BuildMessage, BuildMessage>()
    private var partial = ""
    private var trace = BuildTrace()

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [BuildOutput]) throws(EngineError) {
        var ready: [BuildMessage] = []
        // Messages that precede malformed JSON are still delivered.
        let result = Result { () throws(EngineError) in try messages.decode(bytes, into: &ready) }
        for message in ready { elements += try output(of: message) }
        try result.get()
    }

    mutating func finish(into elements: inout [BuildOutput]) throws(EngineError) {
        var ready: [BuildMessage] = []
        try messages.finish(into: &ready)
        for message in ready { elements += try output(of: message) }
        if !partial.isEmpty { elements += lines("\n") }
        elements += trace.unfinishedLines()
    }

    /// - Throws: `buildFailed`, or a more specific error derived from the engine's message.
    private mutating func output(of message: BuildMessage) throws(EngineError) -> [BuildOutput] {
        if let text = message.errorDetail?.message ?? message.error {
            // No remedy is added: the build's own last output explains the failure.
            let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            throw EngineErrorClassifier.error(inStream: line, otherwise: .buildFailed)
        }
        switch message.aux {
        case .image(let id): return [.image(id: id)]
        case .trace(let text): return try trace.output(ofBase64: text)
        case .other, nil: break
        }
        if let stream = message.stream { return lines(stream) }
        // Status of a base image pull. Messages with progress numbers would flood the log.
        if let status = message.status, message.progressDetail?.current == nil {
            return [.line(message.id.map { "\($0): \(status)" } ?? status)]
        }
        return []
    }

    private mutating func lines(_ text: String) -> [BuildOutput] {
        var parts = (partial + text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        partial = String(parts.removeLast())
        return parts.compactMap { part in
            let line = Self.strippingColors(part)
            guard !line.isEmpty else { return nil }
            return line.hasPrefix("Step ") && line.contains(" : ") ? .step(line) : .line(line)
        }
    }

    /// Strips the colors with which the classic builder marks standard error.
    private static func strippingColors(_ line: Substring) -> String {
        var text = String(line)
        for colour in ["\u{1B}[91m", "\u{1B}[0m"] {
            while let range = text.firstRange(ofText: colour) { text.removeSubrange(range) }
        }
        return text
    }
}

import NIOCore

/// Decodes a build's response into lines. The classic builder's text arrives in arbitrary pieces; BuildKit sends a trace.
struct BuildDecoder: StreamDecoder {
    private var messages = JSONLinesDecoder<StreamMessage, StreamMessage>()
    private var partial = ""
    private var trace = BuildTrace()

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [BuildOutput]) throws(EngineError) {
        var ready: [StreamMessage] = []
        // Messages that precede malformed JSON are still delivered.
        let result = Result { () throws(EngineError) in try messages.decode(bytes, into: &ready) }
        for message in ready { elements += try output(of: message) }
        try result.get()
    }

    mutating func finish(into elements: inout [BuildOutput]) throws(EngineError) {
        var ready: [StreamMessage] = []
        try messages.finish(into: &ready)
        for message in ready { elements += try output(of: message) }
        if !partial.isEmpty { elements += lines("\n") }
        elements += trace.unfinishedLines()
    }

    /// - Throws: `buildFailed`, or a more specific error derived from the engine's message.
    private mutating func output(of message: StreamMessage) throws(EngineError) -> [BuildOutput] {
        // No remedy is added: the build's own last output explains the failure.
        try message.check(otherwise: .buildFailed)
        if let text = message.aux?.trace { return try trace.output(ofBase64: text) }
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
        String(line.replacing("\u{1B}[91m", with: "").replacing("\u{1B}[0m", with: ""))
    }
}

/// An item of a build's progress output.
package enum BuildOutput: Hashable, Sendable {
    /// The start of a step, such as `Step 2/3 : RUN make` or `[2/3] RUN make`.
    case step(String)
    /// An output line of the builder or of a command it runs, without its newline.
    case line(String)
}

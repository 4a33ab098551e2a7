import ControlAPI
import LogAnalysis

/// Renders log lines as `service | text`, with a colour for each service on a terminal.
///
/// Works on bytes in one reused buffer, so that a million lines print in a fraction of a second.
struct LogPrinter {
    private static let colors: [Terminal.Style] = [.cyan, .green, .magenta, .blue, .yellow]
    private static let inverse = Array("\u{1B}[7m".utf8)
    private static let notInverse = Array("\u{1B}[27m".utf8)
    private static let dim = Array("\u{1B}[2m".utf8)
    private static let reset = Array("\u{1B}[0m".utf8)

    /// Whether the output is a terminal, so that control sequences must be sanitized.
    var isTerminal: Bool
    var hasColor: Bool
    /// Whether the services' escape sequences, including colours, are removed.
    var dropsColors = false
    /// Whether JSON lines are printed as they are; otherwise a terminal shows their level, message and fields.
    var isRaw = false
    /// Whether each line starts with its service's name.
    var showsNames = true
    var showsTimes = false
    /// Whether a `--` line marks omitted lines, as in grep.
    var separatesGroups = false
    /// The pattern to highlight; nil for none.
    var highlight: PatternMatcher?

    /// Whether cpadev's own marks are ASCII.
    var usesASCII = false

    private let nameWidth: Int
    private let styles: [String: Terminal.Style]
    private var times = TimeStamp(digits: 3, form: .local)
    private var prefixes: [String: [UInt8]] = [:]
    private var lastNumbers: [String: UInt64] = [:]
    private var buffer: [UInt8] = []

    init(services: [String], isTerminal: Bool, hasColor: Bool) {
        self.isTerminal = isTerminal
        self.hasColor = hasColor
        nameWidth = services.map(\.count).max() ?? 0
        styles = Dictionary(
            services.sorted().enumerated().map { ($1, Self.colors[$0 % Self.colors.count]) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    init(services: [String], terminal: Terminal) {
        self.init(services: services, isTerminal: terminal.isTerminal, hasColor: terminal.hasColor)
        dropsColors = !terminal.hasColor
        usesASCII = terminal.usesASCII
    }

    /// Renders the lines of a batch.
    /// - Parameter areWanted: which lines to render; nil for all.
    mutating func render(_ batch: PackedLogBatch, _ areWanted: [Bool]? = nil) -> [UInt8] {
        buffer.removeAll(keepingCapacity: true)
        let prefixes = batch.services.map { prefix($0) }
        var index = 0
        batch.forEach { line in
            defer { index += 1 }
            guard areWanted?[index] ?? true else { return }
            if separatesGroups { separate(batch.services[line.service], line) }
            append(line, prefixes[line.service])
        }
        return buffer
    }

    private mutating func append(_ line: PackedLogBatch.Line, _ prefix: [UInt8]) {
        buffer.append(contentsOf: prefix)
        if showsTimes {
            times.append(line.timeNs, to: &buffer)
            buffer.append(UInt8(ascii: " "))
        }
        let isSystem = line.stream == .system
        let isDim = hasColor && (isSystem || line.isContext)
        if isDim { buffer.append(contentsOf: Self.dim) }
        if isSystem { buffer.append(contentsOf: (usesASCII ? "<" : "‹").utf8) }
        appendText(line)
        if isSystem { buffer.append(contentsOf: (usesASCII ? ">" : "›").utf8) }
        if isDim { buffer.append(contentsOf: Self.reset) }
        buffer.append(UInt8(ascii: "\n"))
    }

    private mutating func appendText(_ line: PackedLogBatch.Line) {
        let highlight = line.isContext ? nil : highlight
        if isTerminal, !isRaw, let summary = LineSummary(line.text) {
            append(summary.level, isPainted: hasColor && !line.isContext)
            return append(shown(summary.text), highlight)
        }
        guard !line.text.isPlain else { return append(line.text, highlight) }
        if isTerminal { return append(shown(String(decoding: line.text, as: UTF8.self)), highlight) }
        guard dropsColors, let bytes = TerminalSanitizer.withoutSequences(line.text) else {
            return append(line.text, highlight)
        }
        bytes.withUnsafeBytes { append($0, highlight) }
    }

    private mutating func append(_ text: String, _ highlight: PatternMatcher?) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), highlight) }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer, _ highlight: PatternMatcher?) {
        if let highlight { mark(bytes, highlight) } else { buffer.append(contentsOf: bytes) }
    }

    private mutating func append(_ level: LogLevel?, isPainted: Bool) {
        guard let level else { return }
        let style: Terminal.Style? =
            switch level {
            case .error, .fatal: .red
            case .warn: .yellow
            case .trace, .debug, .info: nil
            }
        let name = level.rawValue.padded(to: 5)
        if isPainted, let style {
            buffer.append(contentsOf: "\u{1B}[\(style.rawValue)m\(name)\u{1B}[0m ".utf8)
        } else {
            buffer.append(contentsOf: "\(name) ".utf8)
        }
    }

    /// Returns a line as a terminal would show it, sanitized, and without colours if they are dropped.
    private func shown(_ text: String) -> String {
        var text = TerminalSanitizer.lastOverprint(text)
        if dropsColors {
            var scalars = String.UnicodeScalarView()
            for case .scalar(let scalar) in ControlSequenceScanner(text) { scalars.append(scalar) }
            text = String(scalars)
        }
        return TerminalSanitizer.forTerminal(text)
    }

    private mutating func mark(_ text: UnsafeRawBufferPointer, _ matcher: PatternMatcher) {
        var position = 0
        while let match = matcher.firstMatch(in: text, from: position) {
            buffer.append(contentsOf: text[position..<match.lowerBound])
            buffer.append(contentsOf: Self.inverse)
            buffer.append(contentsOf: text[match])
            // Not a full reset: the service's own colours continue.
            buffer.append(contentsOf: Self.notInverse)
            position = match.upperBound
        }
        buffer.append(contentsOf: text[position...])
    }

    private mutating func separate(_ service: String, _ line: PackedLogBatch.Line) {
        defer { lastNumbers[service] = line.number }
        let first = line.number &- UInt64(line.earlierParts)
        if let last = lastNumbers[service], first == last &+ 1 || line.earlierParts == .max { return }
        if !lastNumbers.isEmpty { buffer.append(contentsOf: "--\n".utf8) }
    }

    private mutating func prefix(_ service: String) -> [UInt8] {
        guard showsNames else { return [] }
        if let prefix = prefixes[service] { return prefix }
        var name = "\((isTerminal ? TerminalSanitizer.oneLine(service) : service).padded(to: nameWidth)) |"
        if hasColor, let style = styles[service] { name = "\u{1B}[\(style.rawValue)m\(name)\u{1B}[0m" }
        let prefix = Array("\(name) ".utf8)
        prefixes[service] = prefix
        return prefix
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are only printable ASCII and tabs, which are safe on any terminal.
    fileprivate var isPlain: Bool {
        var bits: UInt8 = 0
        // Eight bytes at a time: detects any with the high bit set, below 0x20, or equal to 0x7F.
        var position = 0
        while position + 8 <= count {
            let word = loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let low = (word &- 0x2020_2020_2020_2020) & ~word
            let delete = word ^ 0x7F7F_7F7F_7F7F_7F7F
            let isDelete = (delete &- 0x0101_0101_0101_0101) & ~delete
            if (word | low | isDelete) & 0x8080_8080_8080_8080 != 0 { bits = 1 }
            if bits != 0 { return containsOnlyPlain(from: position) }
            position += 8
        }
        return containsOnlyPlain(from: position)
    }

    private func containsOnlyPlain(from start: Int) -> Bool {
        self[start...].allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 }
    }
}

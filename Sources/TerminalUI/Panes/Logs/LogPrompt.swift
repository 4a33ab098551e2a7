/// The prompt at the bottom of the logs pane.
struct LogPrompt: Sendable {
    /// The kind of input.
    enum Kind: Hashable, Sendable {
        case search
        case filter
        case time
        /// A time at which to show the whole stack.
        case past
    }

    let kind: Kind
    var line: LinePrompt
    /// The search to restore when this prompt is cancelled.
    var searchBefore: LogSearch?

    /// The label before the text.
    var label: String {
        switch kind {
        case .search: "/"
        case .filter: "filter: "
        case .time: "go to: "
        case .past: "show the stack at: "
        }
    }

    /// The placeholder shown while the text is empty.
    var example: String {
        switch kind {
        case .search: "text or regular expression"
        case .filter: "text !not level:warn .status>=500 stream:err firm:slug since:10m context:3"
        case .time, .past: "14:02  14:02:30  -10m  2024-03-01T14:02:30Z"
        }
    }
}

/// The previous inputs of each kind, oldest first.
struct LogPromptHistory: Hashable, Sendable {
    private static let maximum = 100
    private var texts: [LogPrompt.Kind: [String]] = [:]

    subscript(kind: LogPrompt.Kind) -> [String] { texts[kind] ?? [] }

    mutating func add(_ text: String, to kind: LogPrompt.Kind) {
        guard !text.isEmpty else { return }
        var list = self[kind].filter { $0 != text }
        list.append(text)
        texts[kind] = list.suffix(Self.maximum)
    }
}

import LogAnalysis

/// Makes what a service wrote harmless for a terminal: of all control sequences only colours (SGR) stay.
enum LogText {
    static func harmless(_ text: String) -> String { HarmlessText.forTerminal(text) }
}

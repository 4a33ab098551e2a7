import ArgumentParser
import Foundations
import LogAnalysis

/// Answers the shell completion scripts: `cpadev complete -- WORD…`, where the last word is the one being typed.
///
/// Prints a candidate per line with a tab and its description; `:files` or `:folders` makes the shell complete paths.
enum CompletionCommand {
    static let name = "complete"
    /// The user is waiting at the prompt, so slow lookups are abandoned.
    private static let patience = Duration.seconds(2)

    static func run(_ arguments: [String]) async {
        let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        guard let tree = CommandTree.ofProgram() else { return }
        _ = await TimeLimit.wait(atMost: patience) {
            let lines = await lines(CompletionRequest(words, in: tree), typed: words.last ?? "")
            Terminal.standardOutput.writeData(lines.map { $0 + "\n" }.joined())
        }
    }

    private static func lines(_ request: CompletionRequest, typed: String) async -> [String] {
        var candidates = request.candidates
        if !request.values.isEmpty, let options = try? ProjectOptions.parse(request.projectWords) {
            let values = CompletionValues(options)
            for kind in request.values {
                candidates += await values.names(of: kind).map { CompletionRequest.Candidate($0) }
            }
        }
        let beginning = String(typed.dropFirst(request.prefix.count))
        return candidates.compactMap { candidate in
            if candidate.word.hasPrefix(":") { return candidate.word }
            guard candidate.word.hasPrefix(beginning), !request.used.contains(candidate.word) else { return nil }
            // An abstract or a name in a file may contain line breaks.
            let word = TerminalSanitizer.oneLine(request.prefix + candidate.word)
            return candidate.meaning.map { "\(word)\t\(TerminalSanitizer.oneLine($0))" } ?? word
        }
    }
}

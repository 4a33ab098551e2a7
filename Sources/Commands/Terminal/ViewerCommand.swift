import Glibc
import Runtime
import TerminalUI

/// The command that opens a file at a line in the user's pager or editor.
struct ViewerCommand: Hashable {
    /// The command for the shell: `$PAGER` and `$EDITOR` may include arguments with quotes.
    var command: String
    var arguments: [String]
    /// The variable that the command comes from, such as `$EDITOR`; nil if none is set.
    var variable: String?
    /// The variable to set for another command.
    private var settable: String

    /// `PAGER`, else `less -R` if installed, else `more`; or `VISUAL`, else `EDITOR`, else `vi`.
    init(
        _ viewer: TextViewer,
        file: String,
        line: Int,
        environment: [String: String],
        isInstalled: (String) -> Bool
    ) {
        let names = viewer == .pager ? ["PAGER"] : ["VISUAL", "EDITOR"]
        let usual = viewer == .editor ? "vi" : isInstalled("less") ? "less -R" : "more"
        let set = names.first { environment[$0]?.allSatisfy(\.isWhitespace) == false }
        command = set.flatMap { environment[$0] } ?? usual
        variable = set.map { "$\($0)" }
        settable = viewer == .pager ? "$PAGER" : "$EDITOR"
        arguments = Self.arguments(viewer, program: Self.program(command), file: file, line: line)
    }

    private static func arguments(_ viewer: TextViewer, program: String, file: String, line: Int) -> [String] {
        switch (viewer, program) {
        case (.pager, "less"), (.pager, "more"), (.pager, "most"): ["+\(line)", file]
        case (.pager, _): [file]
        case (.editor, "code"), (.editor, "code-insiders"), (.editor, "codium"), (.editor, "cursor"):
            ["--wait", "--goto", "\(file):\(line)"]
        case (.editor, "hx"), (.editor, "helix"), (.editor, "subl"), (.editor, "zed"): ["\(file):\(line)"]
        case (.editor, "ed"): [file]
        case (.editor, _): ["+\(line)", file]
        }
    }

    /// The name of the command's program, without its folder.
    private static func program(_ command: String) -> String {
        let first = command.split(separator: " ").first ?? ""
        return first.split(separator: "/").last.map { String($0.filter { $0 != "\"" && $0 != "'" }) } ?? ""
    }

    /// The message that the program cannot be run; nil if it can, or if only the shell can determine the program.
    /// - Parameter problem: why a program would not start.
    func obstacle(_ problem: (String) -> String?) -> String? {
        let first = String(command.split(separator: " ").first ?? "")
        // Only the shell can interpret quotes, variables, assignments and the like.
        let isPlain = first.allSatisfy { $0.isLetter || $0.isNumber || "/._+-".contains($0) }
        guard isPlain, !first.isEmpty, !Self.builtins.contains(first) else { return nil }
        return problem(first).map(refusal)
    }

    /// The message for an end that means that the command did not run, or that the user did not end it; nil for any other.
    /// Exit codes: sh(1).
    func problem(_ end: ForegroundProgram.End) -> String? {
        switch end {
        case .notStarted(let reason): reason
        case .exited(126): refusal("'\(command)' is not executable")
        case .exited(127): refusal("'\(command)' names a program that is not installed")
        // The shell's code for a program that a signal ended.
        case .exited(let code) where (129...159).contains(code): problem(.killed(signal: code - 128))
        case .exited, .killed(signal: SIGINT): nil
        case .killed(let signal): "'\(command)' ended with \(ExitStatus.signal(signal))"
        }
    }

    /// Commands that the shell runs without a program.
    private static let builtins: Set<String> = ["command", "exec", "eval", "."]

    private func refusal(_ reason: String) -> String {
        "\(variable.map { "\($0) cannot be run: " } ?? "")\(reason); set \(variable ?? settable) to another program"
    }

    /// The arguments for `/bin/sh`, which appends the viewer's arguments to the command unchanged.
    var shellArguments: [String] { ["sh", "-c", command + " \"$@\"", "sh"] + arguments }
}

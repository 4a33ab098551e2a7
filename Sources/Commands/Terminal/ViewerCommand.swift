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

    /// The message that the program is not installed; nil if it is, or if only the shell can determine the program.
    func missingProgram(_ isInstalled: (String) -> Bool) -> String? {
        let first = String(command.split(separator: " ").first ?? "")
        // Only the shell can interpret quotes, variables, assignments and the like.
        let isPlain = first.allSatisfy { $0.isLetter || $0.isNumber || "/._+-".contains($0) }
        guard isPlain, !first.isEmpty, !Self.builtins.contains(first), !isInstalled(first) else { return nil }
        return notInstalled(first)
    }

    /// The message for an exit code that means the command did not run; nil if it did. Codes: sh(1).
    func problem(exitCode: Int32) -> String? {
        switch exitCode {
        case 126: "\(variable ?? command) cannot be run: '\(command)' is not executable"
        case 127: notInstalled(command)
        default: nil
        }
    }

    /// Commands that the shell runs without a program.
    private static let builtins: Set<String> = ["command", "exec", "eval", "."]

    private func notInstalled(_ program: String) -> String {
        let subject = variable.map { "'\(program)', which \($0) names," } ?? "'\(program)'"
        return "\(subject) is not installed; set \(variable ?? settable) to an installed program"
    }

    /// The arguments for `/bin/sh`, which appends the viewer's arguments to the command unchanged.
    var shellArguments: [String] { ["sh", "-c", command + " \"$@\"", "sh"] + arguments }
}

import TerminalUI

/// How the user's pager or editor is called, so that it opens a file at a line.
struct ViewerCommand: Hashable {
    /// What the shell is given: `$PAGER` and `$EDITOR` may hold arguments, and quotes around them.
    var command: String
    /// What comes after it.
    var arguments: [String]
    /// Where the command is from, such as `$EDITOR`; nil where no variable says it.
    var variable: String?
    /// The variable to set for another one.
    private var settable: String

    /// `PAGER`, else `less -R`, else `more`; `VISUAL`, else `EDITOR`, else `vi`. `isInstalled` tells of a program.
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

    /// The name of the program that a command begins with, without its folder.
    private static func program(_ command: String) -> String {
        let first = command.split(separator: " ").first ?? ""
        return first.split(separator: "/").last.map { String($0.filter { $0 != "\"" && $0 != "'" }) } ?? ""
    }

    /// That the program is not installed; nil where it is, or where only the shell knows which one it is.
    func missingProgram(_ isInstalled: (String) -> Bool) -> String? {
        let first = String(command.split(separator: " ").first ?? "")
        // Quotes, variables, assignments and the like are the shell's to read.
        let isPlain = first.allSatisfy { $0.isLetter || $0.isNumber || "/._+-".contains($0) }
        guard isPlain, !first.isEmpty, !Self.builtins.contains(first), !isInstalled(first) else { return nil }
        return notInstalled(first)
    }

    /// What an exit code says about the command; nil where it ran. Codes: sh(1).
    func problem(exitCode: Int32) -> String? {
        switch exitCode {
        case 126: "\(variable ?? command) cannot be run: '\(command)' is not executable"
        case 127: notInstalled(command)
        default: nil
        }
    }

    /// What the shell does without a program.
    private static let builtins: Set<String> = ["command", "exec", "eval", "."]

    private func notInstalled(_ program: String) -> String {
        let subject = variable.map { "'\(program)', which \($0) names," } ?? "'\(program)'"
        return "\(subject) is not installed; set \(variable ?? settable) to an installed program"
    }

    /// For `/bin/sh`, which puts the arguments behind the command as they are.
    var shellArguments: [String] { ["sh", "-c", command + " \"$@\"", "sh"] + arguments }
}

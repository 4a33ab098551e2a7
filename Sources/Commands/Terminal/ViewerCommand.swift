import TerminalUI

/// How the user's pager or editor is called, so that it opens a file at a line.
struct ViewerCommand: Hashable {
    /// What the shell is given: `$PAGER` and `$EDITOR` may hold arguments, and quotes around them.
    var command: String
    /// What comes after it.
    var arguments: [String]

    /// `PAGER`, else `less -R`, else `more`; `VISUAL`, else `EDITOR`, else `vi`. `isInstalled` tells of a program.
    init(
        _ viewer: TextViewer,
        file: String,
        line: Int,
        environment: [String: String],
        isInstalled: (String) -> Bool
    ) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        }
        switch viewer {
        case .pager:
            command = variable("PAGER") ?? (isInstalled("less") ? "less -R" : "more")
        case .editor:
            command = variable("VISUAL") ?? variable("EDITOR") ?? "vi"
        }
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

    /// For `/bin/sh`, which puts the arguments behind the command as they are.
    var shellArguments: [String] { ["sh", "-c", command + " \"$@\"", "sh"] + arguments }
}

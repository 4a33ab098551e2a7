import TerminalUI
import Testing

@testable import Commands

@Suite struct ViewerCommandTests {
    private func command(
        _ viewer: TextViewer,
        _ environment: [String: String],
        hasLess: Bool = true
    ) -> [String] {
        ViewerCommand(viewer, file: "/tmp/a b", line: 12, environment: environment) { $0 != "less" || hasLess }
            .shellArguments
    }

    @Test(arguments: [
        ([String: String](), "less -R \"$@\"", ["+12", "/tmp/a b"]),
        (["PAGER": "  "], "less -R \"$@\"", ["+12", "/tmp/a b"]),
        (["PAGER": "/usr/bin/less -S"], "/usr/bin/less -S \"$@\"", ["+12", "/tmp/a b"]),
        (["PAGER": "bat --paging=always"], "bat --paging=always \"$@\"", ["/tmp/a b"]),
    ])
    func pagerIsCalledAsItNeedsIt(_ environment: [String: String], _ shell: String, _ arguments: [String]) {
        #expect(command(.pager, environment) == ["sh", "-c", shell, "sh"] + arguments)
    }

    static let editors: [([String: String], String?)] = [
        (["EDITOR": "nosuch-ed"], "$EDITOR cannot be run: nosuch-ed is a directory; set $EDITOR to another program"),
        (["VISUAL": "/x/y -w"], "$VISUAL cannot be run: /x/y is a directory; set $VISUAL to another program"),
        ([:], "vi is a directory; set $EDITOR to another program"),
        (["EDITOR": "A=1 ed"], nil), (["EDITOR": "\"my ed\""], nil), (["EDITOR": "exec vim"], nil),
    ]

    @Test(arguments: editors)
    func editorThatCannotBeRunIsNamed(_ environment: [String: String], _ expected: String?) {
        let command = ViewerCommand(.editor, file: "/f", line: 1, environment: environment) { _ in false }
        #expect(command.obstacle { "\($0) is a directory" } == expected)
        #expect(command.obstacle { _ in nil } == nil)
    }

    @Test func shellSaysWhetherTheProgramRan() async {
        let environment = ["PAGER": "A=1 nosuch-pager"]
        let command = ViewerCommand(.pager, file: "/f", line: 1, environment: environment) { _ in true }
        #expect(command.problem(.exited(127))?.contains("$PAGER") == true)
        #expect(command.problem(.exited(126))?.contains("not executable") == true)
        #expect(command.problem(.exited(1)) == nil)
        #expect(command.problem(.exited(255)) == nil)
        #expect(command.problem(.killed(signal: 9)) == "'A=1 nosuch-pager' ended with signal SIGKILL")
        #expect(command.problem(.exited(137)) == command.problem(.killed(signal: 9)))
        #expect(command.problem(.killed(signal: 2)) == nil)
    }

    @Test func moreStandsInForLess() {
        #expect(command(.pager, [:], hasLess: false)[2] == "more \"$@\"")
    }

    @Test(arguments: [
        ([String: String](), "vi", ["+12", "/tmp/a b"]),
        (["EDITOR": "nano"], "nano", ["+12", "/tmp/a b"]),
        (["EDITOR": "nano", "VISUAL": "code -n"], "code -n", ["--wait", "--goto", "/tmp/a b:12"]),
        (["EDITOR": "hx"], "hx", ["/tmp/a b:12"]),
    ])
    func editorIsCalledAsItNeedsIt(_ environment: [String: String], _ shell: String, _ arguments: [String]) {
        #expect(command(.editor, environment) == ["sh", "-c", shell + " \"$@\"", "sh"] + arguments)
    }

    @Test(arguments: [
        ([String: String](), [String]?.none),
        (["DISPLAY": ":0"], ["xclip", "-selection", "clipboard"]),
        (["DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"], ["wl-copy"]),
        (["WAYLAND_DISPLAY": ""], nil),
    ])
    func clipboardProgramSuitsTheDesktop(_ environment: [String: String], _ expected: [String]?) {
        let found = ClipboardProgram.find(environment: environment) { "/usr/bin/\($0)" }
        #expect(found?.arguments == expected)
        #expect(ClipboardProgram.find(environment: environment) { _ in nil } == nil)
    }

    @Test func clipboardProgramGetsEveryByte() async {
        let text = String(repeating: "0123456789", count: 50_000)
        let script = "test $(wc -c) -eq 500000"
        #expect(await ClipboardProgram(path: "/bin/sh", arguments: ["sh", "-c", script]).copy(text))
        #expect(await !ClipboardProgram(path: "/bin/sh", arguments: ["sh", "-c", "exit 1"]).copy("x"))
        #expect(await !ClipboardProgram(path: "/nowhere", arguments: ["x"]).copy("x"))
    }
}

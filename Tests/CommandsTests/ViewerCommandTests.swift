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
        (
            ["EDITOR": "nosuch-ed"],
            "'nosuch-ed', which $EDITOR names, is not installed; set $EDITOR to an installed program"
        ),
        (["VISUAL": "/x/y -w"], "'/x/y', which $VISUAL names, is not installed; set $VISUAL to an installed program"),
        ([:], "'vi' is not installed; set $EDITOR to an installed program"),
        (["EDITOR": "A=1 ed"], nil), (["EDITOR": "\"my ed\""], nil), (["EDITOR": "exec vim"], nil),
    ]

    @Test(arguments: editors)
    func missingEditorIsNamed(_ environment: [String: String], _ expected: String?) {
        let command = ViewerCommand(.editor, file: "/f", line: 1, environment: environment) { _ in false }
        #expect(command.missingProgram { _ in false } == expected)
        #expect(command.missingProgram { _ in true } == nil)
    }

    @Test func shellSaysWhetherItFoundTheProgram() async {
        let environment = ["PAGER": "A=1 nosuch-pager"]
        let command = ViewerCommand(.pager, file: "/f", line: 1, environment: environment) { _ in true }
        #expect(command.problem(exitCode: 127)?.contains("$PAGER") == true)
        #expect(command.problem(exitCode: 126)?.contains("not executable") == true)
        #expect(command.problem(exitCode: 1) == nil)
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

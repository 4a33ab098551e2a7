import Glibc
import Testing

@testable import Commands

/// What a terminal without Unicode gets.
@Suite struct PlainTextTests {
    @Test(arguments: [
        ("● healthy  5432→5432 · 3…", "* healthy  5432>5432 - 3~"),
        ("├── postgres\n└── ↑ redis", "|-- postgres\n`-- ^ redis"),
        ("決 é cafe\u{301}", "? ? cafe"),
        ("plain\n", "plain\n"),
    ])
    func marksBecomeASCIIOfTheSameWidth(_ text: String, _ expected: String) {
        #expect(PlainText.ascii(text) == expected)
    }

    @Test func pipeGetsEveryByte() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        Terminal(descriptor: ends[1]).write("● ✔ →\n")
        close(ends[1])
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(ends[0], &buffer, buffer.count)
        close(ends[0])
        #expect(String(decoding: buffer[..<max(0, count)], as: UTF8.self) == "● ✔ →\n")
    }
}

/// Starting the stack again from the screen.
@Suite struct StackRestartTests {
    @Test(arguments: [
        (
            "· something\nerror: the port 5432 is taken\n       hint: end that process\n",
            "the port 5432 is taken; hint: end that process"
        ),
        ("compose.yaml:3:1: error: unknown key 'a'\n  a: b\n  ^\n", "compose.yaml:3:1: error: unknown key 'a'"),
        ("Segmentation fault\n", "Segmentation fault"),
        ("", "the stack could not be started"),
    ])
    func problemIsOneLine(_ text: String, _ expected: String) {
        #expect(StackRestart.problem(in: text) == expected)
    }

    @Test func failureOfTheProgramIsTold() async {
        let script = "echo 'error: no luck' >&2; exit 3"
        #expect(await StackRestart(program: "/bin/sh", arguments: ["-c", script]).run() == "no luck")
        #expect(await StackRestart(program: "/bin/sh", arguments: ["-c", "exit 0"]).run() == nil)
        #expect(await StackRestart(program: "/nowhere", arguments: []).run()?.contains("/nowhere") == true)
    }
}

import FoundationEssentials
import Glibc
import Testing

@testable import Commands
@testable import TerminalUI

/// What the screen keeps between runs.
@Suite struct TerminalMemoryTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/terminal-memory-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private var sizes: PaneSizes {
        var sizes = PaneSizes()
        sizes.left = 312
        sizes.firmRows = 4
        return sizes
    }

    @Test func whatWasSavedIsLoadedAgain() throws {
        try withFolder { folder in
            let memory = TerminalMemory(environment: ["XDG_STATE_HOME": folder, "HOME": "/nowhere"])
            #expect(memory.path == "\(folder)/cpadev/tui.json")
            #expect(memory.load() == PaneSizes())
            memory.save(sizes)
            #expect(memory.load() == sizes)
            memory.save(dashboard: "redis")
            #expect(memory.load() == sizes && memory.dashboard == "redis")
            memory.save(PaneSizes())
            #expect(memory.load() == PaneSizes() && memory.dashboard == "redis")
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cpadev")
            #expect(files == ["tui.json"])
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/cpadev/tui.json")
            #expect("\(attributes[.posixPermissions] ?? "none")" == "\(0o600)")
        }
    }

    @Test(
        arguments: [
            ([:], nil), (["HOME": "/home/a"], "/home/a/.local/state/cpadev/tui.json"),
            (["HOME": "/home/a", "XDG_STATE_HOME": "relative"], "/home/a/.local/state/cpadev/tui.json"),
            (["HOME": "/home/a", "XDG_STATE_HOME": ""], "/home/a/.local/state/cpadev/tui.json"),
            (["XDG_STATE_HOME": "/s"], "/s/cpadev/tui.json"),
        ] as [([String: String], String?)]
    )
    func placeIsTheOneOfTheSpecification(_ environment: [String: String], _ path: String?) {
        #expect(TerminalMemory(environment: environment).path == path)
    }

    @Test(arguments: [
        "", "garbage", "[]", "{}", #"{"sizes": 4}"#, #"{"sizes": {"left": "wide"}}"#, #"{"sizes": {"left": 1e99}}"#,
        "\u{0}\u{1}", #"{"sizes": {"left": 9223372036854775808}}"#,
    ])
    func garbageCountsAsNothing(_ text: String) throws {
        try withFolder { folder in
            let memory = TerminalMemory(environment: ["XDG_STATE_HOME": folder])
            memory.save(sizes)
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/cpadev/tui.json"))
            #expect(memory.load() == PaneSizes())
        }
    }

    @Test func unknownKeysOfALaterVersionAreIgnored() throws {
        try withFolder { folder in
            let memory = TerminalMemory(environment: ["XDG_STATE_HOME": folder])
            memory.save(sizes)
            let text = #"{"colour": "red", "sizes": {"left": 312, "firmRows": 4, "later": []}}"#
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/cpadev/tui.json"))
            #expect(memory.load() == sizes)
        }
    }

    @Test func whatCannotBeWrittenIsNoError() {
        let memory = TerminalMemory(environment: ["XDG_STATE_HOME": "/proc/none"])
        memory.save(sizes)
        #expect(memory.load() == PaneSizes())
        TerminalMemory(environment: [:]).save(sizes)
    }
}

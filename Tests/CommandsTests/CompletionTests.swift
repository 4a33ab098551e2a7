import Testing

@testable import Commands

@Suite struct CompletionTests {
    private let tree: CommandTree

    init() throws { tree = try #require(CommandTree.ofProgram()) }

    private func request(_ words: String...) -> CompletionRequest { CompletionRequest(words, in: tree) }

    private func words(_ request: CompletionRequest) -> [String] { request.candidates.map(\.word) }

    @Test func commandsComeFirst() {
        let commands = words(request(""))
        #expect(commands.contains("up") && commands.contains("seed") && !commands.contains("supervise"))
        #expect(request("").candidates.first { $0.word == "down" }?.meaning != nil)
    }

    @Test(
        arguments: [
            ["logs", ""], ["logs", "-f", "api", ""], ["restart", ""], ["stop", "a", ""], ["up", ""], ["exec", ""],
            ["switch", ""], ["open", ""], ["wait", ""], ["watch", ""], ["config", ""], ["env", ""],
            ["logs", "--level", "warn", ""], ["-f", "x.yaml", "logs", ""], ["compose", "--services", ""],
        ]
    )
    func servicesStandWhereTheirNamesDo(words: [String]) {
        #expect(CompletionRequest(words, in: tree).values == [.services])
    }

    @Test func optionsOfTheProjectMayStandInFront() {
        let request = request("-f", "a.yaml", "-p", "x", "--profile", "full", "restart", "")
        #expect(request.values == [.services])
        #expect(request.projectWords == ["--file", "a.yaml", "--project-name", "x", "--profile", "full"])
        #expect(words(self.request("-f", "a.yaml", "")).contains("up"))
        #expect(self.request("-f", "").values == [.files])
        #expect(self.request("--project-directory", "").values == [.folders])
        #expect(self.request("--profile", "").values == [.profiles])
    }

    @Test func theValuesOfOptionsAreOffered() {
        #expect(words(request("logs", "--level", "")) == ["trace", "debug", "info", "warn", "error", "fatal"])
        #expect(words(request("logs", "--stream", "")) == ["stdout", "stderr", "system"])
        #expect(words(request("graph", "--format", "")) == ["tree", "dot", "mermaid", "json"])
        #expect(words(request("config", "--format", "")) == ["yaml", "json"])
        #expect(words(request("env", "--format", "")) == ["dotenv", "shell", "json"])
        #expect(request("logs", "--firm", "").values == [.firms])
        #expect(request("reset", "--firm", "").values == [.firms])
        #expect(words(request("reset", "--store", "")).contains("redis"))
        #expect(request("snapshot", "restore", "").values == [.snapshots])
        #expect(request("snapshot", "delete", "").values == [.snapshots])
        #expect(request("snapshot", "save", "").values == [])
        #expect(request("environments", "").values == [.environments])
        #expect(words(request("switch", "redis", "")) == ["docker", "native", "auto"])
        #expect(request("up", "--runtime", "").values == [.assignedServices])
        #expect(request("logs", "-o", "").values == [.files])
    }

    @Test func aValueMayStandInTheWordOfItsOption() {
        let request = request("logs", "--level=w")
        #expect(request.prefix == "--level=" && words(request).contains("warn"))
    }

    @Test func theCommandOfAStackCompletesFiles() {
        #expect(request("with", "").values == [.services])
        #expect(request("with", "db", "--", "").values == [.files])
        #expect(words(request("with", "--seed", "")).contains("fixtures"))
        #expect(!words(request("with", "--")).contains("--command-words"))
    }

    @Test func optionsAreOfferedOnce() {
        #expect(words(request("logs", "--f")).contains("--follow"))
        #expect(!words(request("logs", "--follow", "-")).contains("--follow"))
        #expect(!words(request("logs", "-f", "-")).contains("--follow"))
        #expect(words(request("logs", "--stream", "stdout", "-")).contains("--stream"))
        #expect(words(request("-")).contains("--file"))
    }

    @Test func commandsOfCommandsAndTheirDefaultAreKnown() {
        #expect(words(request("snapshot", "")).contains("restore"))
        #expect(words(request("seed", "-")).contains("--as-of"))
        #expect(request("seed", "load", "--scale", "").values == [])
    }

    @Test func whatIsUnknownGetsNothing() {
        #expect(request("nonsense", "") == CompletionRequest(["nonsense", ""], in: tree))
        #expect(words(request("nonsense", "")).isEmpty && request("nonsense", "").values.isEmpty)
    }

    @Test func theScriptIsThatOfTheShell() {
        let option = CompletionScript.option
        for shell in CompletionScript.allCases {
            #expect(CompletionScript.asked(by: [option, shell.rawValue], shell: nil) == shell)
            #expect(CompletionScript.asked(by: ["\(option)=\(shell.rawValue)"], shell: nil) == shell)
            #expect(shell.text.contains("complete -- "))
        }
        #expect(CompletionScript.asked(by: [option], shell: "/usr/bin/fish") == .fish)
        #expect(CompletionScript.asked(by: [option, "tcsh"], shell: nil) == nil)
        #expect(CompletionScript.asked(by: ["up"], shell: "/bin/bash") == nil)
    }
}

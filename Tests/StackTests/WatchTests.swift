import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// Changes of files, and providers, on real stacks.
    @Suite struct WatchTests {
        private static let watched = "develop: {watch: [{path: ./src, action: restart, ignore: ['*.md']}]}"

        @Test func aChangedFileRestartsANativeService() async throws {
            try await Stack.with { stack in
                let source = "\(stack.path)/src"
                try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
                try stack.define(Toy.shell("app", Toy.idle, Self.watched))
                let watch = try stack.start("watch", "app")
                try await eventually("the watch begins") { watch.output.contains("watching 0 files for app") }
                let before = try await stack.status()["app"].pid
                try stack.write("src/notes.md", "ignored")
                try stack.write("src/main.txt", "1")
                try await eventually("the restart is told") {
                    watch.output.contains("restarting app after 1 file changed")
                }
                try await eventually("another process") {
                    let app = try await stack.status()["app"]
                    return app.state == "running" && app.pid != nil && app.pid != before
                }
                kill(watch.pid, SIGINT)
                let result = try await watch.result()
                #expect(result.code == 0 && result.errors.contains("stopped watching; the stack keeps running"))
                #expect(try await stack.status()["app"].state == "running")
            }
        }

        @Test func aNativeServiceNeedsNoCopies() async throws {
            try await Stack.with { stack in
                try FileManager.default.createDirectory(atPath: "\(stack.path)/src", withIntermediateDirectories: true)
                try stack.define(
                    Toy.shell("app", Toy.idle, "develop: {watch: [{path: ./src, action: sync, target: /app}]}")
                )
                let watch = try stack.start("watch")
                try await eventually("the watch begins") { watch.output.contains("watching") }
                try stack.write("src/a.txt", "1")
                try await eventually("it is told") {
                    watch.output.contains("app runs on the checkout itself: 1 file changed, nothing to copy")
                }
                kill(watch.pid, SIGTERM)
                _ = try await watch.result()
            }
        }

        @Test func nothingToWatchIsAnErrorWithAnExample() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let watch = try await stack.run("watch")
                #expect(watch.code == 65 && watch.errors.contains("develop: {watch:"))
            }
        }

        @Test func aServiceOfAProviderGivesItsVariablesToDependents() async throws {
            try await Stack.with { stack in
                let program = "\(stack.path)/cloud"
                try stack.write(
                    "cloud",
                    #"""
                    #!/bin/sh
                    echo "$*" >>"$0.calls"
                    case "$*" in *metadata*) exit 1 ;; *" up "*)
                        echo '{"type":"setenv","message":"URL=cloud://1"}'
                        echo '{"type":"setenv","message":"PASSWORD=zebra-7788"}' ;;
                    esac
                    """#
                )
                chmod(program, 0o755)
                try stack.define(
                    "  db:\n    provider: {type: \(program), options: {size: 3}}\n",
                    Toy.shell(
                        "app",
                        "echo it is $$DB_PASSWORD; echo $$DB_URL > \(stack.path)/seen; \(Toy.idle)",
                        "depends_on: [db]"
                    )
                )
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the variable") {
                    (try? String(contentsOfFile: "\(stack.path)/seen", encoding: .utf8)) == "cloud://1\n"
                }
                #expect(try await stack.status()["db"].state == "running")
                let logs = try await stack.succeed("logs", "app")
                #expect(logs.output.contains("it is ••••\n"), "\(logs.output)")
                try await stack.succeed("down")
                let calls = try String(contentsOfFile: "\(program).calls", encoding: .utf8)
                #expect(calls.contains(" up --size=3 db\n") && calls.contains(" down --size=3 db\n"))
            }
        }

        @Test func asAProviderItBringsServicesTellsTheirAddressesAndTakesThemDown() async throws {
            try await Stack.with(ports: 1) { stack in
                let port = stack.ports[0]
                try stack.define(Toy.server("web", port: port, in: stack.path), Toy.shell("other", Toy.idle))
                let metadata = try await stack.succeed("compose", "metadata")
                let root = try JSONSerialization.jsonObject(with: Data(metadata.output.utf8)) as? [String: Any]
                let parameters = (root?["up"] as? [String: Any])?["parameters"] as? [[String: Any]] ?? []
                let known = Set(parameters.compactMap { $0["name"] as? String })

                // As docker compose passes what the other file has under options.
                let options = ["file": "\(stack.path)/compose.yaml", "services": "web", "host": "127.0.0.1"]
                #expect(known.isSuperset(of: options.keys))
                let words = options.map { "--\($0.key)=\($0.value)" }.sorted()
                func call(_ verb: String) async throws -> CommandResult {
                    let own = verb == "up" ? words : words.filter { !$0.hasPrefix("--host") }
                    return try await stack.start(
                        program: Places.cpadev,
                        ["compose", "--project-name=parent", verb] + own + ["site"]
                    ).result()
                }
                let up = try await call("up")
                #expect(up.code == 0, "\(up.summary)")
                let messages = try up.output.split(separator: "\n").map { line in
                    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
                }
                #expect(messages.allSatisfy { ["info", "setenv", "debug"].contains($0["type"]) })
                let variables = messages.filter { $0["type"] == "setenv" }.compactMap { $0["message"] }
                #expect(variables.contains("PORT=\(port)") && variables.contains("URL=http://127.0.0.1:\(port)"))
                #expect(try await stack.get(port) == "1")
                #expect(try await stack.status()["other"].state == "stopped")

                let again = try await call("up")
                #expect(again.code == 0 && again.output.contains("PORT=\(port)"), "up can be repeated")
                let down = try await call("down")
                #expect(down.code == 0, "\(down.summary)")
                try await stack.expectNothingLeft()
            }
        }

        @Test func asAProviderItLeavesAloneWhatTheUserStarted() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("own", Toy.idle), Toy.shell("other", Toy.idle))
                try await stack.succeed("up", "-d", "--wait", "own")
                for parent in ["one", "two"] {
                    try await stack.succeed("compose", "--project-name=\(parent)", "up", "site")
                }
                try await stack.succeed("compose", "--project-name=one", "down", "site")
                #expect(try await stack.status().services.map(\.state) == ["running", "running"])
                try await stack.succeed("compose", "--project-name=two", "down", "site")
                #expect(try await stack.status().services.map(\.state) == ["running", "stopped"])
            }
        }

        @Test func asAProviderItTellsErrorsAsMessages() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let up = try await stack.run("compose", "--project-name=p", "up", "--services=nobody", "x")
                #expect(
                    up.code == 64 && up.output.contains(#""type":"error""#) && up.output.contains("no service 'nobody'")
                )
            }
        }
    }
}

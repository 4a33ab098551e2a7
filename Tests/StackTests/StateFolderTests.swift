import Foundation
import Glibc
import Testing

extension RealStacks {
    /// What a checkout, another user or the user put in the place of the state.
    @Suite struct StateFolderTests {
        private static let isRoot = geteuid() == 0

        /// A file outside of the stack's folder, which nothing may touch.
        private static func precious(_ stack: Stack) throws -> String {
            try FileManager.default.createDirectory(
                atPath: "\(stack.path)/home/docs",
                withIntermediateDirectories: true
            )
            try stack.write("home/docs/thesis", "my thesis")
            return "\(stack.path)/home/docs/thesis"
        }

        private static func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }

        private static func make(_ path: String, mode: mode_t = 0o755) {
            mkdir(path, mode)
            chmod(path, mode)
        }

        @Test func downWithVolumesFollowsNoLinkThatACheckoutBrings() async throws {
            try await Stack.with { stack in
                let thesis = try Self.precious(stack)
                try stack.define(Toy.shell("app", Toy.idle))
                Self.make(stack.state)
                symlink("../home", "\(stack.state)/data")
                let down = try await stack.run("down", "--volumes")
                #expect(down.code != 0 && down.errors.contains("symbolic link"), "\(down.summary)")
                #expect(Self.text(thesis) == "my thesis")
                let up = try await stack.run("up", "-d")
                #expect(up.code == 1 && up.errors.contains("symbolic link"), "\(up.summary)")
                unlink("\(stack.state)/data")
            }
        }

        @Test func downWithVolumesLeavesWhatCpadevDidNotMake() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let mine = "\(stack.state)/data/customers.sqlite"
                Self.make(stack.state)
                Self.make("\(stack.state)/data")
                try stack.write("state/data/customers.sqlite", "mine")
                try await stack.succeed("down", "--volumes")
                #expect(Self.text(mine) == "mine")
                try await stack.succeed("up", "-d", "--wait")
                #expect(Self.text("\(stack.state)/data/web/starts") == ".")
                let down = try await stack.succeed("down", "--volumes")
                #expect(down.errors.contains("left \(mine)"), "\(down.summary)")
                #expect(Self.text(mine) == "mine" && access("\(stack.state)/data/web", F_OK) != 0)
                unlink(mine)
                try await stack.succeed("up", "-d", "--wait")
                let all = try await stack.succeed("down", "--volumes")
                #expect(all.errors.contains("their data was removed"), "\(all.summary)")
                #expect(access("\(stack.state)/data/web", F_OK) != 0)
                let again = try await stack.succeed("down", "--volumes")
                #expect(again.errors.contains("there was no data to remove in \(stack.state)"), "\(again.summary)")
            }
        }

        /// Nothing is removed where the data is not.
        @Test func dataThatWasMovedAwayIsNotToldAsRemoved() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                rename("\(stack.state)/data", "\(stack.path)/data")
                let down = try await stack.succeed("down", "--volumes")
                #expect(down.errors.contains("there was no data to remove in \(stack.state)"), "\(down.summary)")
                #expect(Self.text("\(stack.path)/data/web/starts") == ".")
            }
        }

        @Test func doctorWritesNothing() async throws {
            try await Stack.with { stack in
                let thesis = try Self.precious(stack)
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.run("doctor")
                #expect(access(stack.state, F_OK) != 0)
                Self.make(stack.state)
                Self.make("\(stack.state)/run")
                symlink(thesis, "\(stack.state)/run/.probe")
                symlink(thesis, "\(stack.state)/run/supervisor.log")
                try await stack.run("doctor")
                #expect(Self.text(thesis) == "my thesis")
                #expect(try FileManager.default.contentsOfDirectory(atPath: stack.state) == ["run"])
                // Nor does `up` write through either.
                let up = try await stack.run("up", "-d")
                #expect(up.code == 1 && up.errors.contains("symbolic link"), "\(up.summary)")
                #expect(Self.text(thesis) == "my thesis")
            }
        }

        @Test func aStateFolderThatIsALinkIsRefusedWithAWayOut() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                Self.make("\(stack.path)/elsewhere")
                symlink("elsewhere", stack.state)
                for arguments in [["up", "-d"], ["down"]] {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(result.code == 1 && result.errors.contains("CPADEV_STATE_DIR"), "\(result.summary)")
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(stack.path)/elsewhere") == [])
                unlink(stack.state)
            }
        }

        @Test(.enabled(if: isRoot)) func anotherUsersStateIsRefused() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                for name in ["", "/run"] {
                    Self.make(stack.state)
                    Self.make("\(stack.state)/run")
                    chown(stack.state + name, 65534, 65534)
                    let code: Int32 = name.isEmpty ? 69 : 1
                    for arguments in [["up", "-d"], ["down"]] {
                        let result = try await stack.start(program: Places.cpadev, arguments).result()
                        #expect(
                            result.code == code && result.errors.contains("belongs to user 65534"),
                            "\(result.summary)"
                        )
                    }
                    let status = try await stack.start(program: Places.cpadev, ["status"]).result()
                    #expect(status.code == code, "\(status.summary)")
                    chown(stack.state + name, 0, 0)
                }
            }
        }

        /// The ledger of another user names processes that this user's `down` would kill.
        @Test(.enabled(if: isRoot)) func anotherUsersLedgerIsNotObeyed() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let victim = try stack.start(program: "/bin/sleep", ["1000"])
                Self.make(stack.state)
                Self.make("\(stack.state)/run", mode: 0o700)
                try Self.forgeLedger(of: stack, naming: victim.pid)
                let ledger = "\(stack.state)/run/ledger"
                chown(ledger, 65534, 65534)
                for arguments in [["down"], ["up", "-d"]] {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(result.errors.contains("not trusted"), "\(result.summary)")
                    #expect(kill(victim.pid, 0) == 0)
                }
                try await stack.succeed("down")
                kill(victim.pid, SIGKILL)
                _ = try await victim.result()
            }
        }

        /// Another user may have created what `up` would obey: a ledger names processes to kill.
        @Test(arguments: ["run", "run/claims", "seeds", "data", "logs"])
        func aFolderThatOthersCouldWriteToIsRefusedByEachCommand(name: String) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let victim = try stack.start(program: "/bin/sleep", ["1000"])
                Self.make(stack.state)
                for name in ["data", "logs", "run", "run/claims", "seeds"] { Self.make("\(stack.state)/\(name)") }
                try Self.forgeLedger(of: stack, naming: victim.pid)
                chmod("\(stack.state)/\(name)", 0o777)
                let commands = name == "run/claims" ? [["up", "-d"]] : [["up", "-d"], ["down"], ["logs"], ["status"]]
                for arguments in commands {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(
                        result.code == 1 && result.errors.contains("\(name) is writable by other users"),
                        "\(arguments): \(result.summary)"
                    )
                    #expect(kill(victim.pid, 0) == 0)
                }
                #expect(Self.text("\(stack.state)/run/ledger")?.contains("cpadev-ledger") == true)
                kill(victim.pid, SIGKILL)
                _ = try await victim.result()
                chmod("\(stack.state)/\(name)", 0o700)
            }
        }

        /// A project is copied with its state while its stack runs.
        @Test func aCopiedLedgerIsNotObeyed() async throws {
            try await Stack.with(ports: 1) { original in
                try original.define(Toy.server("web", port: original.ports[0], in: original.path))
                try await original.succeed("up", "-d", "--wait")
                let pids = try await original.status().pids
                try await Stack.with { copy in
                    try copy.define(Toy.shell("app", Toy.idle))
                    for arguments in [["down"], ["up", "-d"]] {
                        for name in [copy.state, "\(copy.state)/run"] { Self.make(name, mode: 0o700) }
                        unlink("\(copy.state)/run/ledger")
                        try FileManager.default.copyItem(
                            atPath: "\(original.state)/run/ledger",
                            toPath: "\(copy.state)/run/ledger"
                        )
                        let result = try await copy.start(program: Places.cpadev, arguments).result()
                        #expect(result.code == 0 && !result.errors.contains("left over"), "\(result.summary)")
                        #expect(try await original.status().pids == pids)
                    }
                }
            }
        }

        private static func forgeLedger(of stack: Stack, naming pid: Int32) throws {
            let fields = try #require(text("/proc/\(pid)/stat")).split(separator: " ")
            let boot = try #require(text("/proc/sys/kernel/random/boot_id")).dropLast()
            try stack.write("state/run/ledger", "")
            let path = "\(stack.state)/run/ledger"
            var status = Glibc.stat()
            #expect(stat(path, &status) == 0)
            let content = "cpadev-ledger 1 \(boot) c\n@ \(status.st_ino)\n+ \(pid) \(fields[21]) SIGTERM app\n"
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.write(contentsOf: Data(content.utf8))
            try file.close()
            chmod(path, 0o600)
        }

        @Test func whatServicesKeepIsForTheirUserAlone() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                Self.make(stack.state)
                for name in ["data", "logs", "seeds", "run"] { Self.make("\(stack.state)/\(name)") }
                try await stack.succeed("up", "-d", "--wait")
                func mode(_ name: String) -> mode_t {
                    var status = Glibc.stat()
                    return stat("\(stack.state)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
                }
                // Servers that leave root pass through the first to reach their own.
                #expect(mode("data") == 0o711)
                for name in ["logs", "seeds", "run", "data/web", "logs/web"] {
                    #expect(mode(name) == 0o700, "\(name)")
                }
                #expect(mode("run/ledger") == 0o600 && mode("run/supervisor.log") == 0o600)
            }
        }
    }
}

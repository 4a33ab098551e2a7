import ComposeModel
import DockerEngine
import DockerRuntime
import FoundationEssentials
import LogAnalysis
import NIOCore
import NIOPosix
import OrderedCollections
import Runtime
import Synchronization
import Testing

@Suite(.enabled(if: EngineHarness.isAvailable), .timeLimit(.minutes(5)))
struct SurroundingsTests {
    @Test func secretsAndConfigsAreFilesWithTheirModes() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime { project in
                project.secrets["token"] = FileObject(source: .environment("FROM_CALLER"))
                project.configs["site"] = FileObject(source: .content("a = 1\n"))
            }
            let script = "cat /run/secrets/token; echo; cat /etc/site.conf; stat -c '%a %u:%g' /etc/site.conf"
            let launch = harness.launch("a", script) { service in
                service.secrets = [FileObjectMount(source: "token")]
                service.configs = [
                    FileObjectMount(source: "site", target: "/etc/site.conf", uid: "33", gid: "34", mode: 0o640)
                ]
            }
            _ = try await runtime.start(launch)
            _ = try await harness.events.exit(of: launch.instance)
            #expect(try harness.lines("a") == ["yes", "a = 1", "640 33:34"])
        }
    }

    @Test func servicesFindEachOtherByNameAndAlias() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime { project in project.networks["back"] = Network() }
            let server = harness.launch("server", "echo up; sleep 600") { service in
                service.networks = ["default": NetworkAttachment(), "back": NetworkAttachment(aliases: ["db"])]
            }
            _ = try await runtime.start(server)
            let client = harness.launch("client", "getent hosts server > /dev/null && getent hosts db > /dev/null") {
                $0.networks = ["back": NetworkAttachment()]
            }
            _ = try await runtime.start(client)
            #expect(try await harness.events.exit(of: client.instance).0 == .code(0))
        }
    }

    @Test func aPublishedPortIsHeldByItsService() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let binding = Launch.Binding(target: 80, host: "127.0.0.1", published: 23_181)
            let launch = harness.launch("a", "sleep 600", bindings: [binding]) {
                $0.ports = [Port(target: 80, published: 23_181, hostIP: "127.0.0.1")]
            }
            _ = try await runtime.start(launch)
            #expect(await runtime.portHolder(23_181, host: "127.0.0.1") == .service("a"))
            #expect(await runtime.portHolder(23_182, host: "127.0.0.1") == nil)
            let second = harness.launch("b", "sleep 600", bindings: [binding]) {
                $0.ports = [Port(target: 80, published: 23_181, hostIP: "127.0.0.1")]
            }
            do throws(RuntimeError) {
                _ = try await runtime.start(second)
                Issue.record("started")
            } catch {
                #expect(error.message == "port 23181 is taken by service a")
            }
        }
    }

    @Test func aContainerReachesAProcessOfThisMachine() async throws {
        try await EngineHarness.run { harness in
            let group = MultiThreadedEventLoopGroup.singleton
            let server = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(server.localAddress?.port.flatMap { UInt16($0) })
            let runtime = harness.runtime()
            let peer = Launch.Binding(target: 23_190, host: "127.0.0.1", published: port)
            let script = "for at in host.docker.internal/\(port) api/\(port) api/23190; do cat < /dev/tcp/$at; done"
            let launch = harness.launch("a", script, hostPeers: ["api": [peer]])
            _ = try await runtime.start(launch)
            _ = try await harness.events.exit(of: launch.instance)
            #expect(try harness.lines("a") == Array(repeating: "from the host", count: 3))
            try await server.close()
        }
    }

    @Test func tearingDownLeavesVolumesUnlessTheyAreToGo() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime { project in
                project.volumes["data"] = NamedVolume()
                project.networks["back"] = Network()
            }
            let launch = harness.launch("a", "sleep 600") { service in
                service.volumes = [Mount(source: .volume("data"), target: "/data")]
                service.networks = ["back": NetworkAttachment()]
            }
            _ = try await runtime.start(launch)
            let labels: [String: String?] = ["com.docker.compose.project": harness.project]
            #expect(try await harness.client.listNetworks(labels: labels).map(\.name) == ["\(harness.project)_back"])
            #expect(await runtime.tearDown(removingData: false) == [])
            #expect(try await harness.client.listContainers(labels: labels, all: true).isEmpty)
            #expect(try await harness.client.listNetworks(labels: labels).isEmpty)
            #expect(try await harness.client.listVolumes(labels: labels).map(\.name) == ["\(harness.project)_data"])
            #expect(await runtime.tearDown(removingData: true) == [])
            #expect(try await harness.client.listVolumes(labels: labels).isEmpty)
        }
    }

    @Test func anExternalNetworkHasToBeThere() async throws {
        try await EngineHarness.run { harness in
            let name = harness.project + "-absent"
            let runtime = harness.runtime { $0.networks["default"] = Network(name: name, external: true) }
            do throws(RuntimeError) {
                _ = try await runtime.start(harness.launch("a", "true"))
                Issue.record("started")
            } catch {
                #expect(error.message == "external network '\(name)' does not exist")
            }
        }
    }

    @Test func useIsMeasured() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let launch = harness.launch("a", "echo up; while :; do :; done")
            _ = try await runtime.start(launch)
            try await harness.waitForLine("up", of: "a")
            let usage = try await withTimeout("a measurement") {
                while true {
                    if let usage = await runtime.usage()[launch.instance], usage.processorTime > .zero { return usage }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(usage.memoryBytes > 100_000)
        }
    }

    @Test func anImageIsBuiltWhereItIsAbsent() async throws {
        try await EngineHarness.run { harness in
            let folder = harness.state + "/context"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let text =
                "FROM \(harness.image)\nARG WHO\nCOPY file /file\nRUN echo building for $WHO; echo $WHO >> /file\n"
            try Data(text.utf8).write(to: URL(filePath: folder + "/Dockerfile"))
            try Data("copied\n".utf8).write(to: URL(filePath: folder + "/file"))
            let runtime = harness.runtime()
            let launch = harness.launch("a", "cat /file") { service in
                service.image = nil
                var build = Build(context: folder)
                build.arguments = ["WHO": "me"]
                service.build = build
            }
            let name = "\(harness.project)-a"
            #expect(await runtime.availability(of: launch) == .installable(reason: "image \(name) has not been built"))
            let progress = ProgressBook()
            try await runtime.install(launch) { progress.note($0) }
            guard case .available = await runtime.availability(of: launch) else {
                Issue.record("not available after it was built")
                return
            }
            #expect(progress.lines.contains { $0.hasPrefix("building \(name): ") && $0.contains("RUN echo") })
            _ = try await runtime.start(launch)
            _ = try await harness.events.exit(of: launch.instance)
            #expect(try harness.lines("a") == ["copied", "me"])
            #expect(try harness.lines("a", .system).contains { $0.contains("building for me") })
            #expect(await runtime.tearDown(removingData: true) == [])
            try await harness.client.removeImage(name)
        }
    }

    @Test func replicasAreContainersOfTheirServiceWithTheirNumbers() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            var ids: [String] = []
            for number in 1...2 {
                let name = number == 1 ? "web" : "web-2"
                let launch = harness.launch(name, "sleep 600") { service in
                    service.family = "web"
                    service.replica = number
                }
                let container = try #require(try await runtime.start(launch).container)
                #expect(container.name == "\(harness.project)-web-\(number)")
                ids.append(container.id)
            }
            let both = harness.launch("client", "getent ahostsv4 web | cut -d' ' -f1 | sort -u | wc -l")
            _ = try await runtime.start(both)
            _ = try await harness.events.exit(of: both.instance)
            #expect(try harness.lines("client") == ["2"])
            await runtime.remove(service: "web-2")
            await #expect(throws: EngineError.self) { try await harness.client.inspectContainer(ids[1]) }
            _ = try await harness.client.inspectContainer(ids[0])
        }
    }

    @Test func filesAreCopiedIntoARunningContainerAndRemovedThere() async throws {
        try await EngineHarness.run { harness in
            let source = harness.state + "/file"
            try Data("new\n".utf8).write(to: URL(filePath: source))
            try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: source)
            let runtime = harness.runtime()
            let launch = harness.launch("a", "echo old > /gone; echo up; sleep 600")
            _ = try await runtime.start(launch)
            try await harness.waitForLine("up", of: "a")
            let changes = [
                FileChange(source: source, target: "/some/where/file"),
                FileChange(source: harness.state + "/absent", target: "/gone", isRemoved: true),
            ]
            #expect(try await runtime.copy(changes, into: launch.instance) == .copied)
            let script = "cat /some/where/file; stat -c %a /some/where/file; test -e /gone || echo gone"
            let output = await runtime.execute(["bash", "-c", script], in: launch, timeout: .seconds(5))
            #expect(output.output == "new\n750\ngone\n")
        }
    }

    @Test func anAbsentImageIsInstallableAndOneThatCannotBeFetchedIsAClearError() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let launch = harness.launch("a", "true") { $0.image = "127.0.0.1:9/no/such:1" }
            #expect(
                await runtime.availability(of: launch)
                    == .installable(reason: "image 127.0.0.1:9/no/such:1 is not present")
            )
            do throws(RuntimeError) {
                try await runtime.install(launch) { _ in }
                Issue.record("installed")
            } catch {
                #expect(error.code == .installFailed)
                #expect(error.message.hasPrefix("cannot pull 127.0.0.1:9/no/such:1: "))
            }
        }
    }
}

/// Says a line to whoever connects, and closes.
private final class Greeter: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        channel.writeAndFlush(ByteBuffer(string: "from the host\n")).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// What was shown while something was fetched.
private final class ProgressBook: Sendable {
    private let shown = Mutex<[String]>([])

    var lines: [String] { shown.withLock { $0 } }

    func note(_ line: String) { shown.withLock { $0.append(line) } }
}

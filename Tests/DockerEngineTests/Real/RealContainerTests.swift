import Synchronization
import Testing

@testable import DockerEngine

/// Containers of a real engine.
@Suite(.enabled(if: RealEngine.isThere)) struct RealContainerTests {
    @Test func theEngineTellsWhatItIs() async throws {
        let client = EngineClient(endpoint: try RealEngine.endpoint())
        let info = try await client.ping()
        #expect(info.apiVersion >= APIVersion.minimum && info.server != nil)
        #expect(try await !client.version().version.isEmpty)
    }

    @Test func aContainersLifeIsSeenFromCreationToRemoval() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("exit 7") { id in
            #expect(try await engine.client.inspectContainer(id).state.status == "created")
            #expect(try await engine.client.startContainer(id))
            #expect(try await engine.client.waitContainer(id) == 7)
            let inspection = try await engine.client.inspectContainer(id)
            #expect(inspection.state.exitCode == 7 && inspection.state.isRunning == false)
            let listed = try await engine.client.listContainers(labels: ["dev.cpadev.test": engine.prefix], all: true)
            #expect(listed.map(\.id) == [id])
        }
        let left = try await engine.client.listContainers(labels: ["dev.cpadev.test": engine.prefix], all: true)
        #expect(left.isEmpty)
    }

    @Test func stoppingAndStartingSayWhetherAnythingChanged() async throws {
        let engine = try await RealEngine()
        let client = engine.client
        let patient: (inout ContainerCreateRequest) -> Void = { $0.hostConfig.usesInit = true }
        try await engine.withContainer("exec sleep 600", patient) { id in
            #expect(try await client.startContainer(id))
            #expect(try await client.startContainer(id) == false)
            try await client.renameContainer(id, to: engine.prefix + "-renamed")
            #expect(try await client.inspectContainer(id).name == "/\(engine.prefix)-renamed")
            #expect(try await client.stopContainer(id, grace: .seconds(10)))
            #expect(try await client.stopContainer(id, grace: .seconds(10)) == false)
            await #expect {
                try await client.killContainer(id, signal: "SIGTERM")
            } throws: {
                ($0 as? EngineError)?.code == .conflict
            }
        }
    }

    /// Every byte from the first on, however fast it comes, and each stream for itself.
    @Test func attachingBeforeTheStartMissesNothing() async throws {
        let engine = try await RealEngine()
        let found = Mutex<[OutputStream: [UInt8]]>([:])
        try await engine.withContainer("seq 1 20000; seq 1 300 >&2") { id in
            let attachment = try await engine.client.attach(id, isTTY: false) { stream, bytes in
                let bytes = [UInt8](bytes)
                found.withLock { $0[stream, default: []] += bytes }
            }
            _ = try await engine.client.startContainer(id)
            #expect(await attachment.ended() == nil)
            #expect(try await engine.client.waitContainer(id) == 0)
        }
        let expected = (1...20000).map { "\($0)\n" }.joined()
        #expect(found.withLock { String(decoding: $0[.stdout] ?? [], as: UTF8.self) } == expected)
        let errors = (1...300).map { "\($0)\n" }.joined()
        #expect(found.withLock { String(decoding: $0[.stderr] ?? [], as: UTF8.self) } == errors)
    }

    @Test func logsAreReadBackWholeAndByTime() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("seq 1 100; echo oops >&2") { id in
            _ = try await engine.client.startContainer(id)
            func text(since: Int64? = nil, timestamps: Bool = false) async throws -> String {
                let logs = try await engine.client.logs(
                    id,
                    follow: true,
                    since: since,
                    timestamps: timestamps,
                    isTTY: false
                )
                var text = ""
                for try await chunk in logs { text += chunk.text }
                return text
            }
            // Following ends with the container.
            #expect(try await text().split(separator: "\n").count == 101)
            #expect(try await text(since: 4_000_000_000_000_000_000).isEmpty)
            #expect(try await text(timestamps: true).contains("Z "))
        }
    }

    @Test func aTerminalsOutputHasNoFrames() async throws {
        let engine = try await RealEngine()
        let terminal: (inout ContainerCreateRequest) -> Void = { $0.tty = true }
        try await engine.withContainer("echo hi", terminal) { id in
            _ = try await engine.client.startContainer(id)
            var text = ""
            for try await chunk in try await engine.client.logs(id, follow: true, isTTY: true) { text += chunk.text }
            #expect(text == "hi\r\n")
        }
    }

    @Test func eventsTellWhatHappensToAContainer() async throws {
        let engine = try await RealEngine()
        let events = try await engine.client.events(
            filters: ["type": ["container"], "label": ["dev.cpadev.test=\(engine.prefix)"], "event": ["start", "die"]]
        )
        try await engine.withContainer("exit 3") { id in
            _ = try await engine.client.startContainer(id)
            var actions: [String] = []
            for try await event in events {
                #expect(event.actor.id == id)
                actions.append(event.action)
                if event.action == "die" {
                    #expect(event.actor.attributes?["exitCode"] == "3")
                    break
                }
            }
            #expect(actions == ["start", "die"])
        }
    }

    @Test func statisticsComeWhileAContainerRuns() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("while true; do :; done") { id in
            _ = try await engine.client.startContainer(id)
            var samples: [ContainerStatistics] = []
            for try await sample in try await engine.client.stats(id) {
                samples.append(sample)
                if samples.count == 2 { break }
            }
            #expect(samples[1].cpuNanoseconds > samples[0].cpuNanoseconds && samples[1].memoryBytes > 0)
        }
    }

    @Test func anArchiveIsUnpacked() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("cat /tmp/secret") { id in
            let writer = TarWriter()
            let archive = writer.file("secret", Array("s3cret".utf8), mode: 0o400, uid: 0, gid: 0) + writer.end()
            try await engine.client.putArchive(id, path: "/tmp", archive: archive)
            _ = try await engine.client.startContainer(id)
            #expect(try await engine.client.waitContainer(id) == 0)
            var text = ""
            for try await chunk in try await engine.client.logs(id, follow: true, isTTY: false) { text += chunk.text }
            #expect(text == "s3cret")
            await #expect {
                try await engine.client.putArchive(id, path: "/none", archive: archive)
            } throws: {
                ($0 as? EngineError)?.code == .notFound
            }
        }
    }
}

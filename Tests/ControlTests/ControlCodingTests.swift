import ControlAPI
import FoundationEssentials
import LogAnalysis
import Testing

@Suite struct ControlCodingTests {
    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try ControlCoding.decode(Value.self, from: try ControlCoding.encode(value))
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try ControlCoding.encode(value), as: UTF8.self)
    }

    @Test(arguments: Samples.payloads) func everyEventComesBackAsItWas(payload: StackEvent.Payload) throws {
        let event = Samples.event(.max, payload)
        #expect(try roundTrip(event) == event)
    }

    @Test(
        arguments: [
            .up(services: []), .up(services: ["a", "b"]), .start(services: ["a"]), .stop(services: []),
            .restart(services: ["größe"]), .down(volumes: true), .down(volumes: false),
        ] as [StackCommand]
    )
    func everyCommandComesBackAsItWas(command: StackCommand) throws {
        #expect(try roundTrip(command) == command)
    }

    @Test(arguments: ServiceStatus.State.allCases) func everyStateComesBackAsItWas(state: ServiceStatus.State) throws {
        let status = ServiceStatus(name: "a", state: state)
        #expect(try roundTrip(status) == status)
    }

    @Test(arguments: ServiceStatus.Health.allCases)
    func everyHealthComesBackAsItWas(health: ServiceStatus.Health) throws {
        var status = ServiceStatus(name: "a", state: .running)
        status.health = health
        #expect(try roundTrip(status) == status)
    }

    @Test func theOtherMessagesComeBackAsTheyWere() throws {
        let snapshot = Samples.snapshot(Samples.full, ServiceStatus(name: "b", state: .stopped))
        #expect(try roundTrip(snapshot) == snapshot)
        let reply = CommandReply(services: ["a"], changes: ["a: image changed"], sequence: 1)
        #expect(try roundTrip(reply) == reply)
        let error = ControlError(.portTaken, "port 1", hint: "end it")
        #expect(try roundTrip(error) == error)
        #expect(try roundTrip(Samples.profile) == Samples.profile)
        let line = LogLine(service: "a", stream: .system, timeNs: .max, number: .max, text: "\u{1B}[31m\u{0}é")
        #expect(try roundTrip([line]) == [line])
        let metrics = ServiceMetrics(name: "a", cpuPercent: 12.5, memoryBytes: 1 << 40)
        #expect(try roundTrip([metrics]) == [metrics])
        let query = LogQuery(services: ["a"], tail: 3, follow: true)
        #expect(try roundTrip(query) == query)
    }

    @Test func aSnapshotHasTheKeysThatStatusPromises() throws {
        let pretty = try ControlCoding.encode(Samples.snapshot(Samples.full), pretty: true)
        #expect(String(decoding: pretty, as: UTF8.self) == Self.golden)
    }

    @Test func anEventIsFlatWithItsType() throws {
        #expect(
            try json(Samples.event(3, .serviceRemoved("old")))
                == #"{"at":"2023-11-14T22:13:20Z","name":"old","sequence":3,"type":"service_removed"}"#
        )
        #expect(
            try json(Samples.event(4, .notice(.init(level: .warning, service: "db", message: "slow"))))
                == #"{"at":"2023-11-14T22:13:20Z","notice":{"level":"warning","message":"slow","service":"db"},"#
                + #""sequence":4,"type":"notice"}"#
        )
        #expect(
            try json(Samples.event(5, .shuttingDown))
                == #"{"at":"2023-11-14T22:13:20Z","sequence":5,"type":"shutting_down"}"#
        )
    }

    @Test func aCommandIsAnObjectWithItsName() throws {
        #expect(try json(StackCommand.start(services: ["db"])) == #"{"start":{"services":["db"]}}"#)
        #expect(try json(StackCommand.down(volumes: true)) == #"{"down":{"volumes":true}}"#)
    }

    @Test(
        arguments: [
            "", "{", "[]", "null", "{}", #"{"explode":{}}"#, #"{"start":{"services":"db"}}"#, #"{"start":{}}"#,
            #"{"start":{"services":["a"]},"stop":{"services":["a"]}}"#,
        ]
    )
    func whatIsNoCommandIsAnError(text: String) {
        #expect(throws: (any Error).self) { try ControlCoding.decode(StackCommand.self, from: Data(text.utf8)) }
    }

    @Test func anEventOfAnUnknownTypeIsAnError() {
        let text = #"{"at":"2023-11-14T22:13:20Z","sequence":3,"type":"exploded"}"#
        #expect(throws: (any Error).self) { try ControlCoding.decode(StackEvent.self, from: Data(text.utf8)) }
    }

    private static let golden = """
        {
          "project" : {
            "directory" : "/project/compose",
            "files" : [
              "/project/compose/compose.yaml"
            ],
            "name" : "cpa"
          },
          "sequence" : 7,
          "services" : [
            {
              "binary" : {
                "difference" : "image says 16",
                "path" : "/usr/lib/postgresql/16/bin/postgres",
                "version" : "16.4"
              },
              "degraded_by" : [
                "clamav"
              ],
              "dependencies" : [
                {
                  "condition" : "service_healthy",
                  "required" : false,
                  "satisfied" : false,
                  "service" : "clamav"
                }
              ],
              "dependents" : [
                "backend"
              ],
              "dropped_lines" : 12,
              "health" : "healthy",
              "image" : "postgres:16",
              "last_exit" : "signal SIGKILL",
              "log_problem" : "No space left on device",
              "name" : "postgres",
              "open" : "http://127.0.0.1:15432/",
              "pid" : 4121,
              "ports" : [
                {
                  "host" : "127.0.0.1",
                  "published" : 15432,
                  "target" : 5432
                }
              ],
              "probe" : {
                "at" : "2023-11-14T22:13:20Z",
                "kind" : "postgres",
                "latency_ms" : 1.5,
                "message" : "PostgreSQL 16.4",
                "succeeded" : true
              },
              "provided_by" : "engine",
              "reason" : "works without clamav",
              "remedy" : "cpadev logs postgres",
              "restarts" : 2,
              "runtime" : "native",
              "started_at" : "2023-11-14T22:13:20Z",
              "state" : "running",
              "uptime_s" : 75
            }
          ],
          "supervisor" : {
            "pid" : 99,
            "socket" : "/run/cpadev/1.sock",
            "started_at" : "2023-11-14T22:13:20Z",
            "version" : "0.1.0"
          }
        }
        """
}

@Suite struct StackSnapshotTests {
    private let two = Samples.snapshot(
        ServiceStatus(name: "a", state: .running),
        ServiceStatus(name: "b", state: .stopped),
        sequence: 10
    )

    @Test func eventsChangeReplaceAddAndRemove() {
        var snapshot = two
        snapshot.apply(Samples.event(11, .serviceChanged(ServiceStatus(name: "a", state: .failed))))
        snapshot.apply(Samples.event(12, .serviceChanged(ServiceStatus(name: "c", state: .waiting))))
        snapshot.apply(Samples.event(13, .serviceRemoved("b")))
        snapshot.apply(Samples.event(14, .notice(.init(level: .info, message: "x"))))
        #expect(snapshot.services.map(\.name) == ["a", "c"])
        #expect(snapshot[service: "a"]?.state == .failed)
        #expect(snapshot[service: "b"] == nil)
        #expect(snapshot.sequence == 14)
    }

    @Test func anEventThatIsPartOfItAlreadyChangesNothing() {
        var snapshot = two
        snapshot.apply(Samples.event(10, .serviceRemoved("a")))
        snapshot.apply(Samples.event(3, .serviceRemoved("a")))
        #expect(snapshot == two)
    }

    @Test func readyIsRunningAndHealthyOrCompleted() {
        func status(_ state: ServiceStatus.State, _ health: ServiceStatus.Health?) -> ServiceStatus {
            var status = ServiceStatus(name: "a", state: state)
            status.health = health
            return status
        }
        #expect(status(.running, .healthy).isReady)
        #expect(status(.running, ServiceStatus.Health.none).isReady)
        #expect(status(.completed, nil).isReady)
        #expect(!status(.running, .starting).isReady)
        #expect(!status(.running, .unhealthy).isReady)
        #expect(status(.running, .unhealthy).isProblem)
        #expect(status(.gaveUp, nil).isProblem)
        #expect(!status(.stopped, nil).isProblem)
    }
}

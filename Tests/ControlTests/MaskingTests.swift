import ControlAPI
import ControlClient
import Foundation
import LogAnalysis
import TestSupport
import Testing

@testable import ControlServer

/// No secret leaves the supervisor, whichever way.
@Suite(.timeLimit(.minutes(1))) struct MaskingTests {
    private static let secret = "hunter2-very-secret"
    private static let masker = SecretMasker(secrets: [("API_TOKEN", secret)], others: [])

    /// A stack all of whose texts tell the secret.
    private struct TellingStack: StackControl {
        let text = "says \(MaskingTests.secret) "

        private var status: ServiceStatus {
            var status = Samples.full
            (status.reason, status.remedy, status.lastExit, status.logProblem) = (text, text, text, text)
            (status.image, status.open, status.runtime, status.providedBy, status.replicaOf) = (
                text, text, text, text, text
            )
            status.probe?.message = text
            status.probe?.kind = text
            status.binary = .init(path: text, version: text, difference: text)
            status.container = .init(id: text, name: text)
            (status.dependents, status.degradedBy) = ([text], [text])
            status.dependencies = [.init(service: text, condition: text, required: true, satisfied: false)]
            return status
        }

        private var profile: StartupProfile {
            var profile = Samples.profile
            profile.criticalPath = [text]
            profile.entries[0].service = text
            return profile
        }

        private var failure: ControlError {
            var failure = ControlError(.storeFailed, text, hint: text)
            failure.details = text
            return failure
        }

        private var data: DataStatus {
            DataStatus(
                state: .failed,
                waitsFor: text,
                seed: .init(hash: text, asOf: text, scale: 1, manifest: text),
                firms: [.init(slug: text, name: text, stores: [.init(name: text, state: .failed, reason: text)])],
                problem: failure
            )
        }

        private var events: [StackEvent] {
            [
                Samples.event(1, .serviceChanged(status)), Samples.event(2, .serviceRemoved(text)),
                Samples.event(3, .notice(.init(level: .error, service: text, message: text))),
                Samples.event(4, .started(profile)),
            ]
        }

        func snapshot() async throws -> StackSnapshot {
            var snapshot = Samples.snapshot(status)
            snapshot.data = data
            snapshot.project = .init(name: text, directory: text, files: [text])
            return snapshot
        }

        func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: StackUpdate.self)
            for event in events { continuation.yield(.event(event)) }
            continuation.yield(.data(data))
            continuation.finish()
            return stream
        }

        func journal() async throws -> [StackEvent] { events }

        func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] {
            [HistoryEntry(atNs: 1, .snapshot(try await snapshot())), HistoryEntry(atNs: 2, .data(data))]
                + events.map { HistoryEntry(atNs: 3, .event($0)) }
        }

        func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error> { throw failure }

        func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns { throw failure }

        func perform(_ command: StackCommand) async throws -> CommandReply {
            if case .down = command { throw failure }
            if case .stop = command { throw TellingError(text: text) }
            return CommandReply(services: [text], changes: [text], sequence: 1)
        }

        func startupProfile() async throws -> StartupProfile? { profile }

        func dataStatus() async throws -> DataStatus? { data }

        func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: DataEvent.self)
            continuation.yield(.failed(failure))
            continuation.finish()
            return stream
        }

        func dataSnapshots() async throws -> [DataSnapshotInfo] { throw failure }
    }

    private struct TellingError: Error {
        var text: String
    }

    /// The body of an answer, as it stands on the socket.
    private func body(_ request: String, of path: String, _ content: String = "") async throws -> String {
        let connection = try RawConnection(path)
        await connection.send(
            "\(request) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)"
        )
        var text = ""
        while let part = await connection.answer(), !part.isEmpty { text += part }
        return text
    }

    @Test(arguments: [
        ("GET /v1/snapshot", ""), ("GET /v1/events", ""), ("GET /v1/journal", ""), ("GET /v1/startup", ""),
        ("GET /v1/history?from=0&to=9", ""),
        ("GET /v1/data", ""), ("GET /v1/data/snapshots", ""), ("GET /v1/logs", ""), ("GET /v1/logs/patterns", ""),
        ("GET /metrics", ""), ("POST /v1/commands", #"{"up":{"services":[]}}"#),
        ("POST /v1/commands", #"{"down":{"volumes":false}}"#), ("POST /v1/commands", #"{"stop":{"services":[]}}"#),
        ("POST /v1/commands", "{\"hunter2-very-secret\": 1}"), ("POST /v1/data", #"{"seed":{"rebuild":false}}"#),
        ("GET /v1/services/hunter2-very-secret/environment", ""), ("GET /v1/logs?bogus=hunter2-very-secret", ""),
    ])
    func noRouteTellsASecret(request: String, content: String) async throws {
        try await ServedStack.with(TellingStack(), masker: { Self.masker }) { path, _ in
            let text = try await body(request, of: path, content)
            #expect(text.hasPrefix("HTTP/1.1"), "\(text)")
            #expect(!text.contains("hunter2"), "\(request): \(text)")
        }
    }

    @Test func anEnvironmentIsToldAsItIs() async throws {
        let environment = ["API_TOKEN": Self.secret, "snake_Case-Key": "x"]
        try await ServedStack.with(TellingStack(), masker: { Self.masker }, environment: { _ in environment }) {
            path,
            _ in
            let text = try await body("GET /v1/services/db/environment", of: path)
            #expect(text.contains(Self.secret) && text.contains("snake_Case-Key"))
        }
    }

    @Test func whatIsMaskedIsReadAsBefore() throws {
        // Words of the protocol stay, also where a secret is called like one.
        let masker = SecretMasker(
            secrets: ["running", "starting", "gave_up", "warning", "change"].map { ("S", $0) },
            others: []
        )
        let snapshot = Samples.snapshot(Samples.full, ServiceStatus(name: "b", state: .gaveUp))
        let data = try ControlCoding.encode(snapshot, masker: masker)
        #expect(try ControlCoding.decode(StackSnapshot.self, from: data) == snapshot)
        for (index, payload) in Samples.payloads.enumerated() {
            let event = Samples.event(UInt64(index), payload)
            let data = try ControlCoding.encode(event, masker: masker)
            #expect(try ControlCoding.decode(StackEvent.self, from: data) == event)
            #expect(
                try ControlCoding.encode(event, masker: SecretMasker(secrets: [], others: []))
                    == ControlCoding.encode(event)
            )
        }
    }

    @Test func keysOfADictionaryStayAsTheyAre() throws {
        let data = try ControlCoding.encode(["someKey_X": Self.secret], masker: Self.masker)
        #expect(String(decoding: data, as: UTF8.self) == "{\"someKey_X\":\"••••\"}")
    }
}

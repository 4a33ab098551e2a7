import Foundation
import TestSupport
import Testing

@testable import Seeding

@Suite struct DocumentScannerTests {
    private static let zero: [UInt8] = [0, 0, 0, 0]
    private static let ok = Array("stream: OK\0".utf8)

    // MARK: Scripted peers

    /// The error of scanning a document of so many bytes.
    private func failure(
        _ peer: ScriptedPeer,
        bytes: Int = 10,
        _ limit: Duration = .seconds(20)
    ) async -> SeedingError? {
        await #expect(throws: SeedingError.self) { _ = try await scan(peer, bytes: bytes, limit) }
    }

    private func scan(
        _ peer: ScriptedPeer,
        bytes: Int = 10,
        _ limit: Duration = .seconds(20)
    ) async throws -> ScanResult {
        let file = try TemporaryFile([UInt8](repeating: 0x61, count: bytes))
        return try await Self.scanner(peer.port, limit).scan(file: file.path)
    }

    private static func scanner(_ port: UInt16, _ limit: Duration = .seconds(20)) -> DocumentScanner {
        DocumentScanner(StoreEndpoints.Address(host: "127.0.0.1", port: port), timeout: limit)
    }

    @Test func anAnswerMayComeByteByByte() async throws {
        try await ScriptedPeer.run(.read(until: Self.zero), .trickle(Self.ok), .hold) { peer in
            let result = try await scan(peer)
            #expect(result == .clean)
        }
    }

    @Test func anAnswerThatComesBeforeTheEndCounts() async throws {
        let answer = Array("INSTREAM size limit exceeded. ERROR\0".utf8)
        try await ScriptedPeer.run(.read(until: Array("INSTREAM".utf8)), .write(answer), .hold) { peer in
            // More than fits into the sockets' buffers, so that sending it would wait for ever.
            let error = await failure(peer, bytes: 32 << 20)
            #expect(error?.code == .refused)
            #expect(error?.message.contains("exceeds clamd's size limit") == true)
            #expect(error?.remedy?.contains("StreamMaxLength") == true)
        }
    }

    @Test func garbageIsAnError() async throws {
        try await ScriptedPeer.run(.write(Array("HTTP/1.1 400 Bad Request\r\n\0".utf8)), .hold) { peer in
            #expect(await failure(peer)?.code == .garbled)
        }
        try await ScriptedPeer.run(.write([0xFF, 0xFE, 0x00]), .hold) { peer in
            #expect(await failure(peer)?.code == .garbled)
        }
    }

    @Test func anAnswerWithoutEndIsAnError() async throws {
        try await ScriptedPeer.run(.write([UInt8](repeating: 0x61, count: 100_000)), .hold) { peer in
            #expect(await failure(peer)?.code == .garbled)
        }
    }

    @Test func aPeerThatEndsItsHalfIsAnError() async throws {
        try await ScriptedPeer.run(.read(until: Self.zero), .finish, .hold) { peer in
            #expect(await failure(peer)?.code == .unreachable)
        }
        try await ScriptedPeer.run(.read(until: Self.zero), .write(Array("stream: O".utf8)), .finish, .hold) { peer in
            #expect(await failure(peer)?.code == .garbled)
        }
    }

    @Test func aPeerThatHangsUpIsAnError() async throws {
        try await ScriptedPeer.run { peer in
            #expect(await failure(peer, bytes: 8 << 20)?.code == .unreachable)
        }
    }

    @Test func aPeerThatSaysNothingIsAnErrorInTime() async throws {
        try await ScriptedPeer.run(.hold) { peer in
            for size in [10, 32 << 20] {
                let error = await failure(peer, bytes: size, .milliseconds(200))
                #expect(error?.code == .unreachable)
                #expect(error?.message.contains("did not answer in 0.2 seconds") == true)
            }
        }
    }

    @Test func aClosedPortIsAnErrorAtOnce() async throws {
        let file = try TemporaryFile([1])
        let scanner = Self.scanner(LoopbackPort.free())
        let error = await #expect(throws: SeedingError.self) { _ = try await scanner.scan(file: file.path) }
        #expect(error?.code == .unreachable)
    }

    @Test func aMissingFileIsAnErrorThatNamesIt() async throws {
        let scanner = Self.scanner(1)
        let error = await #expect(throws: SeedingError.self) { _ = try await scanner.scan(file: "/nowhere/a.pdf") }
        #expect(error?.code == .files)
        #expect(error?.message.contains("/nowhere/a.pdf") == true)
    }

    @Test func cancellingEndsAScan() async throws {
        try await ScriptedPeer.run(.hold) { peer in
            let task = Task { try await scan(peer) }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
        }
    }

    @Test func fourDocumentsAreScannedAtATime() async throws {
        // Each connection waits until it is one of four; a fifth at the same time would show.
        try await ScriptedPeer.run(.read(until: Self.zero), .gather(4), .write(Self.ok), .finish) { peer in
            let file = try TemporaryFile([1])
            let path = file.path
            let scanner = Self.scanner(peer.port)
            try await withThrowingTaskGroup(of: ScanResult.self) { group in
                for _ in 0..<12 { group.addTask { try await scanner.scan(file: path) } }
                for try await result in group { #expect(result == .clean) }
            }
            #expect(peer.peak == 4)
        }
    }

    // MARK: clamd

    private static let eicar = #"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"#

    @Test(.enabled(if: StoreServer.isWanted(.clamav)))
    func clamdTellsCleanFromInfected() async throws {
        let scanner = DocumentScanner(try await StoreServer.shared(.clamav).address)
        for bytes in [[], [UInt8](repeating: 7, count: 5 << 20), Array("Engagement letter".utf8)] {
            let file = try TemporaryFile(bytes)
            #expect(try await scanner.scan(file: file.path) == .clean)
        }
        let infected = try TemporaryFile(Array(Self.eicar.utf8))
        #expect(
            try await scanner.scan(file: infected.path) == .infected(signature: "Eicar-Test-Signature.UNOFFICIAL")
        )
    }

    @Test(.enabled(if: StoreServer.isWanted(.clamav)))
    func clamdSaysThatADocumentIsTooLarge() async throws {
        let scanner = DocumentScanner(try await StoreServer.shared(.clamav).address)
        let file = try TemporaryFile([UInt8](repeating: 7, count: 40 << 20))
        let error = await #expect(throws: SeedingError.self) { _ = try await scanner.scan(file: file.path) }
        #expect(error?.code == .refused)
        #expect(error?.message == "\(file.path) was not scanned: it exceeds clamd's size limit")
    }
}

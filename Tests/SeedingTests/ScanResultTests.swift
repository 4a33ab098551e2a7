import Testing

@testable import Seeding

@Suite struct ScanResultTests {
    @Test func readsWhatClamdAnswers() throws {
        #expect(try ScanResult("stream: OK") == .clean)
        let name = "Eicar-Test-Signature.UNOFFICIAL"
        #expect(try ScanResult("stream: \(name) FOUND") == .infected(signature: name))
        #expect(try ScanResult("stream: FOUND FOUND") == .infected(signature: "FOUND"))
    }

    @Test(arguments: [
        "INSTREAM size limit exceeded. ERROR", "stream: Can't allocate memory ERROR", "stream: Time limit ERROR",
    ])
    func whatClamdCannotScanIsRefused(_ answer: String) {
        let error = #expect(throws: SeedingError.self) { try ScanResult(answer) }
        #expect(error?.code == .refused)
    }

    @Test(arguments: ["", "OK", "stream:OK", "stream: ", "stream:  FOUND", "stream: FOUND", "PONG", "UNKNOWN COMMAND"])
    func somethingElseIsAnError(_ answer: String) {
        let error = #expect(throws: SeedingError.self) { try ScanResult(answer) }
        #expect(error?.code == .garbled)
    }
}

import Testing

@testable import EnvironmentChecks

@Suite struct CertificateNamesTests {
    /// A certificate with these names and nothing else that is read.
    private func certificate(issuer: [UInt8], subject: [UInt8], hasVersion: Bool = true) -> [UInt8] {
        func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
            let length = contents.count
            return [tag] + (length < 128 ? [UInt8(length)] : [0x82, UInt8(length >> 8), UInt8(length & 255)]) + contents
        }
        let version = hasVersion ? element(0xA0, element(0x02, [2])) : []
        let parts =
            version + element(0x02, [1, 2, 3]) + element(0x30, []) + element(0x30, issuer) + element(0x30, [0])
            + element(0x30, subject)
        return element(0x30, element(0x30, parts) + element(0x30, []))
    }

    @Test(arguments: [true, false])
    func namesAreFound(hasVersion: Bool) throws {
        let long = [UInt8](repeating: 7, count: 300)
        let names = try #require(CertificateNames(certificate(issuer: [1, 2], subject: long, hasVersion: hasVersion)))
        #expect(Array(names.issuer) == [0x30, 2, 1, 2])
        #expect(Array(names.subject) == [0x30, 0x82, 1, 44] + long)
    }

    @Test func everyCutIsRefused() {
        let whole = certificate(issuer: [1], subject: [1])
        #expect(CertificateNames(whole) != nil)
        for count in 0..<whole.count { #expect(CertificateNames(Array(whole.prefix(count))) == nil) }
        #expect(CertificateNames([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    }
}

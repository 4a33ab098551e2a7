/// The names in a certificate, as encoded. NIOSSL has no access to them. Source: RFC 5280, section 4.1.
struct CertificateNames: Hashable {
    var issuer: ArraySlice<UInt8>
    var subject: ArraySlice<UInt8>

    private static let sequence: UInt8 = 0x30
    private static let version: UInt8 = 0xA0

    /// - Parameter bytes: the certificate as DER.
    init?(_ bytes: [UInt8]) {
        // Certificate, then TBSCertificate.
        guard var rest = Self.contents(of: bytes[...]).flatMap(Self.contents) else { return nil }
        if rest.first == Self.version { guard Self.next(&rest) != nil else { return nil } }
        // Serial number and algorithm of the signature; then the issuer, the validity and the subject.
        guard Self.next(&rest) != nil, Self.next(&rest) != nil, let issuer = Self.next(&rest),
            Self.next(&rest) != nil, let subject = Self.next(&rest),
            issuer.first == Self.sequence, subject.first == Self.sequence
        else { return nil }
        self.issuer = issuer
        self.subject = subject
    }

    private static func contents(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.first == sequence, let header = header(of: bytes) else { return nil }
        return bytes.dropFirst(header.size).prefix(header.length)
    }

    /// Removes the first element and returns it with its header.
    private static func next(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let header = header(of: bytes) else { return nil }
        let element = bytes.prefix(header.size + header.length)
        bytes = bytes.dropFirst(element.count)
        return element
    }

    /// Source: X.690, section 8.1.3.
    private static func header(of bytes: ArraySlice<UInt8>) -> (size: Int, length: Int)? {
        guard let first = bytes.dropFirst().first else { return nil }
        guard first & 0x80 != 0 else {
            return bytes.count >= 2 + Int(first) ? (2, Int(first)) : nil
        }
        let digits = Int(first & 0x7F)
        guard (1...3).contains(digits), bytes.count >= 2 + digits else { return nil }
        let length = bytes.dropFirst(2).prefix(digits).reduce(0) { $0 << 8 | Int($1) }
        return bytes.count >= 2 + digits + length ? (2 + digits, length) : nil
    }
}

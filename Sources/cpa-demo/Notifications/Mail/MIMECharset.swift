/// The character sets of e-mails.
enum MIMECharset {
    private static let singleByte: Set<String> = ["iso-8859-1", "latin1", "windows-1252", "cp1252"]

    /// Returns the text of bytes. An unknown set is read as UTF-8, with U+FFFD for what is not.
    static func text(_ bytes: some Collection<UInt8>, _ name: some StringProtocol) -> String {
        guard singleByte.contains(name.lowercased()) else { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}

/// The scanner's verdict on a document.
enum ScanResult: Hashable, Sendable {
    case clean
    /// The signature's name as reported by the scanner. Unofficial ones end with `.UNOFFICIAL`.
    case infected(signature: String)

    var isInfected: Bool { self != .clean }

    /// Parses clamd's reply to INSTREAM: `stream: OK`, `stream: NAME FOUND` or `… ERROR`. Source: clamd(8).
    init(_ answer: String) throws(SeedingError) {
        let beginning = "stream: "
        let found = " FOUND"
        if answer == beginning + "OK" {
            self = .clean
        } else if answer.hasPrefix(beginning), answer.hasSuffix(found), answer.count > beginning.count + found.count {
            self = .infected(signature: String(answer.dropFirst(beginning.count).dropLast(found.count)))
        } else if answer == "INSTREAM size limit exceeded. ERROR" {
            throw SeedingError(.refused, "it exceeds clamd's size limit", remedy: "raise StreamMaxLength in clamd.conf")
        } else if answer.hasSuffix(" ERROR") {
            throw SeedingError(.refused, "clamd reported: \(answer.prefix(200))")
        } else {
            throw SeedingError(.garbled, "unexpected reply from clamd: \(answer.prefix(100).debugDescription)")
        }
    }
}

/// What the scanner says of a document.
enum ScanResult: Hashable, Sendable {
    case clean
    /// The signature's name as the scanner gives it; those that are not official end with `.UNOFFICIAL`.
    case infected(signature: String)

    var isInfected: Bool { self != .clean }

    /// Reads what clamd answers to INSTREAM: `stream: OK`, `stream: NAME FOUND`, or `… ERROR`. Source: clamd(8).
    init(_ answer: String) throws(SeedingError) {
        let beginning = "stream: "
        let found = " FOUND"
        if answer == beginning + "OK" {
            self = .clean
        } else if answer.hasPrefix(beginning), answer.hasSuffix(found), answer.count > beginning.count + found.count {
            self = .infected(signature: String(answer.dropFirst(beginning.count).dropLast(found.count)))
        } else if answer == "INSTREAM size limit exceeded. ERROR" {
            throw SeedingError(.refused, "it is larger than clamd takes", remedy: "raise StreamMaxLength in clamd.conf")
        } else if answer.hasSuffix(" ERROR") {
            throw SeedingError(.refused, "clamd says: \(answer.prefix(200))")
        } else {
            throw SeedingError(.garbled, "clamd answered with something else: \(answer.prefix(100).debugDescription)")
        }
    }
}

import Testing

@testable import Subset

@Suite struct MadeUpDocumentTests {
    @Test(arguments: ["application/pdf", "text/csv", "image/png", "application/json", "text/html", "application/x"])
    func theSizeIsTheOriginals(type: String) {
        for size in [0, 1, 10, 63, 64, 700, 701, 5_000] {
            let document = MadeUpDocument(type: type, size: size, limit: 4_000)
            #expect(document.bytes.count == min(size, 4_000))
        }
    }

    @Test func aPDFNamesThePlacesOfItsObjects() throws {
        let bytes = MadeUpDocument(type: "application/pdf", size: 2_000, limit: 4_000).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let place = try #require(Int(text.split(separator: "startxref\n")[1].split(separator: "\n")[0]))
        #expect(String(decoding: bytes[place...], as: UTF8.self).hasPrefix("xref\n0 5\n"))
        let entries = String(decoding: bytes[place...], as: UTF8.self).split(separator: "\n").dropFirst(3).prefix(4)
        for (index, entry) in entries.enumerated() {
            let object = try #require(Int(entry.prefix(10)))
            #expect(String(decoding: bytes[object...], as: UTF8.self).hasPrefix("\(index + 1) 0 obj\n"))
        }
    }
}

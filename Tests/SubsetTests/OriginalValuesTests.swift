import Testing

@testable import Subset

@Suite struct OriginalValuesTests {
    private func finds(_ text: String, _ originals: OriginalValues, isSensitive: Bool = false) -> Bool {
        var originals = originals
        return Samples.withBytes(text) { originals.suspect(in: $0, isSensitive: isSensitive) != nil }
    }

    @Test(arguments: [
        ("Selma Novotny", "We spoke to Selma Novotny today."),
        ("Selma Novotny", "SELMA-NOVOTNY.pdf"),
        ("(937) 555-0196", "call 937.555.0196"),
        ("946-06-4432", "SSN 946 06 4432"),
        ("a.b@mail.example", "from a.b@mail.example,"),
        ("MARK7f3a9c", "x MARK7f3a9c y"),
        ("We hired somebody for the counter.", "note: we hired somebody for a day"),
        ("Łucja Żak", "dear Łucja Żak!"),
    ])
    func anOriginalIsFoundInsideAText(original: String, text: String) {
        #expect(finds(text, Samples.originals(original)))
    }

    @Test(arguments: [
        ("Selma Novotny", "Selma met Novotny"), ("12 A", "12 a"), ("ok", "ok"), ("946-06-4432", "946-06-4433"),
        ("Springboro", "a house in Springboro"),
    ])
    func whatIsNoOriginalIsNotFound(original: String, text: String) {
        #expect(!finds(text, Samples.originals(original)))
    }

    @Test func anEverydayWordIsFoundOnlyAsAWholeSensitiveValue() {
        let originals = Samples.originals("Springboro")
        #expect(finds("springboro", originals, isSensitive: true))
        #expect(!finds("springboro", originals))
        #expect(!finds("near Springboro", originals, isSensitive: true))
    }

    @Test func addedHashesAreTakenOnce() {
        var originals = Samples.originals("Selma Novotny", "Selma Novotny", "ok")
        #expect(originals.waiting == 1)
        #expect(originals.takeAdded().count == 1)
        #expect(originals.waiting == 0)
    }

    @Test func theFilterForgetsNothing() {
        var filter = BloomFilter(bits: 16)
        var draws = FakeDraws(1)
        let hashes = (0..<2000).map { _ in draws.next() }
        for hash in hashes { filter.insert(hash) }
        #expect(hashes.allSatisfy(filter.contains))
        let others = (0..<2000).map { _ in draws.next() }
        #expect(others.filter(filter.contains).count < 40)
    }
}

import CTextSearch
import LogAnalysis
import Testing

@Suite struct TextFinderTests {
    private typealias Find = @Sendable (UnsafePointer<ctext_needle>?, UnsafePointer<UInt8>?, Int) -> Int
    private static let ways: [Find] = [
        ctext_find, ctext_find_portable, ctext_find_sse2, ctext_find_avx2,
    ]

    /// Without any of the finder's ideas.
    private func naive(_ needle: [UInt8], _ mask: [UInt8], in text: ArraySlice<UInt8>) -> Int {
        guard text.count >= needle.count else { return -1 }
        return (0...text.count - needle.count).first { start in
            needle.indices.allSatisfy { text[text.startIndex + start + $0] | mask[$0] == needle[$0] }
        } ?? -1
    }

    /// What the ways that this processor has say.
    private func answers(_ needle: [UInt8], _ mask: [UInt8], in text: ArraySlice<UInt8>) -> Set<Int> {
        needle.withUnsafeBufferPointer { bytes in
            mask.withUnsafeBufferPointer { mask in
                text.withUnsafeBufferPointer { text in
                    var value = ctext_needle(
                        bytes: bytes.baseAddress,
                        mask: mask.baseAddress,
                        length: bytes.count,
                        first: 0,
                        second: 0
                    )
                    ctext_choose(&value)
                    return Set(Self.ways.map { $0(&value, text.baseAddress, text.count) }.filter { $0 != -2 })
                }
            }
        }
    }

    @Test func everyWayFindsWhatIsThereAtEveryPlaceAndLength() {
        var text = [UInt8](repeating: UInt8(ascii: "."), count: 200)
        for length in [1, 2, 3, 17, 40] {
            let needle = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            let mask = [UInt8](repeating: 0, count: length)
            for count in length...160 {
                // An address that differs, and a copy right behind the end, which is not to be found.
                let start = count % 33
                for place in [0, count / 2, count - length] where place >= 0 && place + length <= count {
                    let range = start + place..<start + place + length
                    text.replaceSubrange(range, with: needle)
                    #expect(answers(needle, mask, in: text[start..<start + count]) == [place])
                    if length > 1 {
                        #expect(answers(needle, mask, in: text[start..<start + place + length - 1]) == [-1])
                    }
                    text.replaceSubrange(range, with: repeatElement(UInt8(ascii: "."), count: length))
                }
            }
        }
    }

    @Test(arguments: [0, 0x20] as [UInt8]) func everyWayAgreesWithASimpleOne(letterMask: UInt8) {
        var random = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = Array("abAB@`\n".utf8) + [0x00, 0xFF]
        for _ in 0..<4_000 {
            let text = (0..<Int.random(in: 0...150, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let letters = letterMask == 0 ? alphabet : alphabet.filter { !Array("AB".utf8).contains($0) }
            let needle = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? 0
            }
            let mask = needle.map { Array("ab".utf8).contains($0) ? letterMask : 0 }
            #expect(
                answers(needle, mask, in: text[...]) == [naive(needle, mask, in: text[...])],
                "\(needle) in \(text)"
            )
        }
    }

    @Test func lettersMayStandForTheirCapitals() throws {
        let finder = try #require(TextFinder("Key@".utf8, isCaseSensitive: false))
        func offset(in text: String) -> Int? { Array(text.utf8).withUnsafeBytes { finder.firstOffset(in: $0) } }
        #expect(offset(in: "a kEy@") == 2)
        #expect(offset(in: "key`") == nil)
        #expect(offset(in: "\u{212A}ey@") == nil)
    }

    @Test func anEmptyTextIsNone() { #expect(TextFinder([]) == nil) }

    @Test func newlinesAreCountedAndFound() {
        var bytes = [UInt8](repeating: 0x0B, count: 1_000)
        bytes.withUnsafeBytes {
            #expect($0.newlines == 0)
            #expect($0.lastNewline(before: 1_000) == nil)
        }
        for place in stride(from: 3, to: 1_000, by: 3) { bytes[place] = 0x0A }
        bytes.withUnsafeBytes {
            #expect($0.newlines == 333 - 0)
            #expect($0.lastNewline(before: 999) == 996)
            #expect($0.lastNewline(before: 3) == nil)
        }
    }
}

import ControlAPI
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: ["", "plain-1.2_3~", "a b", "50%", "a/b?c=d&e#f", "größe", "日本", "\u{0}\n"])
    func whatIsEncodedIsDecodedToTheSame(text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
    }

    @Test(arguments: [("", ""), ("a-Z_0.~", "a-Z_0.~"), ("a/b c", "a%2Fb%20c"), ("é", "%C3%A9"), ("\n", "%0A")])
    func partsOfAURLAreEncoded(text: String, expected: String) {
        #expect(PercentEncoding.encode(text) == expected)
    }

    @Test(arguments: ["%", "%4", "%zz", "%4g", "a%", "%FF", "%C3", "%+1"])
    func whatIsNotEncodedSoIsRefused(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func digitsAreReadInBothCases() {
        #expect(PercentEncoding.decode("%c3%B6+") == "ö+")
    }
}

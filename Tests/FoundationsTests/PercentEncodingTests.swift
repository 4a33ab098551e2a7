import Foundations
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: ["", "a-b._~", "a b+c%", "é会🧾", "new\nline", "a//b/../c", "&=?#'\"<>"])
    func whatWasEncodedIsDecoded(_ text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
        #expect(PercentEncoding.decode(PercentEncoding.encodePath(text)) == text)
    }

    @Test func slashesStayInAPath() {
        #expect(PercentEncoding.encodePath("/a b//c") == "/a%20b//c")
        #expect(PercentEncoding.encode("a b/c") == "a%20b%2Fc")
    }

    @Test func digitsAreUppercaseAndTwo() {
        #expect(PercentEncoding.encode("\n\u{FF}") == "%0A%C3%BF")
    }

    @Test func theCallerChoosesWhatIsKept() {
        #expect(PercentEncoding.encode("a~b:c@1/d", keeping: ":@") == "a%7Eb:c@1%2Fd")
    }

    @Test(arguments: ["%", "%4", "%zz", "a%e", "%ff", "%+1"])
    func halfAnEncodingIsNone(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func aFormIsDecodedLeniently() {
        #expect(PercentEncoding.decodeForm("a+b%2Bc%3d") == "a b+c=")
        #expect(PercentEncoding.decodeForm("100%+%4") == "100% %4")
        #expect(PercentEncoding.decodeForm("%ff") == "\u{FFFD}")
    }
}
